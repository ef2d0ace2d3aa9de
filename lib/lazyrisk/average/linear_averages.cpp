// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/average/linear_averages.hpp"

#include <algorithm>

#include "lazyrisk/average/fit_averages.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/linear/shifted_inverse.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/simulate/linear_rows.hpp"

namespace lazyrisk {

LinearAverages::LinearAverages(const Linear& model, const Target<>& target) : rest_(target.rest) {
    LinearDraw draw = linear_draw(model, target);
    rest_ += draw.lost;
    test_matrix_ = std::move(draw.test_matrix);
    for (const LinearRows& rows : draw.rows)
        for (int i = 0; i < rows.count; ++i) {
            coefficient_.push_back(rows.coefficient);
            test_variance_.push_back(rows.test_variance);
            prior_.push_back(rows.energy > 0 ? rows.energy / (rows.eigenvalue * rows.count) : 0);
            energy_ += rows.energy / rows.count;
        }
}

AveragedErrors LinearAverages::operator()(const Matrix& drawn, double ridge, double noise,
                                          std::span<const DrawnSample> samples) const {
    const Matrix inputs = drawn.topRows(Eigen::Index(prior_.size()));  // as they are seen
    if (is_infinite(ridge)) return of_nothing(inputs, noise, samples);
    const Eigen::Index d = inputs.rows(), n = inputs.cols();
    const SingularVectors x = singular_vectors(inputs);
    const Eigen::Index r = Eigen::Index(x.value.size());
    Eigen::ArrayXd gain(r), shrink(r), left(r), value(r);  // D/(D^2 + lambda), D^2/(D^2 + lambda), the rest of 1
    for (Eigen::Index i = 0; i < r; ++i) {
        const double v = value(i) = x.value[std::size_t(i)];
        const bool kept = v > x.cut;
        const double inverse = kept ? shifted_inverse(v * v, ridge) : 0;
        gain(i) = v * inverse, shrink(i) = v * v * inverse, left(i) = kept ? ridge * inverse : 1;
    }
    const Eigen::VectorXd b = as_vector(prior_);
    const Matrix squares = x.u.cwiseAbs2();
    const Eigen::ArrayXd spread = x.u.cwiseProduct(at_test(x.u)).colwise().sum().transpose().array(),
                         known = (squares.transpose() * b).array();  // U^T Sigma U, U^T B U: the diagonals
    Matrix p = Matrix::Identity(d, d);
    p.noalias() -= x.u * shrink.matrix().asDiagonal() * x.u.transpose();
    // what a label's disturbance of variance 1 adds to the error, the residual and the weights, by sample or summed
    Eigen::ArrayXd seen(1), kept(1), taken(1), noisy(1), resting(1);
    if (samples.empty()) {
        seen << (gain.square() * spread).sum();
        kept << left.square().sum() + double(n - r);
        taken << gain.square().sum();
        noisy << noise, resting << rest_;
    } else {
        const Matrix rows = x.vt.transpose();  // [n x r]
        const Matrix squared = rows.cwiseAbs2(), learned = x.u * gain.matrix().asDiagonal() * x.vt;
        seen = learned.cwiseProduct(at_test(learned)).colwise().sum().transpose().array();
        kept = 1 + (squared * (left.square() - 1).matrix()).array();
        taken = (squared * gain.square().matrix()).array();
        noisy.resize(n), resting.resize(n);
        for (Eigen::Index i = 0; i < n; ++i) {
            const DrawnSample& sample = samples[std::size_t(i)];
            noisy(i) = noise * sample.weight * sample.noise, resting(i) = rest_ * sample.weight * sample.rest;
        }
    }
    const Eigen::ArrayXd label = noisy + resting;
    return {
        .bias = missed(p) + rest_ + (seen * resting).sum(),
        .variance = (seen * noisy).sum(),
        .train_error = ((left * value).square() * known).sum() / double(n) + (kept.max(0) * label).sum() / double(n),
        .weight_norm = (shrink.square() * known).sum() + (taken * label).sum()};
}

Matrix LinearAverages::at_test(const Matrix& directions) const {
    if (test_matrix_.size() > 0) return test_matrix_ * directions;
    return as_vector(test_variance_).asDiagonal() * directions;
}

double LinearAverages::missed(const Matrix& p) const {
    const Eigen::VectorXd b = as_vector(prior_);
    if (test_matrix_.size() == 0) return as_vector(test_variance_).dot(p.cwiseAbs2() * b);
    if (std::all_of(coefficient_.begin(), coefficient_.end(), [](double c) { return c == 0; }))
        return p.cwiseProduct(at_test(p)).colwise().sum().transpose().dot(b);
    const Matrix left = p * as_vector(coefficient_);
    return left.cwiseProduct(at_test(left)).sum();
}

AveragedErrors LinearAverages::of_nothing(const Matrix& inputs, double noise,
                                          std::span<const DrawnSample> samples) const {
    AveragedErrors nothing = averages_of_nothing(energy_ + rest_, noise);
    nothing.bias = missed(Matrix::Identity(inputs.rows(), inputs.rows())) + rest_;
    if (samples.empty()) return nothing;
    nothing.train_error = inputs.cwiseAbs2().rowwise().sum().dot(as_vector(prior_));
    for (const DrawnSample& sample : samples)
        nothing.train_error += sample.weight * (noise * sample.noise + rest_ * sample.rest);
    nothing.train_error /= double(samples.size());
    return nothing;
}

double LinearAverages::flops(double n) const {
    const double d = double(test_variance_.size()), small = std::min(d, n);
    return 20 * d * n * small + 4 * d * d * small;
}

double LinearAverages::memory(double n) const {
    const double d = double(test_variance_.size());
    return 8 * (3 * d * n + 4 * d * d);
}

}  // namespace lazyrisk
