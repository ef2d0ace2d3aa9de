// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/train/two_layers.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/simulate/sphere.hpp"

namespace lazyrisk {
namespace {

/// Neurons at a time for so many points.
int neurons_of(Eigen::Index points) {
    return int(std::clamp<Eigen::Index>((1 << 16) / std::max<Eigen::Index>(1, points), 8, 512));
}

/// s_j <- a_j s_j.
void times_outputs(Eigen::Ref<Matrix> s, std::span<const double> a) { s = s * as_vector(a).asDiagonal(); }

}  // namespace

TwoLayers::TwoLayers(const NetworkShape& shape, const Matrix& inputs, const Draw& draw)
    : shape_(shape),
      scale_(shape.scaling == Scaling::lazy ? 1 / std::sqrt(double(shape.width)) : 1.0 / shape.width),
      rate_(shape.scaling == Scaling::lazy ? 1 : shape.width),
      inputs_(inputs),
      values_(inputs.cols(), shape.width),
      slopes_(inputs.cols(), shape.width),
      f_(std::size_t(inputs.cols())) {
    const int d = shape.dimension, width = shape.width;
    if (shape.initialization == Initialization::antisymmetric) {
        const Matrix half = on_sphere(d, 0, width / 2, 1, draw.stream(Role::features));
        weights_ = half.replicate(1, 2);
    } else {
        weights_ = on_sphere(d, 0, width, 1, draw.stream(Role::features));
    }
    start_ = weights_;
    a_ = a_start_ = output_weights(shape.initialization, width, draw);
    forward();
}

int TwoLayers::block() const { return neurons_of(inputs_.cols()); }

void TwoLayers::forward(int first, int count) {
    Eigen::Ref<Matrix> s = values_.middleCols(first, count);
    s.noalias() = inputs_.transpose() * weights_.middleCols(first, count);
    if (shape_.layers != MovingLayers::last) {
        slopes_.middleCols(first, count) = s;
        shape_.activation.apply_derivative(entries(slopes_, first, count));
    }
    shape_.activation.apply(entries(values_, first, count));
    as_vector(f_).noalias() += scale_ * s * as_vector(a_).segment(first, count);
}

void TwoLayers::forward() {
    std::fill(f_.begin(), f_.end(), 0.0);
    for (int first = 0; first < shape_.width; first += block()) forward(first, std::min(block(), shape_.width - first));
}

Eigen::VectorXd TwoLayers::pull_last(int first, int count, std::span<const double> r, double times) const {
    return (times * values_.middleCols(first, count).transpose()) * as_vector(r);
}

void TwoLayers::pull_first(int first, int count, std::span<const double> r, double times, Matrix& work,
                           Eigen::Ref<Matrix> out) const {
    work.leftCols(count) = as_vector(r).asDiagonal() * slopes_.middleCols(first, count);
    out.noalias() = (times * inputs_) * work.leftCols(count);
}

void TwoLayers::step(std::span<const double> residual, double rate) {
    const int n = int(inputs_.cols()), d = int(inputs_.rows()), width = shape_.width, most = block();
    const double by = rate * rate_ * scale_ / n;
    std::fill(f_.begin(), f_.end(), 0.0);
    Eigen::VectorXd pull;
    Matrix move(d, most), work(n, most);
    for (int first = 0; first < width; first += most) {
        const int count = std::min(most, width - first);
        Eigen::Ref<Eigen::VectorXd> a = as_vector(a_).segment(first, count);
        if (shape_.layers != MovingLayers::first) pull = pull_last(first, count, residual, by);
        if (shape_.layers != MovingLayers::last) {
            pull_first(first, count, residual, by / d, work, move.leftCols(count));
            weights_.middleCols(first, count) -= move.leftCols(count) * a.asDiagonal();
        }
        if (shape_.layers != MovingLayers::first) a -= pull;
        forward(first, count);
    }
}

void TwoLayers::velocity(std::span<const double> residual, std::span<double> out) const {
    const int n = int(inputs_.cols()), d = int(inputs_.rows()), width = shape_.width, most = block();
    const double by = -rate_ * scale_ / n;
    std::fill(out.begin(), out.end(), 0.0);
    Eigen::Map<Matrix> moves(out.data(), d, width);
    Matrix work(n, most);
    for (int first = 0; first < width; first += most) {
        const int count = std::min(most, width - first);
        if (shape_.layers != MovingLayers::first)
            as_vector(out).segment(weights_.size() + first, count) = pull_last(first, count, residual, by);
        if (shape_.layers == MovingLayers::last) continue;
        Eigen::Ref<Matrix> move = moves.middleCols(first, count);
        pull_first(first, count, residual, by / std::sqrt(double(d)), work, move);
        times_outputs(move, std::span(a_).subspan(std::size_t(first), std::size_t(count)));
    }
}

std::vector<double> TwoLayers::at(const MatrixView& points) const {
    const int most = neurons_of(points.cols());
    std::vector<double> f(std::size_t(points.cols()), 0.0);
    Matrix s(points.cols(), most);
    for (int first = 0; first < shape_.width; first += most) {
        const int count = std::min(most, shape_.width - first);
        s.leftCols(count).noalias() = points.transpose() * weights_.middleCols(first, count);
        shape_.activation.apply(entries(s, 0, count));
        as_vector(f).noalias() += scale_ * s.leftCols(count) * as_vector(a_).segment(first, count);
    }
    return f;
}

Matrix TwoLayers::tangent(const MatrixView& points) const {
    const int most = 256;
    const Eigen::Index n = inputs_.cols(), m = points.cols();
    Matrix first_layer = Matrix::Zero(m, n), last_layer = Matrix::Zero(m, n), s(m, most), t(n, most);
    const double share = 1.0 / shape_.width;
    for (int first = 0; first < shape_.width; first += most) {
        const int count = std::min(most, shape_.width - first);
        const std::span<const double> a = std::span(a_).subspan(std::size_t(first), std::size_t(count));
        if (shape_.layers != MovingLayers::last) {
            s.leftCols(count).noalias() = points.transpose() * weights_.middleCols(first, count);
            shape_.activation.apply_derivative(entries(s, 0, count));
            times_outputs(s.leftCols(count), a);
            t.leftCols(count) = slopes_.middleCols(first, count) * as_vector(a).asDiagonal();
            first_layer.noalias() += (share * s.leftCols(count)) * t.leftCols(count).transpose();
        }
        if (shape_.layers != MovingLayers::first) {
            s.leftCols(count).noalias() = points.transpose() * weights_.middleCols(first, count);
            shape_.activation.apply(entries(s, 0, count));
            last_layer.noalias() += (share * s.leftCols(count)) * values_.middleCols(first, count).transpose();
        }
    }
    if (shape_.layers == MovingLayers::last) return last_layer;
    Matrix k = points.transpose() * inputs_;
    k = k.cwiseProduct(first_layer) / double(inputs_.rows()) + last_layer;
    return k;
}

double TwoLayers::motion() const {
    const double d = shape_.dimension, first = shape_.layers != MovingLayers::last,
                 last = shape_.layers != MovingLayers::first;
    return std::sqrt(
        (first * d * (weights_ - start_).squaredNorm() + last * (as_vector(a_) - as_vector(a_start_)).squaredNorm()) /
        (first * d * start_.squaredNorm() + last * as_vector(a_start_).squaredNorm()));
}

std::vector<double> TwoLayers::parameters() const {
    std::vector<double> all(std::size_t(weights_.size()) + a_.size());
    as_vector(all) << std::sqrt(double(shape_.dimension)) * weights_.reshaped(), as_vector(a_);
    return all;
}

void TwoLayers::set_parameters(std::span<const double> parameters) {
    weights_.reshaped() = as_vector(parameters).head(weights_.size()) / std::sqrt(double(shape_.dimension));
    as_vector(a_) = as_vector(parameters).tail(Eigen::Index(a_.size()));
    forward();
}

}  // namespace lazyrisk
