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

/// Z beside sqrt(ridge) I (below it where Z is tall): ordinary least squares of least norm there is the ridge fit.
/// Conditioned as Z, where its Gram matrix is conditioned as the square.
Matrix augmented(const Matrix& z, double ridge) {
    const int n = z.rows(), p = z.columns(), extra = ridge > 0 ? std::min(n, p) : 0;
    const bool tall = n >= p;
    Matrix big = Matrix::zero(tall ? n + extra : n, tall ? p : p + extra);
    for (int j = 0; j < p; ++j) std::copy_n(z.column(j).data(), n, big.column(j).data());
    for (int i = 0; i < extra; ++i) (tall ? big(n + i, i) : big(i, p + i)) = std::sqrt(ridge);
    return big;
}

/// Complete orthogonal factorization with column pivoting (LAPACK dgelsy).
Matrix least_norm(const Matrix& z, const Matrix& y, double ridge) {
    Matrix a = augmented(z, ridge);
    Matrix b = Matrix::zero(std::max(a.rows(), a.columns()), y.columns());
    for (int j = 0; j < y.columns(); ++j) std::copy_n(y.column(j).data(), y.rows(), b.column(j).data());
    std::vector<lapack_int> pivot(std::size_t(a.columns()), 0);
    lapack_int rank = 0;
    const double cut = epsilon * std::max(a.rows(), a.columns());
    if (LAPACKE_dgelsy(LAPACK_COL_MAJOR, a.rows(), a.columns(), b.columns(), a.data(), a.rows(), b.data(), b.rows(),
                       pivot.data(), cut, &rank) != 0)
        throw NotConverged("the least-squares fit failed: its matrix is not finite");
    Matrix solution(z.columns(), y.columns());
    for (int j = 0; j < y.columns(); ++j)
        std::copy_n(b.column(j).data(), z.columns(), solution.column(j).data());
    return solution;
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
    if (!factored(gram)) return least_norm(z, y, ridge);
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
