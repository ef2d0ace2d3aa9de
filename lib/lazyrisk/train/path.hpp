// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A network along its training, beside its linearization and the flow of the infinitely wide one.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/train/network.hpp"
#include "lazyrisk/train/schedule.hpp"

namespace lazyrisk {

/// What is seen after `step` steps. Errors as of a simulation: on fresh noisy samples, the noise by its exact variance.
/// A gap is the root mean square of the difference on the test points.
struct PathPoint {
    double step = 0, time = 0;
    double network_test = 0, linear_test = 0, kernel_test = 0, network_train = 0, linear_train = 0, kernel_train = 0;
    double gap_own = 0, gap_kernel = 0, motion = 0;
    /// Of a flow: the linearization by the network's steps, off its exact flow, as a gap is.
    double integration_error = 0;
};

/// The data of one trial, which all widths share, and the kernel of infinitely many neurons on it.
struct TrainingData {
    Matrix inputs, tests;
    std::vector<double> labels, truth;  ///< with noise at the inputs, without at the tests
    double noise_variance = 0;
    Matrix gram, cross;  ///< [n x n] in full, [tests x n]
    double largest = 0;  ///< eigenvalue of gram/n

    /// `world` is the kernel of the infinitely wide network, its draws those of `draw`.
    TrainingData(const Realization& world, int samples, int test_points, double noise_variance, const Draw& draw);
};

/// Largest eigenvalue of a symmetric positive matrix [n x n]: by powers, to 1e-6.
double largest_eigenvalue(const Matrix& k);

struct Path {
    std::vector<PathPoint> points;
    double step_size = 0, largest = 0;  ///< largest: eigenvalue of the empirical tangent kernel over n at the start
    int steps = 0;                      ///< taken
};

/// Trains `network` in place, by gradient descent on (1/2n)|y-f|^2 with all samples, and moves beside it, by the same
/// recursion,
///   its linearization         g <- g - (eta/n) K_0 (g-y),  K_0 the empirical tangent kernel at the start;      (14.4)
///   the kernel's flow         the same with the kernel of infinitely many neurons.                              (14.5)
/// Flow: the network by adaptive steps, the other two exactly.                                            (14.20),
/// (14.21) All three start at f_0, which is subtracted from the network with `subtract_start`. Throws DomainError where
/// eta times the largest eigenvalue of one of the kernels reaches 2; NotConverged where the network nevertheless
/// diverges. Cost of a step: the network's, and 4 n^2 flops; of a flow as much a stage, and 20 n^3.
Path train_path(Network& network, const TrainingData& data, const Schedule& schedule, bool subtract_start);

/// Steps at which the path is looked at: 0, then growing by equal factors to `steps`.
std::vector<int> recorded_steps(int steps, int records);
/// Times of a flow: 0, then from `first` to `time` by equal factors.
std::vector<double> recorded_times(double time, double first, int records);

}  // namespace lazyrisk
