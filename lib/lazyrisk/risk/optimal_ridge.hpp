// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The ridge that minimises the test error.
#pragma once

#include "lazyrisk/risk/risk.hpp"

namespace lazyrisk {

template <Scalar R = double>
struct OptimalRidge {
    R ridge_over_samples{0};  ///< lambda/n; negative, 0 and infinity are answers
    int local_minima = 0;     ///< how many the scan found: at finite d there can be several
};

/// argmin over every lambda that there is, negative ones included, of the test error (op.ridge_over_samples is
/// ignored). A scan in nu finds every local minimum that is wider than a tenth of a decade, bracketing refines each,
/// and 0 and infinity are compared. Formulas (7.1), (7.2), (16.6).  Cost: some 500 evaluations of the risk formulas; no
/// fixed point is solved inside. Other numbers than double: with optimal_ridge_search.hpp.
template <Scalar R>
OptimalRidge<R> optimal_ridge(const Degrees<R>& spectrum, const AlignedTarget<R>& target, const Operation<R>& op);

extern template OptimalRidge<double> optimal_ridge(const Degrees<double>&, const AlignedTarget<double>&,
                                                   const Operation<double>&);

}  // namespace lazyrisk
