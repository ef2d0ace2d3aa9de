// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/site_equivalent.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/linear/blas_threads.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr double site_tolerance = 1e-10;

/// x of (1 - share C) x = b by conjugate gradients, C_ij = square_ij/(g_i g_j) beside the diagonal, 1 on it; false
/// where that matrix is not positive.
bool solved_by_gradients(const Matrix& square, const Eigen::VectorXd& g, double share, const Eigen::VectorXd& b,
                         Eigen::VectorXd& x) {
    constexpr double accuracy = 1e-9;
    x = Eigen::VectorXd::Zero(b.size());
    Eigen::VectorXd rest = b, direction = b, product(b.size());
    double size = rest.squaredNorm();
    const double enough = accuracy * accuracy * size;
    for (int step = 0; step < 1000 && size > enough; ++step) {
        const Eigen::VectorXd scaled = direction.cwiseQuotient(g);
        product.noalias() = square.selfadjointView<Eigen::Lower>() * scaled;
        product = (1 - share) * direction - share * product.cwiseQuotient(g);
        const double curvature = direction.dot(product);
        if (!(curvature > 0)) return false;
        const double length = size / curvature, before = size;
        x += length * direction;
        rest -= length * product;
        size = rest.squaredNorm();
        direction = rest + (size / before) * direction;
    }
    return size <= enough;
}

}  // namespace

SiteEquivalent::SiteEquivalent(const Pool& pool, const PoolSetting& setting, SiteField start)
    : pool_(&pool), setting_(setting), field_(std::move(start)), share_(setting.samples / pool.points()) {
    check(pool, setting);
    require_finished(setting);
    if (is_infinite(setting.ridge)) throw NotCovered("an infinite ridge learns nothing: there is no equation to solve");
    const BlasThreads one;
    const std::size_t points = std::size_t(pool.points());
    if (field_.ridge.size() != points) {  // from above: Newton's method then falls to the solution
        field_.inner_ridge = setting.ridge;
        field_.ridge.assign(points, (setting.ridge + 1 - share_) / share_);
    }
    if (is_infinite(setting.width)) field_.inner_ridge = setting.ridge;
    constexpr int most_steps = 60;
    while (true) {
        invert();
        const Eigen::VectorXd tau = as_vector(field_.ridge);
        const Eigen::VectorXd missed = field_.inner_ridge + (1 - share_) * g_.array().inverse() - tau.array();
        residual_ = std::max(missed.cwiseQuotient(tau).cwiseAbs().maxCoeff(), width_residual());
        if (residual_ <= site_tolerance) break;
        if (steps_ == most_steps)
            throw NotConverged("the ridges of the points are off by " + to_text(residual_) + " of themselves after " +
                               to_text(double(most_steps)) + " steps");
        if (!step(missed)) as_vector(field_.ridge) *= 2;
    }
    finish();
}

void SiteEquivalent::invert() {
    ++steps_;
    square_ = pool_->kernel;
    square_.diagonal() += as_vector(field_.ridge);
    if (cholesky(square_) != 0) {
        if (setting_.ridge == 0)
            throw NotCovered(
                "point by point, ridge 0 is covered where there are more modes than samples or features: take "
                "a small ridge, or the formula of the whole pool");
        throw DomainError("ridge", setting_.ridge,
                          "the kernel matrix is not positive definite to rounding with this ridge: take a larger one");
    }
    invert_factored(square_);
    g_ = square_.diagonal();
    learned_ = 0;
    for (int i = 0; i < pool_->points(); ++i) learned_ += 1 - field_.ridge[std::size_t(i)] * g_[i];
    square_.diagonal().setZero();
    mean_.noalias() = square_.selfadjointView<Eigen::Lower>() * -pool_->targets;
    a_ = g_.asDiagonal() * pool_->targets - mean_;
    square_ = square_.cwiseAbs2();
}

void SiteEquivalent::set_feature_diagonal() {
    const auto tau = as_vector(field_.ridge).array();
    const Eigen::VectorXd others = square_.selfadjointView<Eigen::Lower>() * as_vector(field_.ridge);
    h_ = g_.array() * (1 - g_.array() * tau) - others.array();
}

double SiteEquivalent::width_residual() const {
    if (is_infinite(setting_.width)) return 0;
    const double inner = field_.inner_ridge, held = inner * (1 - learned_ / setting_.width);
    return inner == 0 && setting_.ridge == 0 ? 0 : std::abs(held - setting_.ridge) / std::max(inner, setting_.ridge);
}

bool SiteEquivalent::step(const Eigen::VectorXd& missed) {
    Eigen::Map<Eigen::VectorXd> tau = as_vector(field_.ridge);
    Eigen::VectorXd moved;
    if (!solved_by_gradients(square_, g_, 1 - share_, g_.cwiseProduct(missed), moved)) return false;
    moved = moved.cwiseQuotient(g_);
    if (!is_infinite(setting_.width)) {
        Eigen::VectorXd slope;
        if (!solved_by_gradients(square_, g_, 1 - share_, g_, slope)) return false;
        slope = slope.cwiseQuotient(g_);
        // inner (p - D) = p ridge with D to first order in the step: a quadratic equation for the inner ridge
        set_feature_diagonal();
        const double p = setting_.width, rate = h_.dot(slope);
        const double left = p - learned_ + h_.dot(moved) - field_.inner_ridge * rate;
        const double root = std::sqrt(left * left + 4 * rate * p * setting_.ridge);
        const double inner = left > 0 ? 2 * p * setting_.ridge / (left + root) : (root - left) / (2 * rate);
        moved += (inner - field_.inner_ridge) * slope;
        field_.inner_ridge = inner;
    }
    tau = (tau + moved).cwiseMax(0.05 * tau);
    return true;
}

void SiteEquivalent::finish() {
    const auto tau = as_vector(field_.ridge);
    peak_ = setting_.ridge == 0 && setting_.width == setting_.samples;
    set_feature_diagonal();
    const double inverse_width = reciprocal(setting_.width);
    const double learned_squared =
        (1 - g_.cwiseProduct(tau).array()).square().sum() + tau.dot(square_.selfadjointView<Eigen::Lower>() * tau);
    chi_ = inverse_width / (1 - learned_squared * inverse_width);
    if (peak_) return;
    factor_ = -(1 - share_) * square_;
    factor_.diagonal() = share_ * g_.cwiseAbs2();
    if (chi_ > 0) factor_.noalias() -= ((1 - share_) * chi_) * h_ * h_.transpose();
    if (cholesky(factor_) != 0)
        throw NotConverged("the second moments of this pool have no solution to rounding: take a larger ridge");
}

Matrix SiteEquivalent::solve(Matrix right) const {
    factor_.triangularView<Eigen::Lower>().solveInPlace(right);
    factor_.triangularView<Eigen::Lower>().adjoint().solveInPlace(right);
    return right;
}

Matrix SiteEquivalent::mean_prediction() const { return g_.cwiseInverse().asDiagonal() * mean_; }

Matrix SiteEquivalent::feature_part() const {
    return pool_->targets.transpose() * a_ - a_.transpose() * as_vector(field_.ridge).asDiagonal() * a_;
}

SiteMoments SiteEquivalent::moments(const Matrix& direct, const Eigen::RowVectorXd& features,
                                    const Matrix& noise) const {
    const BlasThreads one;
    // what other points send to a point, over g_i^2, and features from all
    const auto sent = [&](const Matrix& x) {
        Matrix sum = square_.selfadjointView<Eigen::Lower>() * x;
        if (chi_ > 0) sum += (chi_ * h_) * (h_.transpose() * x);
        return sum;
    };
    const Matrix by_noise = noise.size() > 0 ? sent(noise) : Matrix(Matrix::Zero(direct.rows(), direct.cols()));
    const Eigen::VectorXd squared = g_.cwiseAbs2();
    Matrix right = direct + (chi_ * h_) * features + by_noise;
    if (noise.size() > 0) right += squared.asDiagonal() * noise;
    SiteMoments m;
    m.full = share_ * solve(right);
    m.spread = squared.cwiseInverse().asDiagonal() *
               Matrix((chi_ * h_) * features + by_noise + ((1 - share_) / share_) * sent(m.full));
    return m;
}

Eigen::VectorXd SiteEquivalent::slope() const { return solve(g_.cwiseAbs2()); }

}  // namespace lazyrisk
