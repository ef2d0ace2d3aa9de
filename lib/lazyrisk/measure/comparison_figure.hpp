// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The picture of a comparison: the theory as a line, the simulation as points with error bars.
#pragma once

#include <vector>

#include "lazyrisk/answer/sweep.hpp"
#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/measure/comparison.hpp"

namespace lazyrisk {

/// A comparison along the last of one or two sweeps of `base`, a colour a value of the first; the lines are refined
/// between the points simulated. `limit`: dashed, the same in the limit d -> infinity at the same ratios to d.
Figure comparison_figure(const Comparison& comparison, const Question& base, const std::vector<Sweep>& sweeps,
                         const SimulationSettings& settings, Answers& answers, bool limit = false);

}  // namespace lazyrisk
