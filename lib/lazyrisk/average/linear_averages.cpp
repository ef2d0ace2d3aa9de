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
    for (const LinearRows& rows : linear_rows(model, target))
        for (int i = 0; i < rows.count; ++i) {
            test_variance_.push_back(rows.test_variance);
            prior_.push_back(rows.energy > 0 ? rows.energy / (rows.eigenvalue * rows.count) : 0);
            energy_ += rows.energy / rows.count;
            test_energy_ += prior_.back() * rows.test_variance;
        }
}

AveragedErrors LinearAverages::operator()(const Matrix& inputs, double ridge, double noise) const {
    if (is_infinite(ridge)) {
        AveragedErrors nothing = averages_of_nothing(energy_ + rest_, noise);
        nothing.bias = test_energy_ + rest_;
        return nothing;
    }
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
    const Eigen::ArrayXd s = as_vector(test_variance_), b = as_vector(prior_);
    const Matrix squares = x.u.cwiseAbs2();
    const Eigen::ArrayXd spread = (squares.transpose() * s.matrix()).array(),  // U^T Sigma U, U^T B U: the diagonals
        known = (squares.transpose() * b.matrix()).array();
    Matrix p = Matrix::Identity(d, d);
    p.noalias() -= x.u * shrink.matrix().asDiagonal() * x.u.transpose();
    const double of_noise = (gain.square() * spread).sum(), label_noise = noise + rest_;
    return {.bias = s.matrix().dot(p.cwiseAbs2() * b.matrix()) + rest_ * (1 + of_noise),
            .variance = noise * of_noise,
            .train_error = ((left * value).square() * known).sum() / double(n) +
                           label_noise * (left.square().sum() + double(n - r)) / double(n),
            .weight_norm = (shrink.square() * known).sum() + label_noise * gain.square().sum()};
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
