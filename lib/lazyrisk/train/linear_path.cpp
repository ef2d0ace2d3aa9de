// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/train/linear_path.hpp"

#include <cblas.h>

#include <cmath>

namespace lazyrisk {
namespace {

using Vector = std::vector<double>;

void multiply_transposed(const Matrix& a, const Vector& x, Vector& y) {
    cblas_dgemv(CblasColMajor, CblasTrans, a.rows(), a.columns(), 1, a.data(), a.rows(), x.data(), 1, 0, y.data(), 1);
}

}  // namespace

void multiply(double alpha, const Matrix& a, const Vector& x, double beta, Vector& y) {
    cblas_dgemv(CblasColMajor, CblasNoTrans, a.rows(), a.columns(), alpha, a.data(), a.rows(), x.data(), 1, beta,
                y.data(), 1);
}

LinearDescent::LinearDescent(LinearModel model)
    : model_(std::move(model)), f_(model_.start.inputs), residual_(f_.size()), sum_(f_.size(), 0.0) {}

void LinearDescent::step(double rate) {
    for (std::size_t i = 0; i < f_.size(); ++i) {
        residual_[i] = f_[i] - model_.labels[i];
        sum_[i] += residual_[i];
    }
    multiply(-rate / double(f_.size()), model_.gram, residual_, 1, f_);
    rate_ = rate;
}

Vector LinearDescent::tests() const {
    Vector f = model_.start.tests;
    multiply(-rate_ / double(f_.size()), model_.cross, sum_, 1, f);
    return f;
}

LinearFlow::LinearFlow(LinearModel model)
    : model_(std::move(model)), kernel_(eigenvectors(model_.gram.copy())), along_(model_.labels.size()) {
    Vector residual = model_.start.inputs;
    for (std::size_t i = 0; i < residual.size(); ++i) residual[i] -= model_.labels[i];
    multiply_transposed(kernel_.vector, residual, along_);
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
    multiply(1, kernel_.vector, left, 1, f.inputs);
    Vector weights(n);
    multiply(1, kernel_.vector, moved, 0, weights);
    multiply(-1, model_.cross, weights, 1, f.tests);
    return f;
}

LinearSteps::LinearSteps(LinearModel model)
    : model_(std::move(model)),
      stepper_(
          [this](std::span<const double> u, std::span<double> du) {
              const std::size_t n = u.size();
              for (std::size_t i = 0; i < n; ++i) du[i] = (model_.start.inputs[i] - model_.labels[i]) / double(n);
              cblas_dgemv(CblasColMajor, CblasNoTrans, int(n), int(n), -1 / double(n), model_.gram.data(), int(n),
                          u.data(), 1, 1, du.data(), 1);
          },
          Vector(model_.labels.size(), 0.0)) {}

void LinearSteps::step(double length, int stages) {
    stepper_.attempt(length, stages);
    stepper_.accept();
}

Vector LinearSteps::tests() const {
    Vector f = model_.start.tests;
    multiply(-1, model_.cross, stepper_.y(), 1, f);
    return f;
}

}  // namespace lazyrisk
