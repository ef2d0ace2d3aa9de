// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Sums over nodes against all orthonormal polynomials at once.  Formula (1.12).
#pragma once

#include <cmath>
#include <vector>

#include "lazyrisk/harmonics/dimension.hpp"

namespace lazyrisk {

/// A function on nodes +-x, x > 0, split into its parts: `root` the square root of the weight, `even` = root (s(x) +
/// s(-x)), `odd` = root (s(x) - s(-x)). Half the weight rides on q_k: neither factor leaves the range early.
template <class R>
struct FoldedFunction {
    std::vector<R> x, root, even, odd;
};

/// sum_j root_j q_k(x_j) side_j for k = 0 .. degrees, side = even or odd as k. O(degrees * nodes).
template <Scalar R>
std::vector<R> plain_projections(const FoldedFunction<R>& f, double d, int degrees) {
    using std::sqrt;
    const R inverse_d = inverse_dimension<R>(d);
    std::vector<R> before(f.x.size(), R(0)), now(f.root), sums(std::size_t(degrees) + 1);
    R beta_below(0);
    for (int k = 0; k <= degrees; ++k) {
        const std::vector<R>& side = k % 2 == 0 ? f.even : f.odd;
        const R beta = sqrt(jacobi_squared(inverse_d, k + 1)), inverse_beta = R(1) / beta;
        R sum(0);
        for (std::size_t j = 0; j < f.x.size(); ++j) {
            sum += side[j] * now[j];
            const R next = (f.x[j] * now[j] - beta_below * before[j]) * inverse_beta;
            before[j] = now[j];
            now[j] = next;
        }
        sums[std::size_t(k)] = sum;
        beta_below = beta;
    }
    return sums;
}

/// The same in pairs of doubles (32 digits), eight nodes at a time, where the processor multiplies and adds in one
/// rounding. `f` must have root >= 1e-140. Without such a processor: plain_projections.
std::vector<long double> paired_projections(const FoldedFunction<long double>& f, double d, int degrees);

/// A number as hi + lo.
struct PairedNumber {
    double hi = 0, lo = 0;
};

/// The same of numbers that are pairs already.
std::vector<long double> paired_projections(const FoldedFunction<PairedNumber>& f, double d, int degrees);

/// Whether paired_projections is more than plain_projections here.
bool pairs_are_fast();

}  // namespace lazyrisk
