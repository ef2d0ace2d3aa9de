// The risk, measured: draw data, features and a target, fit, test, repeat.
#pragma once

#include <cstdint>
#include <functional>

#include "lazyrisk/problem/problem.hpp"
#include "lazyrisk/simulate/estimate.hpp"
#include "lazyrisk/simulate/realize.hpp"

namespace lazyrisk {

/// How much to measure. The numbers depend on `trials`, `seed` and `test_points` alone, never on `threads`.
struct Simulation {
    int trials = 20;
    std::uint64_t seed = 1;
    int threads = 0;         ///< trials at a time, each on one core; 0: all cores, as far as half the memory goes
    int test_points = 2000;  ///< fresh points of each trial on which the predictor is tested
    std::function<void(int done, int trials)> progress = {};  ///< called on the caller's thread
    std::function<bool()> interrupted = {};  ///< asked there too; true: finish the trials begun, start no more
};

/// What was seen: means over trials, each with fresh data, features, target and noise. Names as in the record.
struct Measurement {
    Estimate test_error;   ///< on fresh noisy samples; the noise of the test labels enters by its exact variance
    Estimate train_error;  ///< (1/n) sum (y_i - f(x_i))^2
    Estimate bias;         ///< squared error of the fit to labels without noise
    Estimate variance;     ///< squared prediction of the fit to the noise alone
    Estimate weight_norm;  ///< |a|^2, of a kernel the squared norm of its space; the mean over an ensemble
    int trials = 0;        ///< finished: fewer than asked for where interrupted
    std::uint64_t draw = 0;  ///< key of the draws: problems of equal key (sizes and model) saw the same ones
};

/// The part of a problem that is not the model's.
struct Fit {
    double samples, width;       ///< rounded to whole numbers; an infinite width is the kernel
    Ridge<> ridge{};
    double noise_variance = 0;
    int ensemble = 1;
    double dimension = infinite<>;  ///< d of the `mei-montanari` ridge
};

/// Ridge regression on drawn data, repeated `trials` times.                                                       (8.4)
///
/// Problems that differ in ridge, noise, activation or target only share data, weights and noise at equal seed: their
/// differences are measured far better than their values. An ensemble averages the predictions of that many feature
/// draws on the same data.
///
/// Throws DomainError for sizes below 1, a negative ridge, noise or energy; NotCovered for infinite samples, energy
/// beyond every degree, a trial larger than the memory; NotConverged where no trial was finished.
/// Cost of a trial: n p min(n,p) for features, n^3/3 for the kernel.
Measurement simulate(const Realization& world, const Fit& fit, const Simulation& simulation = {});

/// The same for any model that `realize` knows; throws as it does.
template <class Model>
Measurement simulate(const Problem<Model>& p, const Simulation& simulation = {}) {
    return simulate(realize(p.model, p.target, p.width),
                    {p.samples, p.width, p.ridge, p.noise_variance, p.ensemble, p.model.dimension}, simulation);
}

}  // namespace lazyrisk
