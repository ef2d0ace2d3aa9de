// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The density of the eigenvalues of the sample kernel matrix K/n and of the feature Gram matrix.
#pragma once

#include <vector>

#include "lazyrisk/resolvent/bulks.hpp"
#include "lazyrisk/resolvent/complex_point.hpp"

namespace lazyrisk {

struct DensityPoint {
    double eigenvalue;  ///< [K]
    double density;     ///< of the n eigenvalues of K/n, [K^-1]; its integral over the bulks is the share that is not 0
};

/// -(1/pi) Im w2/lambda at lambda/n = -eigenvalue + i0, at about `points` places that are dense towards the edges of
/// each bulk. Formula (13.15).  The density of the eigenvalues of S^T S/(n p), features instead of samples, is n/p
/// times it. Narrow bulks and those with many eigenvalues alike get at least a tenth of a fair share of the points. A
/// bulk of one point (an infinitely wide tail) has none.  Cost: some 3 passes over the levels a point.  Throws as
/// bulks; NotConverged.
std::vector<DensityPoint> density(const Degrees<>& spectrum, const Sizes<>& sizes, const Bulks& bulks, int points);

/// The density at given eigenvalues, ascending; 0 between the bulks.  The same cost.
std::vector<DensityPoint> density_at(const Degrees<>& spectrum, const Sizes<>& sizes, const Bulks& bulks,
                                     const std::vector<double>& eigenvalues);

}  // namespace lazyrisk
