// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Symmetric matrices too large, or too easily computed, to be stored: handed out by columns.
#pragma once

#include <algorithm>
#include <functional>

#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

/// Columns first .. first + count - 1 of a matrix.
using Columns = std::function<Matrix(int first, int count)>;

inline constexpr int block_width = 192;

/// Calls f(first, count) for blocks of 0 .. n - 1.
template <class F>
void for_blocks(int n, const F& f) {
    for (int first = 0; first < n; first += block_width) f(first, std::min(block_width, n - first));
}

/// sum_ij a_ij b_ij, of equal sizes.
double inner(std::span<const double> a, std::span<const double> b);
inline double inner(const Matrix& a, const Matrix& b) { return inner(a.all(), b.all()); }

/// Columns first .. first + count - 1 of a.
inline std::span<const double> part(const Matrix& a, int first, int count) {
    return a.all().subspan(std::size_t(first) * std::size_t(a.rows()), std::size_t(count) * std::size_t(a.rows()));
}

/// S R for a symmetric S [n x n] by columns, R [n x r].  Cost 2 n^2 r.
Matrix symmetric_times(const Columns& s, const Matrix& right);

}  // namespace lazyrisk
