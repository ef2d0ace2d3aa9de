// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/pool.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/problem/training.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Of an intercept, in mean diagonals; 1e4 gives the same fits.
constexpr double intercept_part = 100;

std::string size_text(const Matrix& m) { return to_text(double(m.rows())) + " x " + to_text(double(m.cols())); }

void check_kernel(const Matrix& kernel, double rounding) {
    if (kernel.rows() != kernel.cols() || kernel.rows() < 2)
        throw DomainError("gram", size_text(kernel),
                          "a kernel matrix is square, a row and a column a point, of 2 points or more");
    if (!kernel.allFinite()) throw DomainError("gram", size_text(kernel), "a kernel matrix has finite entries");
    const double largest = kernel.diagonal().maxCoeff();
    if (!(kernel.diagonal().minCoeff() >= 0 && largest > 0))
        throw DomainError("gram", kernel.diagonal().minCoeff(),
                          "the diagonal of a kernel matrix is not negative, and not 0 everywhere");
    const double skew = (kernel - kernel.transpose()).cwiseAbs().maxCoeff();
    if (skew > 1000 * rounding * largest)
        throw DomainError("gram", size_text(kernel),
                          "a kernel matrix is symmetric, and entries here differ by " + to_text(skew) +
                              " from those across the diagonal; take its symmetric part");
}

/// Cholesky of kernel + rounding: a failure names the order of the block that is not positive.
void check_positive(Matrix kernel, double rounding) {
    const std::string size = size_text(kernel);
    kernel.diagonal().array() += rounding;
    if (const int order = cholesky(kernel); order > 0)
        throw DomainError("gram", size,
                          "the kernel of the first " + to_text(double(order)) + " points has an eigenvalue below -" +
                              to_text(rounding) +
                              " mean diagonals: it is not positive semidefinite beyond the rounding of its entries; "
                              "compute it in double precision");
}

void check_labels(const Pool& pool) {
    const std::size_t points = std::size_t(pool.points());
    if (pool.targets.rows() != pool.kernel.rows() || pool.targets.cols() < 1)
        throw DomainError("targets", size_text(pool.targets),
                          "the kernel matrix has " + to_text(double(points)) +
                              " points: expected as many rows, and a column an output");
    if (!pool.targets.allFinite()) throw DomainError("targets", size_text(pool.targets), "targets are finite numbers");
    if (pool.label.empty()) return;
    if (pool.label.size() != points)
        throw DomainError("labels", to_text(double(pool.label.size())),
                          "expected a label a point, " + to_text(double(points)));
    if (pool.outputs() < 2)
        throw DomainError("labels", to_text(double(points)),
                          "classes have a column of the targets each, two of them two columns");
    for (const int label : pool.label)
        if (label < 0 || label >= pool.outputs())
            throw DomainError(
                "labels", label,
                "a label is one of 0 to " + to_text(double(pool.outputs() - 1)) + ", a column of the targets");
}

}  // namespace

Pool make_pool(Matrix kernel, Matrix targets, std::vector<int> label, const PoolOptions& options) {
    check_kernel(kernel, std::max(options.rounding, epsilon<>));
    Pool pool{std::move(kernel), std::move(targets), std::move(label)};
    pool.intercept = options.intercept;
    pool.scale = pool.kernel.trace() / double(pool.points());
    pool.kernel = (0.5 / pool.scale) * (pool.kernel + pool.kernel.transpose()).eval();
    check_labels(pool);
    pool.rounding =
        double(pool.points()) * pool.kernel.diagonal().maxCoeff() * std::max(options.rounding, 8 * epsilon<>);
    check_positive(pool.kernel, pool.rounding);
    if (pool.intercept) pool.kernel.array() += intercept_part;
    return pool;
}

Pool with_test(Pool pool, PoolTest test) {
    const bool fits = test.kernel.rows() == test.targets.rows() && test.kernel.cols() == pool.kernel.cols() &&
                      test.targets.cols() == pool.targets.cols() &&
                      test.label.size() == (pool.label.empty() ? 0 : std::size_t(test.points()));
    if (!fits || test.points() < 1)
        throw DomainError("test", size_text(test.kernel),
                          "test points have a row of the kernel with the pool's " + to_text(double(pool.points())) +
                              " points, its targets and, where it has labels, a label");
    if (!test.kernel.allFinite() || !test.targets.allFinite())
        throw DomainError("test", size_text(test.kernel), "kernels and targets are finite numbers");
    test.kernel /= pool.scale;
    if (pool.intercept) test.kernel.array() += intercept_part;
    pool.test = std::move(test);
    return pool;
}

Matrix class_targets(const std::vector<int>& label, int classes) {
    if (classes < 2) throw DomainError("classes", classes, "expected 2 or more");
    Matrix targets = Matrix::Constant(Eigen::Index(label.size()), classes, -1.0 / classes);
    for (std::size_t i = 0; i < label.size(); ++i) {
        if (label[i] < 0 || label[i] >= classes)
            throw DomainError("labels", label[i], "a label is one of 0 to " + to_text(double(classes - 1)));
        targets(Eigen::Index(i), label[i]) += 1;
    }
    return targets;
}

namespace {

void check_numbers(const PoolSetting& s) {
    if (!(s.width > 0)) throw DomainError("width", s.width, "expected a number of features above 0, or inf");
    if (!(s.ridge >= 0)) throw DomainError("ridge", s.ridge, "expected a number from 0 to inf");
    if (!(s.label_noise >= 0) || is_infinite(s.label_noise))
        throw DomainError("noise", s.label_noise, "a variance is a finite number, at least 0");
    if (!(s.flip >= 0 && s.flip <= 1)) throw DomainError("flip", s.flip, "a probability is a number from 0 to 1");
    require_training({s.time, 0});
    if (!is_infinite(s.time) && !is_infinite(s.width))
        throw NotCovered("random features of a pool have no formula of training times: leave out `width`, or `time`");
}

}  // namespace

void check(int points, const PoolSetting& s) {
    if (!(s.samples > 0 && s.samples < points))
        throw DomainError(
            "samples", s.samples,
            "the pool has " + to_text(double(points)) +
                " points, and the error is that on those not trained on: expected a number above 0 and below that");
    check_numbers(s);
}

void require_finished(const PoolSetting& s) {
    if (!is_infinite(s.time))
        throw NotCovered("of training times there is the formula of the whole pool alone: give `method` population");
}

void check(const Pool& pool, const PoolSetting& s) {
    if (s.samples > 0 && pool.can_train(s.samples))
        check_numbers(s);
    else
        check(pool.points(), s);
    if (pool.tested_apart() && !is_infinite(s.width))
        throw NotCovered(
            "random features of a pool are not known at test points of their own: leave out `width`, or "
            "`test`");
    if (pool.intercept && !is_infinite(s.width))
        throw NotCovered(
            "random features beside an unpenalised intercept are not covered: leave out `intercept`, or `width`");
    if (pool.intercept && !is_infinite(s.time))
        throw NotCovered(
            "how fast an unpenalised intercept is learned is not covered: leave out `intercept`, or `time`");
    if (s.flip > 0) {
        if (pool.label.empty())
            throw DomainError("flip", s.flip, "targets that are no classes have no labels to flip; see `noise`");
        if (!pool.targets.isApprox(class_targets(pool.label, pool.outputs()), 1e-12))
            throw DomainError("flip", s.flip,
                              "flips are known of targets that are 1 for the class and 0 for others, less 1/classes");
    }
}

PoolNoise::PoolNoise(const PoolSetting& s, int columns)
    : kept(1 - s.flip), variance(s.label_noise), flip(s.flip), label_noise(s.label_noise), outputs(columns) {
    if (flip > 0) variance += 1 - (kept * kept + 2 * kept * flip / outputs + flip * flip / outputs);
}

Matrix PoolNoise::covariance(int label) const {
    Matrix covariance = Matrix::Identity(outputs, outputs) * (label_noise / outputs);
    if (flip > 0) {
        Eigen::VectorXd share = Eigen::VectorXd::Constant(outputs, flip / outputs);
        share(label) += kept;
        covariance += Matrix(share.asDiagonal()) - share * share.transpose();
    }
    return covariance;
}

}  // namespace lazyrisk
