// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The names of the catalogue alone.
#pragma once

#include <string>
#include <vector>

namespace lazyrisk {

/// In the order of the documentation.
std::vector<std::string> expansion_names();

}  // namespace lazyrisk
