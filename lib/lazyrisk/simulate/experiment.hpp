// One trial of an experiment whose sizes are known to be sound.
#pragma once

#include <cstdint>

#include "lazyrisk/simulate/realize.hpp"

namespace lazyrisk {

/// A problem in whole numbers, with what every trial shares.
struct Experiment {
    Realization world;
    int samples, width;  ///< width 0: the kernel
    double ridge;        ///< lambda, added to the kernel matrix; may be infinite
    double noise_variance;
    int ensemble;
    int test_points;
    std::uint64_t seed, draw;
};

/// What one trial saw; the members as in Measurement.
struct Outcome {
    double test_error, train_error, bias, variance, weight_norm;
};

/// The fit is linear in the labels: f and a unit noise are fitted side by side, and every error follows.
Outcome run_trial(const Experiment& e, std::uint64_t trial);

/// Bytes one trial holds at its largest.
double memory_of_trial(const Experiment& e);

}  // namespace lazyrisk
