// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/linear/decomposition.hpp"

#include <lapacke.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

int stride(const MatrixView& a) { return int(a.outerStride()); }

/// Norm of a symmetric matrix, lower triangle: '1' or 'M'.
double finite_norm(char which, const MatrixView& a) {
    const double norm = LAPACKE_dlansy(LAPACK_COL_MAJOR, which, 'L', int(a.rows()), a.data(), stride(a));
    // LAPACKE answers NaN in a matrix by a negative number
    if (!(norm >= 0) || std::isinf(norm)) throw NotConverged("the matrix of the fit is not finite");
    return norm;
}

std::vector<double> decomposed(char job, Matrix& k) {
    const int n = int(k.rows());
    std::vector<double> value(std::size_t(n), 0.0);
    if (LAPACKE_dsyevd(LAPACK_COL_MAJOR, job, 'L', n, k.data(), n, value.data()) != 0)
        throw NotConverged("the eigenvalues of the kernel matrix did not converge");
    return value;
}

}  // namespace

int cholesky(Eigen::Ref<Matrix> a) {
    finite_norm('M', a);
    return LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', int(a.rows()), a.data(), stride(a));
}

double reciprocal_condition(const MatrixView& factor, double norm) {
    double condition = 0;
    LAPACKE_dpocon(LAPACK_COL_MAJOR, 'L', int(factor.rows()), factor.data(), stride(factor), norm, &condition);
    return condition;
}

bool factored(Matrix& a) {
    const double norm = finite_norm('1', a);
    return LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', int(a.rows()), a.data(), stride(a)) == 0 &&
           reciprocal_condition(a, norm) > trusted_condition;
}

void invert_factored(Matrix& factor) {
    LAPACKE_dpotri(LAPACK_COL_MAJOR, 'L', int(factor.rows()), factor.data(), stride(factor));
}

bool solved_in_mixed_precision(Eigen::Ref<Matrix> a, const MatrixView& y, Matrix& x) {
    int iterations = 0;
    const int failed = LAPACKE_dsposv(LAPACK_COL_MAJOR, 'L', int(a.rows()), int(y.cols()), a.data(), stride(a),
                                      const_cast<double*>(y.data()), stride(y), x.data(), stride(x), &iterations);
    return failed == 0 && iterations >= 0;
}

SingularVectors singular_vectors(Matrix z) {
    const int n = int(z.rows()), p = int(z.cols()), small = std::min(n, p);
    SingularVectors s{std::vector<double>(static_cast<std::size_t>(small)), Matrix(n, small), Matrix(small, p), 0};
    if (LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'S', n, p, z.data(), n, s.value.data(), s.u.data(), n, s.vt.data(), small) !=
        0)
        throw NotConverged("the singular values of the features did not converge");
    s.cut = std::max(n, p) * epsilon<> * s.value.front();
    return s;
}

Eigenvectors eigenvectors(Matrix k) {
    Eigenvectors e{decomposed('V', k), {}, 0};
    e.cut = double(k.rows()) * epsilon<> * e.value.back();
    e.vector = std::move(k);
    return e;
}

std::vector<double> eigenvalues(Matrix k) { return decomposed('N', k); }

Matrix turned_by(Matrix w, Matrix b) {
    const int d = int(w.rows()), width = int(w.cols());
    std::vector<double> tau(std::size_t(width), 0.0);
    LAPACKE_dgeqrf(LAPACK_COL_MAJOR, d, width, w.data(), d, tau.data());
    LAPACKE_dormqr(LAPACK_COL_MAJOR, 'L', 'T', d, d, width, w.data(), d, tau.data(), b.data(), d);
    LAPACKE_dormqr(LAPACK_COL_MAJOR, 'R', 'N', d, d, width, w.data(), d, tau.data(), b.data(), d);
    return b;
}

}  // namespace lazyrisk
