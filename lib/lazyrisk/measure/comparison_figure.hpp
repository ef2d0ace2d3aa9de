// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The picture of a comparison: the theory as a line, the simulation as points with error bars.
#pragma once

#include "lazyrisk/answer/sweep.hpp"
#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/measure/comparison.hpp"

namespace lazyrisk {

/// A comparison along one sweep of `base`; the line goes through many points between those simulated.
Figure comparison_figure(const Comparison& comparison, const Question& base, const Sweep& sweep,
                         const SimulationSettings& settings, Answers& answers);

}  // namespace lazyrisk
