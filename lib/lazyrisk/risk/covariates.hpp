// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What linear regression has beyond any kernel: a test law of its own, and the first correction in 1/n.
#pragma once

#include <vector>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/spectrum/covariate_level.hpp"

namespace lazyrisk {

/// A fixed point of linear regression.
struct LinearFit {
    double samples;          ///< n
    double effective_ridge;  ///< nu
    double unused_samples;   ///< w2 = 1 - T/n
    CovariateTail tail{};
    double rest = 0;  ///< energy of no linear function
    double noise_variance = 0;
};

struct LinearErrors {
    double bias, variance;
};

/// What directions that a test law ties together add to the bias of a target of given coefficients, `left` of each:
/// the sum over i != j of b_i b_j left_i left_j Sigma'_ij; 0 of any other.  Formula (16.9).
double between_directions(const CovariateAxes& axes, const std::vector<double>& left);

/// Bias and variance on inputs of another covariance, diagonal in the same basis; of a random-sign target where it is
/// not. Infinity at the pole.  Formula (16.9).
LinearErrors shifted_errors(const std::vector<CovariateLevel>& levels, const LinearFit& fit);

/// A fixed point of random features.
struct FeatureFit {
    double samples, width;                  ///< n, p
    double effective_ridge;                 ///< nu, above 0
    double unused_width;                    ///< w1
    double slope;                           ///< e
    double tail;                            ///< c: trace of what is not linear
    double rest;                            ///< energy of no linear function
    double noise_variance, bias, variance;  ///< in distribution
};

/// Bias and variance of random features on inputs of another covariance, diagonal in the same basis; `levels` are those
/// of the kernel, and their variances at test in the same units.  Formula (16.22).
LinearErrors shifted_feature_errors(const std::vector<CovariateLevel>& levels, const FeatureFit& fit,
                                    const FeatureLaw& law);

/// What the first order in 1/n adds to them, of inputs with independent entries in the basis of the covariance whose
/// fourth cumulant is `kurtosis` (0: Gaussian). Infinite at n = D2, 0 for infinitely many samples.  Formula (16.10).
LinearErrors first_correction(const std::vector<CovariateLevel>& levels, const LinearFit& fit, double kurtosis);

}  // namespace lazyrisk
