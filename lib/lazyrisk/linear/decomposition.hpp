// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Factors of symmetric matrices and of features, and what of them is rounding.
#pragma once

#include <vector>

#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

/// Below this reciprocal condition a Cholesky factor has lost five digits or more: a slower, safer way is due.
inline constexpr double trusted_condition = 1e-11;

/// a <- a + x I.
void add_to_diagonal(Matrix& a, double x);

/// Cholesky factor of a symmetric matrix in place, lower triangle; false where the matrix is singular to rounding: its
/// reciprocal condition is not to be trusted.  Throws NotConverged where it is not finite.
bool factored(Matrix& a);

/// Z = U diag(value) V^T, descending; of min(n,p) triples (LAPACK dgesdd). Values up to `cut`, max(n,p) eps times the
/// largest, are rounding.  Throws NotConverged.
struct SingularVectors {
    std::vector<double> value;
    Matrix u, vt;  ///< [n x min], [min x p]
    double cut = 0;
};
SingularVectors singular_vectors(Matrix z);

/// K = V diag(value) V^T, ascending, from the lower triangle (LAPACK dsyevd). Values up to `cut`, n eps times the
/// largest, are rounding.  Throws NotConverged.
struct Eigenvectors {
    std::vector<double> value;
    Matrix vector;
    double cut = 0;
};
Eigenvectors eigenvectors(Matrix k);

}  // namespace lazyrisk
