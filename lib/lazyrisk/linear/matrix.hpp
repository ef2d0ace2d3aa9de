// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Dense matrices: Eigen's, whose products and triangular solves are BLAS's.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

// Definitions of the target lazyrisk, for whoever links with it: units that saw others would not agree on who frees
// what.
#if !defined(EIGEN_USE_BLAS) || !defined(EIGEN_DONT_PARALLELIZE) || EIGEN_MAX_ALIGN_BYTES != 64
#error "EIGEN_USE_BLAS, EIGEN_DONT_PARALLELIZE, EIGEN_MAX_ALIGN_BYTES=64 are missing: lazyrisk::simulate has them"
#endif

namespace lazyrisk {

/// [rows x columns], column by column, not initialised, on a cache line: BLAS sees the same alignment, hence the same
/// sums, every time.
using Matrix = Eigen::MatrixXd;
/// A matrix, or a block of one, read where it stands. Of any other expression it would be a copy.
using MatrixView = Eigen::Ref<const Matrix>;

/// All numbers of a matrix, column by column.
inline std::span<double> entries(Matrix& m) { return {m.data(), std::size_t(m.size())}; }
inline std::span<const double> entries(const Matrix& m) { return {m.data(), std::size_t(m.size())}; }
/// Those of `count` columns.
inline std::span<double> entries(Matrix& m, Eigen::Index first, Eigen::Index count) {
    return entries(m).subspan(std::size_t(first * m.rows()), std::size_t(count * m.rows()));
}
inline std::span<const double> entries(const Matrix& m, Eigen::Index first, Eigen::Index count) {
    return entries(m).subspan(std::size_t(first * m.rows()), std::size_t(count * m.rows()));
}

/// Numbers that are kept elsewhere, as a vector.
inline Eigen::Map<Eigen::VectorXd> as_vector(std::span<double> x) { return {x.data(), Eigen::Index(x.size())}; }
inline Eigen::Map<const Eigen::VectorXd> as_vector(std::span<const double> x) {
    return {x.data(), Eigen::Index(x.size())};
}
inline Eigen::Map<Eigen::VectorXd> as_vector(std::vector<double>& x) { return as_vector(std::span<double>(x)); }
inline Eigen::Map<const Eigen::VectorXd> as_vector(const std::vector<double>& x) {
    return as_vector(std::span<const double>(x));
}

/// scale A^T A, lower triangle only; the upper is not touched.
Matrix lower_gram(const MatrixView& a, double scale = 1);
/// scale A A^T, lower triangle only.
Matrix lower_outer_gram(const MatrixView& a, double scale = 1);
/// Copies the lower triangle of a square matrix onto the upper, or the upper onto the lower; the diagonal stays.
void mirror_lower(Eigen::Ref<Matrix> a);
void mirror_upper(Eigen::Ref<Matrix> a);

}  // namespace lazyrisk
