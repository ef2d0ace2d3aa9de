// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/train/deep_network.hpp"

#include <algorithm>
#include <cmath>

namespace lazyrisk {

DeepNetwork::DeepNetwork(const NetworkShape& shape, const Matrix& inputs, const Draw& draw)
    : shape_(shape),
      scale_(std::sqrt(shape.weight_variance / shape.width)),
      output_scale_(shape.scaling == Scaling::lazy ? scale_ : scale_ / std::sqrt(double(shape.width))),
      rate_(shape.scaling == Scaling::lazy ? 1 : shape.width),
      inputs_(inputs) {
    const int width = shape.width;
    for (int l = 0; l < shape.depth; ++l) {
        Matrix w(width, l == 0 ? shape.dimension : width);
        draw.stream(Role::features, std::uint64_t(l) + 2).normals(entries(w));
        start_.push_back(w);
        weights_.push_back(std::move(w));
    }
    a_ = a_start_ = output_weights(shape.initialization, width, draw);
    now_ = pass(inputs_);
    f_ = outputs_of(now_);
}

bool DeepNetwork::moves(std::size_t layer) const {
    return shape_.layers == MovingLayers::all || (shape_.layers == MovingLayers::first && layer == 0);
}

DeepNetwork::Pass DeepNetwork::pass(const MatrixView& points) const {
    Pass p;
    p.values.emplace_back(points / std::sqrt(double(shape_.dimension)));
    for (std::size_t l = 0; l < weights_.size(); ++l) {
        Matrix z = (l > 0 ? scale_ : 1.0) * weights_[l] * p.values.back();
        Matrix slope = z;
        shape_.activation.apply_derivative(entries(slope));
        shape_.activation.apply(entries(z));
        p.values.push_back(std::move(z));
        p.slopes.push_back(std::move(slope));
    }
    return p;
}

std::vector<double> DeepNetwork::outputs_of(const Pass& p) const {
    const Matrix& last = p.values.back();
    std::vector<double> f(std::size_t(last.cols()));
    as_vector(f).noalias() = (output_scale_ * last.transpose()) * as_vector(a_);
    return f;
}

Matrix DeepNetwork::top(const Pass& p) const { return (output_scale_ * as_vector(a_)).asDiagonal() * p.slopes.back(); }

Matrix DeepNetwork::backwards(const Pass& p, std::size_t layer, const Matrix& from) const {
    Matrix b = (scale_ * weights_[layer + 1].transpose()) * from;
    b.array() *= p.slopes[layer].array();
    return b;
}

void DeepNetwork::add_pull(std::span<const double> residual, double factor, std::span<double* const> layers) const {
    const std::size_t depth = weights_.size();
    Matrix b = top(now_) * as_vector(residual).asDiagonal();
    if (shape_.layers != MovingLayers::first)
        as_vector(std::span<double>(layers[depth], a_.size())).noalias() +=
            factor * output_scale_ * now_.values.back() * as_vector(residual);
    if (shape_.layers == MovingLayers::last) return;
    for (std::size_t l = depth; l-- > 0;) {
        Matrix below = l > 0 ? backwards(now_, l - 1, b) : Matrix();  // before the weights between them move
        if (moves(l)) {
            Eigen::Map<Matrix> layer(layers[l], weights_[l].rows(), weights_[l].cols());
            layer.noalias() += (factor * (l > 0 ? scale_ : 1.0)) * b * now_.values[l].transpose();
        }
        b = std::move(below);
    }
}

void DeepNetwork::step(std::span<const double> residual, double rate) {
    std::vector<double*> layers;
    for (Matrix& w : weights_) layers.push_back(w.data());
    layers.push_back(a_.data());
    add_pull(residual, -rate * rate_ / double(inputs_.cols()), layers);
    now_ = pass(inputs_);
    f_ = outputs_of(now_);
}

void DeepNetwork::velocity(std::span<const double> residual, std::span<double> out) const {
    std::fill(out.begin(), out.end(), 0.0);
    std::vector<double*> layers{out.data()};
    for (const Matrix& w : weights_) layers.push_back(layers.back() + w.size());
    add_pull(residual, -rate_ / double(inputs_.cols()), layers);
}

std::vector<double> DeepNetwork::at(const MatrixView& points) const {
    constexpr Eigen::Index block = 512;
    std::vector<double> f;
    for (Eigen::Index first = 0; first < points.cols(); first += block) {
        const std::vector<double> part =
            outputs_of(pass(points.middleCols(first, std::min(block, points.cols() - first))));
        f.insert(f.end(), part.begin(), part.end());
    }
    return f;
}

Matrix DeepNetwork::tangent(const MatrixView& points) const {
    const Pass there = pass(points);
    Matrix k = Matrix::Zero(points.cols(), inputs_.cols());
    if (shape_.layers != MovingLayers::first) {
        k.noalias() = (rate_ * output_scale_ * output_scale_ * there.values.back().transpose()) * now_.values.back();
    }
    if (shape_.layers == MovingLayers::last) return k;
    Matrix b = top(there), c = top(now_);
    for (std::size_t l = weights_.size(); l-- > 0;) {
        if (moves(l)) {
            const Matrix slopes = b.transpose() * c, values = there.values[l].transpose() * now_.values[l];
            k += rate_ * (l > 0 ? scale_ * scale_ : 1.0) * slopes.cwiseProduct(values);
        }
        if (l == 0) break;
        b = backwards(there, l - 1, b);
        c = backwards(now_, l - 1, c);
    }
    return k;
}

double DeepNetwork::motion() const {
    double moved = 0, whole = 0;
    const auto add = [&](std::span<const double> x, std::span<const double> x0) {
        moved += (as_vector(x) - as_vector(x0)).squaredNorm();
        whole += as_vector(x0).squaredNorm();
    };
    for (std::size_t l = 0; l < weights_.size(); ++l)
        if (moves(l)) add(entries(weights_[l]), entries(start_[l]));
    if (shape_.layers != MovingLayers::first) add(a_, a_start_);
    return std::sqrt(moved / whole);
}

std::vector<double> DeepNetwork::parameters() const {
    std::vector<double> all;
    for (const Matrix& w : weights_) all.insert(all.end(), w.data(), w.data() + w.size());
    all.insert(all.end(), a_.begin(), a_.end());
    return all;
}

void DeepNetwork::set_parameters(std::span<const double> parameters) {
    auto next = parameters.begin();
    for (Matrix& w : weights_) {
        std::copy_n(next, w.size(), w.data());
        next += std::ptrdiff_t(w.size());
    }
    std::copy_n(next, a_.size(), a_.begin());
    now_ = pass(inputs_);
    f_ = outputs_of(now_);
}

}  // namespace lazyrisk
