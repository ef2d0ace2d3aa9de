#pragma once

#include "lazyrisk/problem/training.hpp"

namespace lazyrisk {

/// One point of a sweep, in whole numbers.
struct TrialPoint {
    int samples, width;  ///< width 0: the kernel
    double ridge;        ///< lambda, added to the kernel matrix; may be infinite
    double noise_variance;
    Training training{};
};

/// What one point of a trial saw; the members as in Measurement.
struct Outcome {
    double test_error, train_error, bias, variance, weight_norm;
};

}  // namespace lazyrisk
