// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Numbers for letters that nobody has given one.
#pragma once

#include "lazyrisk/expand/symbolic/expansion.hpp"

namespace lazyrisk {

/// Numbers for the letters of an expansion that have none, so that it can be checked, inside its region where they find
/// it: psi1 = 2, lambda = 3/10, ...
Values sample_values(const Expansion& expansion, const Values& given);

}  // namespace lazyrisk
