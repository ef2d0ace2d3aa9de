// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/train/deep_network.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>

namespace lazyrisk {
namespace {

/// c <- keep c + factor A B^T.
void times_transpose(double* c, double keep, double factor, const Matrix& a, const Matrix& b) {
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, a.rows(), b.rows(), a.columns(), factor, a.data(), a.rows(),
                b.data(), b.rows(), keep, c, a.rows());
}

void scale(Matrix& m, double factor) { cblas_dscal(int(m.size()), factor, m.data(), 1); }

}  // namespace

DeepNetwork::DeepNetwork(const NetworkShape& shape, const Matrix& inputs, const Draw& draw)
    : shape_(shape),
      scale_(std::sqrt(shape.weight_variance / shape.width)),
      output_scale_(shape.scaling == Scaling::lazy ? scale_ : scale_ / std::sqrt(double(shape.width))),
      rate_(shape.scaling == Scaling::lazy ? 1 : shape.width),
      inputs_(inputs.copy()) {
    const int width = shape.width;
    for (int l = 0; l < shape.depth; ++l) {
        Matrix w(width, l == 0 ? shape.dimension : width);
        draw.stream(Role::features, std::uint64_t(l) + 2).normals(w.all());
        start_.push_back(w.copy());
        weights_.push_back(std::move(w));
    }
    a_ = a_start_ = output_weights(shape.initialization, width, draw);
    now_ = pass(inputs_);
    f_ = outputs_of(now_);
}

bool DeepNetwork::moves(std::size_t layer) const {
    return shape_.layers == MovingLayers::all || (shape_.layers == MovingLayers::first && layer == 0);
}

DeepNetwork::Pass DeepNetwork::pass(const Matrix& points) const {
    Pass p;
    p.values.push_back(points.copy());
    scale(p.values.front(), 1 / std::sqrt(double(shape_.dimension)));
    for (std::size_t l = 0; l < weights_.size(); ++l) {
        Matrix z = times(weights_[l], p.values.back());
        if (l > 0) scale(z, scale_);
        Matrix slope = z.copy();
        shape_.activation.apply_derivative(slope.all());
        shape_.activation.apply(z.all());
        p.values.push_back(std::move(z));
        p.slopes.push_back(std::move(slope));
    }
    return p;
}

std::vector<double> DeepNetwork::outputs_of(const Pass& p) const {
    const Matrix& last = p.values.back();
    std::vector<double> f(std::size_t(last.columns()), 0.0);
    cblas_dgemv(CblasColMajor, CblasTrans, last.rows(), last.columns(), output_scale_, last.data(), last.rows(),
                a_.data(), 1, 0.0, f.data(), 1);
    return f;
}

Matrix DeepNetwork::top(const Pass& p) const {
    Matrix b = p.slopes.back().copy();
    for (int i = 0; i < b.columns(); ++i)
        for (int j = 0; j < b.rows(); ++j) b(j, i) *= output_scale_ * a_[std::size_t(j)];
    return b;
}

Matrix DeepNetwork::backwards(const Pass& p, std::size_t layer, const Matrix& from) const {
    Matrix b = transpose_times(weights_[layer + 1], from);
    const Matrix& slope = p.slopes[layer];
    for (std::size_t i = 0; i < b.size(); ++i) b.data()[i] *= scale_ * slope.data()[i];
    return b;
}

void DeepNetwork::add_pull(std::span<const double> residual, double factor, std::span<double* const> layers,
                           double keep) const {
    const std::size_t depth = weights_.size();
    Matrix b = top(now_);
    for (int i = 0; i < b.columns(); ++i) cblas_dscal(b.rows(), residual[std::size_t(i)], b.column(i).data(), 1);
    if (shape_.layers != MovingLayers::first) {
        const Matrix& last = now_.values.back();
        cblas_dgemv(CblasColMajor, CblasNoTrans, last.rows(), last.columns(), factor * output_scale_, last.data(),
                    last.rows(), residual.data(), 1, keep, layers[depth], 1);
    }
    if (shape_.layers == MovingLayers::last) return;
    for (std::size_t l = depth; l-- > 0;) {
        Matrix below = l > 0 ? backwards(now_, l - 1, b) : Matrix();  // before the weights between them move
        if (moves(l)) times_transpose(layers[l], keep, factor * (l > 0 ? scale_ : 1.0), b, now_.values[l]);
        b = std::move(below);
    }
}

void DeepNetwork::step(std::span<const double> residual, double rate) {
    std::vector<double*> layers;
    for (Matrix& w : weights_) layers.push_back(w.data());
    layers.push_back(a_.data());
    add_pull(residual, -rate * rate_ / inputs_.columns(), layers, 1);
    now_ = pass(inputs_);
    f_ = outputs_of(now_);
}

void DeepNetwork::velocity(std::span<const double> residual, std::span<double> out) const {
    std::fill(out.begin(), out.end(), 0.0);
    std::vector<double*> layers{out.data()};
    for (const Matrix& w : weights_) layers.push_back(layers.back() + w.size());
    add_pull(residual, -rate_ / inputs_.columns(), layers, 0);
}

std::vector<double> DeepNetwork::at(const Matrix& points) const {
    constexpr int block = 512;
    std::vector<double> f;
    for (int first = 0; first < points.columns(); first += block) {
        const std::vector<double> part =
            outputs_of(pass(points.columns(first, std::min(block, points.columns() - first))));
        f.insert(f.end(), part.begin(), part.end());
    }
    return f;
}

Matrix DeepNetwork::tangent(const Matrix& points) const {
    const Pass there = pass(points);
    Matrix k = Matrix::zero(points.columns(), inputs_.columns());
    if (shape_.layers != MovingLayers::first) {
        k = transpose_times(there.values.back(), now_.values.back());
        scale(k, rate_ * output_scale_ * output_scale_);
    }
    if (shape_.layers == MovingLayers::last) return k;
    Matrix b = top(there), c = top(now_);
    for (std::size_t l = weights_.size(); l-- > 0;) {
        if (moves(l)) {
            const Matrix slopes = transpose_times(b, c), values = transpose_times(there.values[l], now_.values[l]);
            const double factor = rate_ * (l > 0 ? scale_ * scale_ : 1.0);
            for (std::size_t i = 0; i < k.size(); ++i) k.data()[i] += factor * slopes.data()[i] * values.data()[i];
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
        for (std::size_t i = 0; i < x.size(); ++i) {
            moved += (x[i] - x0[i]) * (x[i] - x0[i]);
            whole += x0[i] * x0[i];
        }
    };
    for (std::size_t l = 0; l < weights_.size(); ++l)
        if (moves(l)) add(weights_[l].all(), start_[l].all());
    if (shape_.layers != MovingLayers::first) add(a_, a_start_);
    return std::sqrt(moved / whole);
}

std::vector<double> DeepNetwork::parameters() const {
    std::vector<double> all;
    for (const Matrix& w : weights_) all.insert(all.end(), w.all().begin(), w.all().end());
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
