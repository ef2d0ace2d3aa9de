// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The risk, measured: draw data, features and a target, fit, test, repeat.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "lazyrisk/problem/problem.hpp"
#include "lazyrisk/simulate/experiment.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
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
    Estimate test_error;        ///< on fresh noisy samples; the noise of the test labels enters by its exact variance
    Estimate train_error;       ///< (1/n) sum (y_i - f(x_i))^2
    Estimate bias;              ///< squared error of the fit to labels without noise
    Estimate variance;          ///< squared prediction of the fit to the noise alone
    Estimate weight_norm;       ///< |a|^2, of a kernel the squared norm of its space; the mean over an ensemble
    Median median;              ///< of the test error
    bool heavy_tailed = false;  ///< the standard error of the test error means little: read the median
    int trials = 0;             ///< finished: fewer than asked for where interrupted
    std::uint64_t draw = 0;     ///< key of the draws: points of equal key saw the same ones
    std::vector<std::uint64_t> trial;  ///< the trials finished, ascending
    /// Of these: their covariance with those of another point of equal key is the points'.
    std::vector<double> test_errors;
};

/// Means over the trials seen, in the order of their numbers.
Measurement measurement(std::span<const std::uint64_t> trials, std::span<const Outcome> outcomes, std::uint64_t draw);

/// The part of a problem that is not the model's.
struct Fit {
    double samples, width;  ///< rounded to whole numbers; an infinite width is the kernel
    Ridge<> ridge{};
    double noise_variance = 0;
    double ensemble = 1;
    double dimension = infinite<>;  ///< d of the `mei-montanari` ridge
    Training training{};            ///< stopped early: the ridge is the weight decay (13.16)
};

/// Ridge regression on drawn data, repeated `trials` times, of each fit.                                          (8.4)
///
/// The n samples of a fit are the first n of one sequence, its p neurons the first p of another, both fresh in every
/// trial: fits of one world share draws, and work (8.6). So do problems that differ in activation or target only, at
/// equal seed. An ensemble averages the predictions of that many feature draws on the same data.
///
/// Throws DomainError for sizes below 1, a negative ridge, noise or energy; NotCovered for infinite samples, energy
/// beyond every degree, a trial larger than the memory; NotConverged where a point has no finished trial.
/// Cost of a trial: n p min(n,p) for features, n^3/3 for the kernel, of the largest fit.
std::vector<Measurement> simulate(const Realization& world, std::span<const Fit> fits,
                                  const Simulation& simulation = {});
Measurement simulate(const Realization& world, const Fit& fit, const Simulation& simulation = {});

/// The same for any model that `realize` knows; throws as it does, and DomainError for what only the theory can choose.
template <class Model>
Measurement simulate(const Problem<Model>& p, const Simulation& simulation = {}) {
    if (p.optimal_ridge || p.optimal_time)
        throw DomainError(p.optimal_ridge ? "ridge" : "time", "opt", "a simulation takes a number; answer() finds it");
    const Ridge<> ridge =
        p.ridge.convention == RidgeConvention::trace ? p.ridge.with_diagonal(diagonalize(p.model, 0).trace()) : p.ridge;
    return simulate(realize(p.model, p.target, p.width),
                    Fit{p.samples, p.width, ridge, p.noise_variance, p.ensemble, p.model.dimension, p.training},
                    simulation);
}

}  // namespace lazyrisk
