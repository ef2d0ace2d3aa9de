// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Small singular values beside large ones.
#pragma once

#include <vector>

namespace lazyrisk {

struct SingularAxes {
    std::vector<long double> value;              ///< descending, as many as there are columns
    std::vector<std::vector<long double>> axis;  ///< left singular vectors of length 1; zeros where the value is 0
};

/// Of the matrix with these columns, each of the same length, by Jacobi's method on one side: a singular value is right
/// to some roundings of the largest, its square to their square. Cost: some ten sweeps of 3 columns^2 rows operations.
SingularAxes singular_axes(std::vector<std::vector<long double>> columns);

/// Eigenvalues, descending, and their vectors of a symmetric matrix given by its columns; to some roundings of the
/// largest.
SingularAxes symmetric_axes(const std::vector<std::vector<long double>>& columns);

}  // namespace lazyrisk
