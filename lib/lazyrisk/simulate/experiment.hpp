// One trial of an experiment whose sizes are known to be sound.
#pragma once

#include <cstdint>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/simulate/dual_kernel.hpp"
#include "lazyrisk/simulate/matrix.hpp"
#include "lazyrisk/simulate/random.hpp"

namespace lazyrisk {

/// A problem in whole numbers, with what every trial shares.
struct Experiment {
    Activation activation;
    Target<double> target;
    int dimension, samples, width;  ///< width 0: the kernel
    double ridge;                   ///< lambda, added to the kernel matrix; may be infinite
    double noise_variance;
    int ensemble;
    int test_points;
    std::uint64_t seed, draw;
};

/// What one trial saw; the members as in Measurement.
struct Outcome {
    double test_error, train_error, bias, variance, weight_norm;
};

/// Z_ij = s(<w_j, x_i>)/sqrt(p), [n x p]; weights [d x p] on the unit sphere, points [d x n].
Matrix features(const Activation& activation, const Matrix& weights, const Matrix& points);

/// K_ij = h(<x_i, x_j>/d), lower triangle, the diagonal exact; points [d x n].
Matrix kernel_matrix(const DualKernel& kernel, const Matrix& points);
/// K_ij = h(<x_i, y_j>/d), [n x m]; points [d x n], others [d x m].
Matrix kernel_matrix(const DualKernel& kernel, const Matrix& points, const Matrix& others);

/// The fit is linear in the labels: f and a unit noise are fitted side by side, and every error follows.
Outcome features_trial(const Experiment& e, std::uint64_t trial);
Outcome kernel_trial(const Experiment& e, const DualKernel& kernel, std::uint64_t trial);

/// Bytes one trial holds at its largest.
double memory_of_trial(const Experiment& e);

}  // namespace lazyrisk
