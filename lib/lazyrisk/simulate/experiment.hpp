// One trial: fits that share a draw of data, weights, target and noise, and what they get wrong.
#pragma once

#include <cstdint>
#include <vector>

#include "lazyrisk/simulate/realize.hpp"

namespace lazyrisk {

/// One point of a sweep, in whole numbers.
struct TrialPoint {
    int samples, width;  ///< width 0: the kernel
    double ridge;        ///< lambda, added to the kernel matrix; may be infinite
    double noise_variance;
};

/// Points of one world: n samples are the first n of one sequence, p neurons the first p of another.
struct Experiment {
    Realization world;
    std::vector<TrialPoint> points;
    int ensemble;
    int test_points;
    std::uint64_t seed, draw;
};

/// What one point of a trial saw; the members as in Measurement.
struct Outcome {
    double test_error, train_error, bias, variance, weight_norm;
};

/// The outcome of every point. The fit is linear in the labels: f and a unit noise are fitted side by side, so that points which
/// differ in the noise alone cost one fit; what else is shared is in trial_work.hpp.  Formulas (8.4), (8.6)-(8.8).
std::vector<Outcome> run_trial(const Experiment& e, std::uint64_t trial);

}  // namespace lazyrisk
