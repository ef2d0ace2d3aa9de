// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/train/linear_path.hpp"

#include <cmath>

namespace lazyrisk {
namespace {

using Vector = std::vector<double>;

}  // namespace

LinearDescent::LinearDescent(LinearModel model)
    : model_(std::move(model)), f_(model_.start.inputs), residual_(f_.size()), sum_(f_.size(), 0.0) {}

void LinearDescent::step(double rate) {
    as_vector(residual_) = as_vector(f_) - as_vector(model_.labels);
    as_vector(sum_) += as_vector(residual_);
    as_vector(f_).noalias() -= rate / double(f_.size()) * model_.gram * as_vector(residual_);
    rate_ = rate;
}

Vector LinearDescent::tests() const {
    Vector f = model_.start.tests;
    as_vector(f).noalias() -= rate_ / double(f_.size()) * model_.cross * as_vector(sum_);
    return f;
}

LinearFlow::LinearFlow(LinearModel model)
    : model_(std::move(model)), kernel_(eigenvectors(model_.gram)), along_(model_.labels.size()) {
    const Eigen::VectorXd residual = as_vector(model_.start.inputs) - as_vector(model_.labels);
    as_vector(along_).noalias() = kernel_.vector.transpose() * residual;
}

Outputs LinearFlow::at(double time) const {
    const std::size_t n = along_.size();
    Vector left(n), moved(n);  // e^{-ta} and (1 - e^{-ta})/(n a) of it, a = eigenvalue/n
    for (std::size_t i = 0; i < n; ++i) {
        const double a = std::max(0.0, kernel_.value[i]) / double(n);
        left[i] = std::exp(-time * a) * along_[i];
        moved[i] = (a > 0 ? -std::expm1(-time * a) / a : time) / double(n) * along_[i];
    }
    Outputs f{model_.labels, model_.start.tests};
    as_vector(f.inputs).noalias() += kernel_.vector * as_vector(left);
    const Eigen::VectorXd weights = kernel_.vector * as_vector(moved);
    as_vector(f.tests).noalias() -= model_.cross * weights;
    return f;
}

LinearSteps::LinearSteps(LinearModel model)
    : model_(std::move(model)),
      stepper_(
          [this](std::span<const double> u, std::span<double> du) {
              const double n = double(u.size());
              as_vector(du) = (as_vector(model_.start.inputs) - as_vector(model_.labels)) / n;
              as_vector(du).noalias() -= 1 / n * model_.gram * as_vector(u);
          },
          Vector(model_.labels.size(), 0.0)) {}

void LinearSteps::step(double length, int stages) {
    stepper_.attempt(length, stages);
    stepper_.accept();
}

Vector LinearSteps::tests() const {
    Vector f = model_.start.tests;
    as_vector(f).noalias() -= model_.cross * as_vector(stepper_.y());
    return f;
}

}  // namespace lazyrisk
