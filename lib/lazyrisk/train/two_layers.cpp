// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/train/two_layers.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>

#include "lazyrisk/simulate/sphere.hpp"

namespace lazyrisk {
namespace {

/// <x_i, w_j> of the neurons first .. first + count - 1 into out [n x count].
void project(const Matrix& points, const Matrix& weights, int first, int count, double* out) {
    const int d = points.rows(), n = points.columns();
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, n, count, d, 1.0, points.data(), d,
                weights.data() + std::size_t(first) * std::size_t(d), d, 0.0, out, n);
}

/// Squared distance of b from a.
double square(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

double square(std::span<const double> a) {
    double sum = 0;
    for (const double x : a) sum += x * x;
    return sum;
}

}  // namespace

TwoLayers::TwoLayers(const NetworkShape& shape, const Matrix& inputs, const Draw& draw)
    : shape_(shape),
      scale_(shape.scaling == Scaling::lazy ? 1 / std::sqrt(double(shape.width)) : 1.0 / shape.width),
      rate_(shape.scaling == Scaling::lazy ? 1 : shape.width),
      inputs_(inputs.copy()),
      values_(inputs.columns(), shape.width),
      slopes_(inputs.columns(), shape.width),
      f_(std::size_t(inputs.columns())) {
    const int d = shape.dimension, width = shape.width;
    if (shape.initialization == Initialization::antisymmetric) {
        const Matrix half = on_sphere(d, 0, width / 2, 1, draw.stream(Role::features));
        weights_ = Matrix(d, width);
        std::copy_n(half.data(), half.size(), weights_.data());
        std::copy_n(half.data(), half.size(), weights_.data() + half.size());
    } else {
        weights_ = on_sphere(d, 0, width, 1, draw.stream(Role::features));
    }
    start_ = weights_.copy();
    a_ = a_start_ = output_weights(shape.initialization, width, draw);
    forward();
}

int TwoLayers::block() const { return std::clamp((1 << 16) / std::max(1, inputs_.columns()), 8, 512); }

void TwoLayers::forward(int first, int count) {
    const int n = inputs_.columns();
    double *s = values_.column(first).data(), *slope = slopes_.column(first).data();
    const std::size_t size = std::size_t(n) * std::size_t(count);
    project(inputs_, weights_, first, count, s);
    if (shape_.layers != MovingLayers::last) {
        std::copy_n(s, size, slope);
        shape_.activation.apply_derivative(std::span<double>(slope, size));
    }
    shape_.activation.apply(std::span<double>(s, size));
    cblas_dgemv(CblasColMajor, CblasNoTrans, n, count, scale_, s, n, a_.data() + first, 1, 1.0, f_.data(), 1);
}

void TwoLayers::forward() {
    std::fill(f_.begin(), f_.end(), 0.0);
    for (int first = 0; first < shape_.width; first += block()) forward(first, std::min(block(), shape_.width - first));
}

void TwoLayers::pull_last(int first, int count, std::span<const double> r, double times, double* out) const {
    const int n = inputs_.columns();
    cblas_dgemv(CblasColMajor, CblasTrans, n, count, times, values_.column(first).data(), n, r.data(), 1, 0.0, out, 1);
}

void TwoLayers::pull_first(int first, int count, std::span<const double> r, double times, Matrix& work,
                           double* out) const {
    const int n = inputs_.columns(), d = inputs_.rows();
    const double* weight = r.data();
    for (int j = 0; j < count; ++j) {
        const double* slope = slopes_.column(first + j).data();
        double* product = work.column(j).data();
#pragma omp simd
        for (int i = 0; i < n; ++i) product[i] = slope[i] * weight[i];
    }
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, d, count, n, times, inputs_.data(), d, work.data(), n, 0.0,
                out, d);
}

void TwoLayers::step(std::span<const double> residual, double rate) {
    const int n = inputs_.columns(), d = inputs_.rows(), width = shape_.width, most = block();
    const double by = rate * rate_ * scale_ / n;
    std::fill(f_.begin(), f_.end(), 0.0);
    std::vector<double> pull(std::size_t(most), 0.0);
    Matrix move(d, most), work(n, most);
    for (int first = 0; first < width; first += most) {
        const int count = std::min(most, width - first);
        if (shape_.layers != MovingLayers::first) pull_last(first, count, residual, by, pull.data());
        if (shape_.layers != MovingLayers::last) {
            pull_first(first, count, residual, by / d, work, move.data());
            for (int j = 0; j < count; ++j)
                cblas_daxpy(d, -a_[std::size_t(first + j)], move.column(j).data(), 1, weights_.column(first + j).data(),
                            1);
        }
        if (shape_.layers != MovingLayers::first) cblas_daxpy(count, -1.0, pull.data(), 1, a_.data() + first, 1);
        forward(first, count);
    }
}

void TwoLayers::velocity(std::span<const double> residual, std::span<double> out) const {
    const int n = inputs_.columns(), d = inputs_.rows(), width = shape_.width, most = block();
    const double by = -rate_ * scale_ / n;
    std::fill(out.begin(), out.end(), 0.0);
    Matrix work(n, most);
    for (int first = 0; first < width; first += most) {
        const int count = std::min(most, width - first);
        if (shape_.layers != MovingLayers::first)
            pull_last(first, count, residual, by, out.data() + weights_.size() + first);
        if (shape_.layers == MovingLayers::last) continue;
        double* move = out.data() + std::size_t(first) * std::size_t(d);
        pull_first(first, count, residual, by / std::sqrt(double(d)), work, move);
        for (int j = 0; j < count; ++j) cblas_dscal(d, a_[std::size_t(first + j)], move + j * d, 1);
    }
}

std::vector<double> TwoLayers::at(const Matrix& points) const {
    const int m = points.columns(), most = std::clamp((1 << 16) / std::max(1, m), 8, 512);
    std::vector<double> f(std::size_t(m), 0.0);
    Matrix s(m, most);
    for (int first = 0; first < shape_.width; first += most) {
        const int count = std::min(most, shape_.width - first);
        project(points, weights_, first, count, s.data());
        shape_.activation.apply(s.all().first(std::size_t(m) * std::size_t(count)));
        cblas_dgemv(CblasColMajor, CblasNoTrans, m, count, scale_, s.data(), m, a_.data() + first, 1, 1.0, f.data(), 1);
    }
    return f;
}

Matrix TwoLayers::tangent(const Matrix& points) const {
    const int n = inputs_.columns(), m = points.columns(), most = 256;
    Matrix first_layer = Matrix::zero(m, n), last_layer = Matrix::zero(m, n), s(m, most), t(n, most);
    const auto add = [&](Matrix& k, int count) {
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, m, n, count, 1.0 / shape_.width, s.data(), m, t.data(), n,
                    1.0, k.data(), m);
    };
    const auto scaled = [&](Matrix& block, int first, int count) {
        for (int j = 0; j < count; ++j)
            cblas_dscal(block.rows(), a_[std::size_t(first + j)], block.column(j).data(), 1);
    };
    for (int first = 0; first < shape_.width; first += most) {
        const int count = std::min(most, shape_.width - first);
        if (shape_.layers != MovingLayers::last) {
            project(points, weights_, first, count, s.data());
            shape_.activation.apply_derivative(s.all().first(std::size_t(m) * std::size_t(count)));
            std::copy_n(slopes_.column(first).data(), std::size_t(n) * std::size_t(count), t.data());
            scaled(s, first, count);
            scaled(t, first, count);
            add(first_layer, count);
        }
        if (shape_.layers != MovingLayers::first) {
            project(points, weights_, first, count, s.data());
            shape_.activation.apply(s.all().first(std::size_t(m) * std::size_t(count)));
            std::copy_n(values_.column(first).data(), std::size_t(n) * std::size_t(count), t.data());
            add(last_layer, count);
        }
    }
    if (shape_.layers == MovingLayers::last) return last_layer;
    Matrix k = transpose_times(points, inputs_);
    for (std::size_t i = 0; i < k.size(); ++i)
        k.data()[i] = k.data()[i] / inputs_.rows() * first_layer.data()[i] + last_layer.data()[i];
    return k;
}

double TwoLayers::motion() const {
    const double d = shape_.dimension, first = shape_.layers != MovingLayers::last,
                 last = shape_.layers != MovingLayers::first;
    return std::sqrt((first * d * square(weights_.all(), start_.all()) + last * square(a_, a_start_)) /
                     (first * d * square(start_.all()) + last * square(a_start_)));
}

std::vector<double> TwoLayers::parameters() const {
    std::vector<double> all(weights_.all().begin(), weights_.all().end());
    for (double& x : all) x *= std::sqrt(double(shape_.dimension));
    all.insert(all.end(), a_.begin(), a_.end());
    return all;
}

void TwoLayers::set_parameters(std::span<const double> parameters) {
    for (std::size_t i = 0; i < weights_.size(); ++i)
        weights_.data()[i] = parameters[i] / std::sqrt(double(shape_.dimension));
    std::copy_n(parameters.begin() + std::ptrdiff_t(weights_.size()), a_.size(), a_.begin());
    forward();
}

}  // namespace lazyrisk
