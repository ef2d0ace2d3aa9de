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

/// sum_ij a_ij b_ij, of equal sizes; column by column, so that rounding grows with the rows alone.
double inner(const MatrixView& a, const MatrixView& b);

/// S R for a symmetric S [n x n] by columns, R [n x r].  Cost 2 n^2 r.
Matrix symmetric_times(const Columns& s, const Matrix& right);

}  // namespace lazyrisk
