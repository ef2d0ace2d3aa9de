// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Learning curves of a pool by drawing training sets.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lazyrisk/pool/pool.hpp"
#include "lazyrisk/statistics/estimate.hpp"

namespace lazyrisk {

/// One training set, and what it leaves on the rest of the pool; averaged over the noise of test labels.
struct PoolTrial {
    double test_error = 0, clean_error = 0;         ///< against noisy labels and against those without noise
    double class_error = 0, noisy_class_error = 0;  ///< 0 without labels
    double train_error = 0;
    double loo_error = 0, loo_class_error = 0, gcv = 0;  ///< against the samples' own noisy labels; 0 of a flow
    double degrees_of_freedom = 0;
    double fitted_noise = 0;  ///< test_error less what the fit to labels without noise leaves
    Matrix residual;  ///< of the fit to labels without noise: kept y - f at test points, 0 at samples, a row each of
                      ///< what tests
    std::vector<char> tested;
};

/// Mean and standard error over the trials.  Formula (17.20).
struct PoolSimulation {
    Estimate test_error, clean_error, class_error, noisy_class_error, train_error, loo_error, loo_class_error, gcv,
        degrees_of_freedom, noise;
    Estimate bias, variance;  ///< over training sets, unbiased; from two trials on
    int trials = 0;
};

/// R with K = R R^T: features are R z. Cost M^3/3, or that of eigenvectors where K is singular.
Matrix feature_root(const Pool& pool);

/// The trial of that number: draws n of M points without replacement, label noise and flips, and with a width p normal
/// features of covariance K/p. Trials of one seed and number have nested samples, features and the same noise at every
/// size. `root`, where features are drawn: feature_root(pool), found anew where it is empty.
/// Throws DomainError for samples or a width that is not whole, and where a fit fails.
PoolTrial simulate_trial(const Pool& pool, const PoolSetting& setting, std::uint64_t seed, std::uint64_t trial,
                         const Matrix& root = {});

/// Of trials in their order: those of another day may be among them. Cost of the second moments: trials M c.
PoolSimulation summary(const Pool& pool, std::span<const PoolTrial> trials);

/// Trials 0 .. trials - 1 over `threads` (0: all); the same numbers for any. Memory: trials M c numbers.
PoolSimulation simulate_pool(const Pool& pool, const PoolSetting& setting, int trials, std::uint64_t seed = 1,
                             int threads = 1);

}  // namespace lazyrisk
