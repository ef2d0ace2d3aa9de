// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The error of ridge regression on n of M points, the others testing: a pool whose eigenvectors say nothing.
#pragma once

#include <vector>

#include "lazyrisk/pool/pool_spectrum.hpp"

namespace lazyrisk {

/// Numbers that every law of a pool's error has. Errors are summed over the outputs, and means over points that are
/// not trained on; test_error = bias + variance + noise.
struct PoolErrors {
    double test_error = 0;          ///< E |y - f|^2 against noisy labels
    double clean_error = 0;         ///< against those without noise and flips
    double bias = 0;                ///< of the mean prediction over training sets, features and noise
    double variance = 0;            ///< over training sets and features, of the fit to labels without noise
    double noise = 0;               ///< all that label noise and flips add, the variance of a test label included
    double train_error = 0;         ///< on the samples
    double effective_ridge = 0;     ///< tau, of the kernel [K]; site by site: its mean
    double degrees_of_freedom = 0;  ///< D = tr K (K + tau)^{-1}
};

/// A mode of the kernel and its part in the error.
struct PoolMode {
    double eigenvalue, energy;
    double learned;  ///< k/(k + tau)
    double error;    ///< of bias + variance
};

/// Errors and where they come from.
struct PopulationErrors : PoolErrors {
    std::vector<PoolMode> modes;
};

struct FinitePopulation : PopulationErrors {
    double inner_ridge = 0;  ///< delta/(1 - D/p): the ridge of the kernel that acts as these features
    double slope = 0;        ///< d tau/d delta at fixed width; infinite at the peak
};

/// Exact for eigenvectors that are random rotations, M large; on images it is right within some per cent.  Formulas
/// (17.2)-(17.5). O(M) a step. Ridge 0 and infinity are values; the error is infinite at ridge 0 where n = p, or where
/// n is the rank.
/// Throws DomainError for samples that are not below M, or other impossible settings; NotCovered for a time that is
/// not infinite: population_flow.
FinitePopulation finite_population(const PoolSpectrum& spectrum, const PoolSetting& setting);

}  // namespace lazyrisk
