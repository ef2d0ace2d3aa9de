// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// One trial: fits that share a draw of data, weights, target and noise, and what they get wrong.
#pragma once

#include <cstdint>
#include <vector>

#include "lazyrisk/simulate/leading.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/trial_point.hpp"

namespace lazyrisk {

/// Points of one world: n samples are the first n of one sequence, p neurons the first p of another.
struct Experiment {
    Realization world;
    std::vector<TrialPoint> points;
    int ensemble;
    int test_points;  ///< 0: by the world's averages
    std::uint64_t seed, draw;
    Precision precision = Precision::full;
};

/// The outcome of every point. The fit is linear in the labels: f and a unit noise are fitted side by side, so that
/// points which differ in the noise alone cost one fit; what else is shared is in trial_work.hpp.  Formulas (8.4),
/// (8.6)-(8.8).
std::vector<Outcome> run_trial(const Experiment& e, std::uint64_t trial);

}  // namespace lazyrisk
