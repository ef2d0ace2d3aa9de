// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where the sources, the tables and the program are: said in one unit, so that the others are the same in every
// checkout.
#pragma once

namespace paths {

extern const char* const source;     ///< the repository
extern const char* const reference;  ///< tests/reference
extern const char* const program;    ///< lazyrisk, built

}  // namespace paths
