// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The risk of a problem, measured: how much to draw, and what was seen.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "lazyrisk/problem/convolution.hpp"
#include "lazyrisk/problem/deep_kernel.hpp"
#include "lazyrisk/problem/dot_product.hpp"
#include "lazyrisk/problem/invariant.hpp"
#include "lazyrisk/problem/kernel.hpp"
#include "lazyrisk/problem/kernel_mass.hpp"
#include "lazyrisk/problem/linear.hpp"
#include "lazyrisk/problem/neural_tangent.hpp"
#include "lazyrisk/problem/problem.hpp"
#include "lazyrisk/problem/radial.hpp"
#include "lazyrisk/problem/random_features.hpp"
#include "lazyrisk/problem/spiked.hpp"
#include "lazyrisk/simulate/precision.hpp"
#include "lazyrisk/statistics/estimate.hpp"

namespace lazyrisk {

/// Whether points of one world share their factorizations. Both plans see the same draws and give the same numbers to
/// rounding.
enum class Plan { shared, pointwise };

/// How the errors of a fit are found: on fresh points and a drawn target, which shares no mathematics with the theory,
/// or averaged exactly over both and the noise, with far less chance in it (Realization::averages).
enum class Estimator { test_points, exact };

/// How far a simulation has come: units of work (a trial of the points that share draws), and the part of the flops
/// that is done.
struct SimulationProgress {
    std::size_t done, units;
    double part;  ///< of the flops, 0 to 1
};

/// How much to measure. The numbers depend on `trials`, `seed`, `test_points`, `until` and `plan` alone, never on
/// `threads`.
struct Simulation {
    int trials = 20;
    std::uint64_t seed = 1;
    int threads = 0;  ///< units at a time, each on `blas_threads` cores; 0: all cores, as far as half the memory goes
    int test_points = 2000;  ///< fresh points of each trial on which the predictor is tested
    Estimator estimator = Estimator::test_points;
    Plan plan = Plan::shared;  ///< exact averages are pointwise
    /// Relative standard error of the test error at which a point needs no more trials; 0: `trials` are enough.
    double until = 0;
    int most_trials = 10000;  ///< of a point, with `until`
    int blas_threads = 1;     ///< of a unit
    Precision precision = Precision::full;
    int shard = 0, shards = 1;  ///< only trials t with t mod shards = shard: the others are somebody else's
    std::function<void(const SimulationProgress&)> progress = {};  ///< called on the caller's thread
    std::function<bool()> interrupted = {};  ///< asked there too; true: finish the units begun, start no more
};

/// What was seen: means over trials, each with fresh data, features, target and noise. Names as in the record.
struct Measurement {
    Estimate test_error;   ///< on fresh noisy samples; the noise of the test labels enters by its exact variance
    Estimate train_error;  ///< (1/n) sum (y_i - f(x_i))^2
    Estimate bias;         ///< squared error of the fit to labels without noise
    Estimate variance;     ///< squared prediction of the fit to the noise alone
    Estimate weight_norm;  ///< |a|^2, of a kernel the squared norm of its space; the mean over an ensemble
    std::vector<Estimate> of_loss;  ///< loss_quantities(); empty of a plain regression
    /// What a verdict is on: the test error; of signs the error rate, where noise has no variance the excess risk.
    Estimate judged;
    Median median;                     ///< of what is judged
    bool heavy_tailed = false;         ///< the standard error of what is judged means little: read the median
    int trials = 0;                    ///< finished: fewer than asked for where interrupted
    std::uint64_t draw = 0;            ///< key of the draws: points of equal key saw the same ones
    std::vector<std::uint64_t> trial;  ///< the trials finished, ascending
    /// Of these: their covariance with those of another point of equal key is the points'.
    std::vector<double> judged_trials;
};

/// Ridge regression on drawn data, repeated `trials` times (simulate.hpp says how, and what it costs). Models of one's
/// own need simulate.hpp and a `realize`.
///
/// Throws DomainError for sizes below 1, a negative ridge, noise or energy, and for what only the theory can choose;
/// NotCovered for infinite samples, energy beyond every degree, a trial larger than the memory; NotConverged where no
/// trial finished.
template <class Model>
Measurement simulate(const Problem<Model>& problem, const Simulation& simulation = {});

extern template Measurement simulate(const Problem<RandomFeatures>&, const Simulation&);
extern template Measurement simulate(const Problem<Kernel>&, const Simulation&);
extern template Measurement simulate(const Problem<NeuralTangent>&, const Simulation&);
extern template Measurement simulate(const Problem<SpikedKernel>&, const Simulation&);
extern template Measurement simulate(const Problem<SpikedFeatures>&, const Simulation&);
extern template Measurement simulate(const Problem<Convolution>&, const Simulation&);
extern template Measurement simulate(const Problem<InvariantKernel>&, const Simulation&);
extern template Measurement simulate(const Problem<InvariantFeatures>&, const Simulation&);
extern template Measurement simulate(const Problem<RadialKernel>&, const Simulation&);
extern template Measurement simulate(const Problem<RadialFeatures>&, const Simulation&);
extern template Measurement simulate(const Problem<RadialTangent>&, const Simulation&);
extern template Measurement simulate(const Problem<DotProduct>&, const Simulation&);
extern template Measurement simulate(const Problem<DeepKernel>&, const Simulation&);
extern template Measurement simulate(const Problem<KernelMass>&, const Simulation&);
extern template Measurement simulate(const Problem<Linear>&, const Simulation&);
extern template Measurement simulate(const Problem<DeepFeatures>&, const Simulation&);

}  // namespace lazyrisk
