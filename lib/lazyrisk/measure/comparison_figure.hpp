// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The picture of a comparison: the theory as a line, the simulation as points with error bars.
#pragma once

#include <vector>

#include "lazyrisk/answer/sweep.hpp"
#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/measure/comparison.hpp"
#include "lazyrisk/measure/own_numbers.hpp"

namespace lazyrisk {

/// A comparison along the last of one or two sweeps of `base`, a colour a value of the first; the lines are refined
/// between the points simulated. `limit`: dashed, the same in the limit d -> infinity at the same ratios to d.
Figure comparison_figure(const Comparison& comparison, const Question& base, const std::vector<Sweep>& sweeps,
                         const SimulationSettings& settings, Answers& answers, bool limit = false);

/// Numbers from elsewhere as points, along the column that varies most, a colour a value of another that varies.
/// Throws DomainError where none varies, or more than two.
Figure own_figure(const OwnNumbers& own, const OwnComparison& compared, Answers& answers);

}  // namespace lazyrisk
