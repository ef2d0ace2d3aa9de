// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/pool_fit.hpp"

#include <algorithm>
#include <cmath>

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
    return {Matrix::Zero(points, labels.cols()),
            Matrix::Zero(labels.rows(), labels.cols()),
            std::move(score),
            labels,
            Eigen::VectorXd::Ones(labels.rows()),
            0};
}

/// What tests, with the samples [R x n].
Matrix across_to(const Pool& pool, const std::vector<int>& samples) {
    return pool.tested_apart() ? pool.test.kernel(Eigen::all, samples) : pool.kernel(Eigen::all, samples);
}

/// By the kernel of the samples [n x n] and of what tests with them [R x n].
PoolFit dual_fit(const Matrix& of_samples, const Matrix& across, const Matrix& labels, double ridge) {
    if (is_infinite(ridge)) return fit_of_nothing(across.rows(), across * labels, labels);
    const Matrix a = inverted(of_samples, ridge);
    const Matrix alpha = a * labels;
    PoolFit fit;
    fit.score = fit.prediction = across * alpha;
    fit.fitted = of_samples * alpha;
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
    return dual_fit(pool.kernel(samples, samples), across_to(pool, samples), labels, ridge);
}

PoolFit flow_pool_fit(const Pool& pool, const std::vector<int>& samples, const Matrix& labels, double ridge,
                      double time) {
    const Matrix across = across_to(pool, samples), of_samples = pool.kernel(samples, samples);
    PoolFit fit;
    if (time == 0 || is_infinite(ridge)) {
        fit.score = across * labels;
        fit.prediction = Matrix::Zero(across.rows(), labels.cols());
        fit.fitted = Matrix::Zero(labels.rows(), labels.cols());
        return fit;
    }
    const Eigenvectors e = eigenvectors(of_samples);
    const double n = double(samples.size());
    Eigen::VectorXd filter(e.vector.cols());
    for (Eigen::Index i = 0; i < filter.size(); ++i) {
        const double k = std::max(0.0, e.value[std::size_t(i)]), decay = k + ridge;
        filter(i) = decay > 0 ? -std::expm1(-time * decay / n) / decay : time / n;
        fit.degrees_of_freedom += k * filter(i);
    }
    const Matrix alpha = e.vector * Matrix(filter.asDiagonal() * Matrix(e.vector.transpose() * labels));
    fit.score = fit.prediction = across * alpha;
    fit.fitted = of_samples * alpha;
    return fit;
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
    fit.fitted = seen * weights;
    const Eigen::VectorXd leverage = half.cwiseProduct(seen).rowwise().sum();
    fit.unused = 1 - leverage.array();
    fit.loo_residual = fit.unused.cwiseInverse().asDiagonal() * Matrix(labels - fit.fitted);
    fit.degrees_of_freedom = leverage.sum();
    return fit;
}

}  // namespace lazyrisk
