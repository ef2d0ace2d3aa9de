// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Few linear equations, in every precision.
#pragma once

#include <cmath>
#include <cstddef>
#include <utility>

namespace lazyrisk {

/// x with a x = b, by elimination with row pivots; false where a is singular. Matrices are arrays or vectors of rows;
/// x has the size of b.
template <class Matrix, class Vector>
bool eliminate(Matrix a, Vector b, Vector& x) {
    using std::abs;
    const std::size_t size = b.size();
    for (std::size_t i = 0; i < size; ++i) {
        std::size_t pivot = i;
        for (std::size_t j = i + 1; j < size; ++j)
            if (abs(a[j][i]) > abs(a[pivot][i])) pivot = j;
        if (!(abs(a[pivot][i]) > 0)) return false;
        std::swap(a[i], a[pivot]);
        std::swap(b[i], b[pivot]);
        for (std::size_t j = i + 1; j < size; ++j) {
            const typename Vector::value_type factor = a[j][i] / a[i][i];
            for (std::size_t k = i; k < size; ++k) a[j][k] -= factor * a[i][k];
            b[j] -= factor * b[i];
        }
    }
    x = b;
    for (std::size_t i = size; i-- > 0;) {
        for (std::size_t k = i + 1; k < size; ++k) x[i] -= a[i][k] * x[k];
        x[i] /= a[i][i];
    }
    return true;
}

}  // namespace lazyrisk
