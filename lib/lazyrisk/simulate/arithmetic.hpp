// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace lazyrisk {

/// Changes whenever a simulated number changes at equal problem, seed and trial: part of the name of a stored result.
inline constexpr int arithmetic_version = 3;

}  // namespace lazyrisk
