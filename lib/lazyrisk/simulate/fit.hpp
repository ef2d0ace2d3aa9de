// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Ridge regression, for several right-hand sides at once.
#pragma once

#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

/// argmin_a |Y - Z a|^2 + ridge |a|^2, [p x r]; ridge 0 is the limit ridge -> 0, the least-squares solution of
/// least norm; an infinite ridge gives 0.                                                                    (8.4)
/// Z [n x p] features, Y [n x r], ridge >= 0 in kernel units, that is added to Z Z^T.
///
/// Cholesky of the smaller of Z^T Z + ridge and Z Z^T + ridge; where that matrix is singular to rounding, the
/// singular vectors of Z itself, with values below max(n,p) eps times the largest left out.
/// Cost n p min(n,p) + min(n,p)^3/3 flops; the second way some twenty times that.
/// Throws NotConverged where Z is not finite.
Matrix ridge_fit(const MatrixView& features, const MatrixView& labels, double ridge);

/// The same by the singular vectors of Z alone: 20 times the cost, and right to the last place that Z itself allows.
Matrix singular_fit(Matrix features, const MatrixView& labels, double ridge);

/// The predictor x -> sum_i dual_i K(x_i, x) with dual = (K + ridge)^{-1} Y.
struct KernelFit {
    Matrix dual;    ///< [n x r]
    Matrix fitted;  ///< K dual: the predictions at the samples [n x r]
};

/// K [n x n], of which the lower triangle is read; ridge as above, 0 the interpolant of least norm.
/// One system of solve_leading: Cholesky in place, eigenvectors where K + ridge is singular to rounding.
/// Cost n^3/3. Throws NotConverged where K is not finite.
KernelFit kernel_ridge_fit(Matrix kernel, const MatrixView& labels, double ridge);

}  // namespace lazyrisk
