// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/pool_fit.hpp"

#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// (a + ridge)^{-1}, both triangles.
Matrix inverted(Matrix a, double ridge) {
    a.diagonal().array() += ridge;
    if (cholesky(a) != 0)
        throw DomainError(
            "ridge", ridge,
            "the matrix of a fit to drawn samples is not positive definite to rounding: take a larger one");
    invert_factored(a);
    mirror_lower(a);
    return a;
}

PoolFit fit_of_nothing(Eigen::Index points, Matrix score, const Matrix& labels) {
    return {Matrix::Zero(points, labels.cols()), std::move(score), labels, Eigen::VectorXd::Ones(labels.rows()), 0};
}

/// By the kernel of the samples [n x n] and of all points with them [M x n].
PoolFit dual_fit(const Matrix& of_samples, const Matrix& across, const Matrix& labels, double ridge) {
    if (is_infinite(ridge)) return fit_of_nothing(across.rows(), across * labels, labels);
    const Matrix a = inverted(of_samples, ridge);
    const Matrix alpha = a * labels;
    PoolFit fit;
    fit.score = fit.prediction = across * alpha;
    fit.unused = a.diagonal();
    fit.loo_residual = fit.unused.cwiseInverse().asDiagonal() * alpha;
    fit.degrees_of_freedom = double(labels.rows()) - ridge * a.trace();
    return fit;
}

}  // namespace

double PoolFit::gcv(Eigen::Index c) const {
    return loo_residual.leftCols(c).rowwise().squaredNorm().dot(unused.cwiseAbs2()) * double(unused.size()) /
           (unused.sum() * unused.sum());
}

PoolFit kernel_pool_fit(const Pool& pool, const std::vector<int>& samples, const Matrix& labels, double ridge) {
    const Matrix across = pool.kernel(Eigen::all, samples);
    return dual_fit(across(samples, Eigen::all), across, labels, ridge);
}

PoolFit feature_pool_fit(const Matrix& features, const std::vector<int>& samples, const Matrix& labels, double ridge) {
    const Matrix seen = features(samples, Eigen::all);
    if (seen.cols() >= seen.rows())
        return dual_fit(seen * seen.transpose(), features * seen.transpose(), labels, ridge);
    const Matrix product = seen.transpose() * labels;
    if (is_infinite(ridge)) return fit_of_nothing(features.rows(), features * product, labels);
    const Matrix half = seen * inverted(seen.transpose() * seen, ridge);
    PoolFit fit;
    const Matrix weights = half.transpose() * labels;
    fit.score = fit.prediction = features * weights;
    const Eigen::VectorXd leverage = half.cwiseProduct(seen).rowwise().sum();
    fit.unused = 1 - leverage.array();
    fit.loo_residual = fit.unused.cwiseInverse().asDiagonal() * Matrix(labels - seen * weights);
    fit.degrees_of_freedom = leverage.sum();
    return fit;
}

}  // namespace lazyrisk
