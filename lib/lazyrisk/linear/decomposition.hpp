// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Factors of symmetric matrices and of features, and what of them is rounding.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

/// Below this reciprocal condition a Cholesky factor has lost five digits or more: a slower, safer way is due.
inline constexpr double trusted_condition = 1e-11;

/// Cholesky factor of a symmetric matrix in place, lower triangle (LAPACK dpotrf): 0, or the order of the first leading
/// block that is not positive; the rows above it are factored. Throws NotConverged where the matrix is not finite.
int cholesky(Eigen::Ref<Matrix> a);
/// Reciprocal condition of the matrix that `factor` came from, by its one-norm (LAPACK dpocon).
double reciprocal_condition(const MatrixView& factor, double norm);
/// Cholesky factor in place as above; false where the matrix is singular to rounding: its reciprocal condition is not
/// to be trusted.
bool factored(Matrix& a);
/// A^{-1} of a factor, in place, lower triangle (LAPACK dpotri).
void invert_factored(Matrix& factor);
/// A x = y by a factor in single precision and residuals in double (LAPACK dsposv); false where that does not converge.
/// The lower triangle of A is lost.
bool solved_in_mixed_precision(Eigen::Ref<Matrix> a, const MatrixView& y, Matrix& x);

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
/// The values alone.
std::vector<double> eigenvalues(Matrix k);

/// Q^T B Q, Q the orthogonal factor of W = Q R in full (LAPACK dgeqrf).
Matrix turned_by(Matrix w, Matrix b);

}  // namespace lazyrisk
