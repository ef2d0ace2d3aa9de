#include "lazyrisk/simulate/fit.hpp"

#include <cblas.h>
#include <lapacke.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "lazyrisk/error.hpp"
#include "lazyrisk/scalar.hpp"

namespace lazyrisk {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// Below this reciprocal condition a Cholesky factor has lost five digits or more: use a slower, safer way.
constexpr double trusted_condition = 1e-11;

void add_to_diagonal(Matrix& a, double x) {
    for (int i = 0; i < a.rows(); ++i) a(i, i) += x;
}

/// Factors the lower triangle in place; false where the matrix is singular to rounding.
bool factored(Matrix& a) {
    const int n = a.rows();
    const double norm = LAPACKE_dlansy(LAPACK_COL_MAJOR, '1', 'L', n, a.data(), n);
    if (!std::isfinite(norm)) throw NotConverged("the matrix of the fit is not finite");
    if (LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', n, a.data(), n) != 0) return false;
    double condition = 0;
    LAPACKE_dpocon(LAPACK_COL_MAJOR, 'L', n, a.data(), n, norm, &condition);
    return condition > trusted_condition;
}

/// b <- a^{-1} b, from the factor.
void solve(const Matrix& a, Matrix& b) {
    LAPACKE_dpotrs(LAPACK_COL_MAJOR, 'L', a.rows(), b.columns(), a.data(), a.rows(), b.data(), b.rows());
}

/// sum_i v_i s_i/(s_i^2 + ridge) u_i^T y over the singular values s_i of Z that are not rounding (LAPACK dgesdd).
Matrix by_singular_vectors(Matrix z, const Matrix& y, double ridge) {
    const int n = z.rows(), p = z.columns(), small = std::min(n, p);
    std::vector<double> s(static_cast<std::size_t>(small));
    Matrix u(n, small), vt(small, p);
    if (LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'S', n, p, z.data(), n, s.data(), u.data(), n, vt.data(), small) != 0)
        throw NotConverged("the singular values of the features did not converge");
    Matrix part = transpose_times(u, y);
    const double cut = std::max(n, p) * epsilon * s.front();
    for (int j = 0; j < part.columns(); ++j)
        for (int i = 0; i < small; ++i) {
            const double value = s[std::size_t(i)];
            part(i, j) = value > cut ? part(i, j) * value / (value * value + ridge) : 0;
        }
    return transpose_times(vt, part);
}

/// dual = sum_i v_i (e_i + ridge)^{-1} v_i^T y over the eigenvalues e_i of K that are not rounding.
KernelFit by_eigenvectors(Matrix k, const Matrix& y, double ridge) {
    const int n = k.rows();
    std::vector<double> eigenvalue(static_cast<std::size_t>(n));
    if (LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'U', n, k.data(), n, eigenvalue.data()) != 0)
        throw NotConverged("the eigenvalues of the kernel matrix did not converge");
    Matrix dual = transpose_times(k, y), fitted(n, y.columns());
    const double cut = n * epsilon * eigenvalue.back();
    for (int j = 0; j < dual.columns(); ++j)
        for (int i = 0; i < n; ++i) {
            const double e = eigenvalue[std::size_t(i)];
            dual(i, j) = e > cut ? dual(i, j) / (e + ridge) : 0;
            fitted(i, j) = e * dual(i, j);
        }
    return {times(k, dual), times(k, fitted)};
}

}  // namespace

Matrix ridge_fit(const Matrix& z, const Matrix& y, double ridge) {
    if (is_infinite(ridge)) return Matrix::zero(z.columns(), y.columns());
    const bool tall = z.rows() >= z.columns();
    Matrix gram = tall ? lower_gram(z) : lower_outer_gram(z);
    add_to_diagonal(gram, ridge);
    if (!factored(gram)) {
        gram = {};
        return by_singular_vectors(z.copy(), y, ridge);
    }
    if (tall) {
        Matrix a = transpose_times(z, y);
        solve(gram, a);
        return a;
    }
    Matrix dual = y.copy();
    solve(gram, dual);
    return transpose_times(z, dual);
}

KernelFit kernel_ridge_fit(Matrix k, const Matrix& y, double ridge) {
    const int n = k.rows();
    if (is_infinite(ridge)) return {Matrix::zero(n, y.columns()), Matrix::zero(n, y.columns())};

    // The factor takes the lower triangle; the upper one and the diagonal, kept aside, still hold K.
    mirror_lower(k);
    std::vector<double> diagonal(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) diagonal[std::size_t(i)] = k(i, i);

    KernelFit fit{y.copy(), Matrix(n, y.columns())};
    add_to_diagonal(k, ridge);
    const bool sound = factored(k);
    if (sound) solve(k, fit.dual);
    for (int i = 0; i < n; ++i) k(i, i) = diagonal[std::size_t(i)];
    if (!sound) return by_eigenvectors(std::move(k), y, ridge);
    cblas_dsymm(CblasColMajor, CblasLeft, CblasUpper, n, y.columns(), 1.0, k.data(), n, fit.dual.data(), n, 0.0,
                fit.fitted.data(), n);
    return fit;
}

}  // namespace lazyrisk
