// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/linear/decomposition.hpp"

#include <lapacke.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

}  // namespace

void add_to_diagonal(Matrix& a, double x) {
    for (int i = 0; i < a.rows(); ++i) a(i, i) += x;
}

bool factored(Matrix& a) {
    const int n = a.rows();
    const double norm = LAPACKE_dlansy(LAPACK_COL_MAJOR, '1', 'L', n, a.data(), n);
    // LAPACKE answers NaN in a matrix by a negative number
    if (!(norm >= 0) || std::isinf(norm)) throw NotConverged("the matrix of the fit is not finite");
    if (LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', n, a.data(), n) != 0) return false;
    double condition = 0;
    LAPACKE_dpocon(LAPACK_COL_MAJOR, 'L', n, a.data(), n, norm, &condition);
    return condition > trusted_condition;
}

SingularVectors singular_vectors(Matrix z) {
    const int n = z.rows(), p = z.columns(), small = std::min(n, p);
    SingularVectors s{std::vector<double>(static_cast<std::size_t>(small)), Matrix(n, small), Matrix(small, p), 0};
    if (LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'S', n, p, z.data(), n, s.value.data(), s.u.data(), n, s.vt.data(), small) !=
        0)
        throw NotConverged("the singular values of the features did not converge");
    s.cut = std::max(n, p) * epsilon * s.value.front();
    return s;
}

Eigenvectors eigenvectors(Matrix k) {
    const int n = k.rows();
    Eigenvectors e{std::vector<double>(static_cast<std::size_t>(n)), {}, 0};
    if (LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'L', n, k.data(), n, e.value.data()) != 0)
        throw NotConverged("the eigenvalues of the kernel matrix did not converge");
    e.vector = std::move(k);
    e.cut = n * epsilon * e.value.back();
    return e;
}

}  // namespace lazyrisk
