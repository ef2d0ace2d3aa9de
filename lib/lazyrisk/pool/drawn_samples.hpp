// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which points of a pool train.
#pragma once

#include <vector>

#include "lazyrisk/simulate/random.hpp"

namespace lazyrisk {

/// The first `samples` of 0 .. points - 1 in the random order of this draw: sets of one draw are nested.
std::vector<int> drawn_samples(int points, int samples, const Draw& draw);

}  // namespace lazyrisk
