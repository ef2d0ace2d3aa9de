// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// One trial of fits with labels that are signs or another loss than the square.
#pragma once

#include <cstdint>
#include <vector>

#include "lazyrisk/simulate/experiment.hpp"

namespace lazyrisk {

/// As run_trial, where every point has a loss of its own.  Formula (15.26). Throws NotCovered for a hard margin of a
/// draw that is not separable, and as convex_fit.
std::vector<Outcome> run_convex_trial(const Experiment& e, std::uint64_t trial);

}  // namespace lazyrisk
