// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// E s(u)s(v) of Gaussian pairs whose variances differ, for any activation, by quadrature.  Formula (18.11).
#pragma once

#include <span>
#include <vector>

#include "lazyrisk/dual/pieces.hpp"

namespace lazyrisk {

/// What is averaged: s(u)s(v), or s'(u)s'(v).
enum class MeanOf { values, slopes };

/// Mean over u and v of correlation cos(angle), u at the variance of each of `left` (one activation) and v at that of
/// `right`: the mean of v given u by Gauss rules between the kinks, then that of u, whose panels end at the kinks and
/// narrow towards where that of v has them. To some 1e-13 of the largest. 0 < angle < pi. Cost: some 10^4 evaluations
/// of the activation.
std::vector<double> conditional_means(std::span<const Pieces> left, const Pieces& right, MeanOf of, double angle);

}  // namespace lazyrisk
