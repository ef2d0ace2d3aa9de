// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The error of ridge regression on n of M points, point by point.
#pragma once

#include <vector>

#include "lazyrisk/pool/finite_population.hpp"
#include "lazyrisk/pool/site_equivalent.hpp"

namespace lazyrisk {

/// Of each point as a test point (of the test points alone where there are some); sums over the outputs.
struct SiteImages {
    std::vector<double> bias, variance, noise;  ///< their sum is the mean squared error against a noisy label
    Matrix mean_residual;                       ///< mean over training sets of y - f, y without noise, a row a point
};

struct SiteResolved : PoolErrors {
    double gcv = 0;          ///< what generalised cross-validation says on average, right or not
    double inner_ridge = 0;  ///< delta/(1 - D/p)
    SiteImages images;
    SiteField field;      ///< a start for the next setting
    int steps = 0;        ///< matrices inverted
    double residual = 0;  ///< largest relative residual of the equations, at most 1e-10
};

/// Right to half a per cent on images, no theorem.  Formulas (17.6)-(17.11). Cost 4 to 8 inverses, M^3 flops each.
/// Errors as of SiteEquivalent; ridge infinity is a value.
SiteResolved site_resolved(const Pool& pool, const PoolSetting& setting, const SiteField& start = {});
SiteResolved site_resolved(const SiteEquivalent& equivalent);

/// The start that a pool's spectrum gives: all points alike.
SiteField site_start(const FinitePopulation& alike);

}  // namespace lazyrisk
