// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Kernels of layers as formulas (18.2)-(18.6) say, on arrays over all pairs of pixels: simple, slow.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <variant>
#include <vector>

#include "lazyrisk/architecture/architecture.hpp"
#include "lazyrisk/data/image_shape.hpp"
#include "lazyrisk/linear/matrix.hpp"

namespace slow_reference {

struct Kernels {
    double nngp, ntk;
};

/// S and T over pairs (p, q).
class Pairs {
public:
    Pairs(const lazyrisk::Matrix& x, const lazyrisk::Matrix& z, const lazyrisk::ImageShape& shape)
        : height_(shape.height), width_(shape.width), s(pixels() * pixels(), 0), t(s) {
        for (int p = 0; p < int(pixels()); ++p)
            for (int q = 0; q < int(pixels()); ++q)
                for (int c = 0; c < shape.channels; ++c)
                    s[at(p, q)] += x(c * int(pixels()) + p, 0) * z(c * int(pixels()) + q, 0);
    }

    int height_, width_;
    std::vector<double> s, t;

    [[nodiscard]] std::size_t pixels() const { return std::size_t(height_) * std::size_t(width_); }
    [[nodiscard]] std::size_t at(int p, int q) const { return std::size_t(p) * pixels() + std::size_t(q); }
    [[nodiscard]] bool inside(int i, int j) const { return i >= 0 && j >= 0 && i < height_ && j < width_; }

    void convolve(int filter) {
        s = mean_over(s, filter);
        t = mean_over(t, filter);
        for (std::size_t i = 0; i < s.size(); ++i) t[i] += s[i];
    }
    /// Means over windows of p and of q, each by itself.
    void average(int height, int width, int window, int stride, int before) {
        Pairs result = *this;
        result.height_ = height;
        result.width_ = width;
        result.s.assign(result.pixels() * result.pixels(), 0);
        result.t = result.s;
        const double weight = 1.0 / (double(window) * window * window * window);
        for (int p = 0; p < int(result.pixels()); ++p)
            for (int q = 0; q < int(result.pixels()); ++q)
                for (int a = 0; a < window * window; ++a)
                    for (int b = 0; b < window * window; ++b) {
                        const int i = p / width * stride + a / window - before,
                                  j = p % width * stride + a % window - before;
                        const int k = q / width * stride + b / window - before,
                                  l = q % width * stride + b % window - before;
                        if (!inside(i, j) || !inside(k, l)) continue;
                        result.s[result.at(p, q)] += weight * s[at(i * width_ + j, k * width_ + l)];
                        result.t[result.at(p, q)] += weight * t[at(i * width_ + j, k * width_ + l)];
                    }
        *this = result;
    }
    [[nodiscard]] double mean(const std::vector<double>& values, bool global) const {
        double sum = 0;
        for (int p = 0; p < int(pixels()); ++p)
            for (int q = 0; q < int(pixels()); ++q)
                if (global || p == q) sum += values[at(p, q)];
        return sum / (global ? double(pixels()) * double(pixels()) : double(pixels()));
    }

private:
    [[nodiscard]] std::vector<double> mean_over(const std::vector<double>& from, int filter) const {
        std::vector<double> to(from.size(), 0);
        const int r = filter / 2;
        for (int p = 0; p < int(pixels()); ++p)
            for (int q = 0; q < int(pixels()); ++q)
                for (int a = -r; a <= r; ++a)
                    for (int b = -r; b <= r; ++b) {
                        const int i = p / width_ + a, j = p % width_ + b, k = q / width_ + a, l = q % width_ + b;
                        if (inside(i, j) && inside(k, l))
                            to[at(p, q)] += from[at(i * width_ + j, k * width_ + l)] / (double(filter) * filter);
                    }
        return to;
    }
};

/// x with x, z with z and x with z, layer by layer.
struct Three {
    Pairs xx, zz, xz;

    template <class Change>
    void each(const Change& change) {
        change(xx), change(zz), change(xz);
    }
    /// unit(c) gives value and slope at correlation c.
    template <class Unit>
    void activate(const Unit& unit) {
        std::vector<double> vx, vz;
        for (int p = 0; p < int(xx.pixels()); ++p) {
            vx.push_back(xx.s[xx.at(p, p)]);
            vz.push_back(zz.s[zz.at(p, p)]);
        }
        const auto apply = [&](Pairs& pairs, const std::vector<double>& left, const std::vector<double>& right) {
            for (std::size_t p = 0; p < left.size(); ++p)
                for (std::size_t q = 0; q < right.size(); ++q) {
                    const std::size_t i = pairs.at(int(p), int(q));
                    const double size = std::sqrt(left[p] * right[q]);
                    double c = size > 0 ? std::clamp(pairs.s[i] / size, -1.0, 1.0) : 0;
                    if (1 - std::abs(c) < 1e-14) c = std::copysign(1.0, c);
                    const auto [value, slope] = unit(c);
                    pairs.s[i] = size * value;
                    pairs.t[i] *= slope;
                }
        };
        apply(xx, vx, vx), apply(zz, vz, vz), apply(xz, vx, vz);
    }
};

struct Unit {
    double value, slope;
};
/// Slopes 1 above 0 and `left` below, scaled to keep the variance.
inline Unit leaky(double c, double left) {
    const double angle = std::acos(c), pi = std::numbers::pi;
    const double same = (std::sin(angle) + (pi - angle) * c) / (2 * pi);  // E max(u,0) max(v,0)
    const double other = (std::sin(angle) - angle * c) / (2 * pi);        // E max(u,0) max(-v,0)
    const double size = (1 + left * left) / 2;
    return {((1 + left * left) * same - 2 * left * other) / size,
            ((1 + left * left) * (pi - angle) / (2 * pi) + 2 * left * angle / (2 * pi)) / size};
}

inline Kernels kernels(const lazyrisk::Architecture& architecture, const lazyrisk::Matrix& x, const lazyrisk::Matrix& z,
                       const lazyrisk::ImageShape& shape) {
    using namespace lazyrisk;
    Three all{{x, x, shape}, {z, z, shape}, {x, z, shape}};
    for (const ArchitectureLayer& layer : architecture.layers) {
        if (const auto* conv = std::get_if<ConvolutionLayer>(&layer))
            all.each([&](Pairs& one) { one.convolve(conv->filter); });
        if (const auto* pool = std::get_if<PoolLayer>(&layer))
            all.each([&](Pairs& one) {
                one.average(one.height_ / pool->size, one.width_ / pool->size, pool->size, pool->size, 0);
            });
        if (const auto* blur = std::get_if<BlurLayer>(&layer))
            all.each([&](Pairs& one) { one.average(one.height_, one.width_, 2 * blur->radius + 1, 1, blur->radius); });
        if (const auto* act = std::get_if<ActivationLayer>(&layer))
            all.activate([&](double c) { return leaky(c, act->name == "leaky-relu(0.3)" ? 0.3 : 0); });
        if (const auto* e = std::get_if<ExponentialLayer>(&layer))
            all.activate([&](double c) { return Unit{std::exp(e->gamma * (c - 1)), 0}; });
        if (std::holds_alternative<DenseLayer>(layer)) all.each([&](Pairs& one) { one.convolve(1); });
        if (std::holds_alternative<FlatLayer>(layer) || std::holds_alternative<GlobalPoolLayer>(layer)) {
            const bool global = std::holds_alternative<GlobalPoolLayer>(layer);
            all.each([&](Pairs& one) {
                const double s = one.mean(one.s, global), t = one.mean(one.t, global);
                one.height_ = one.width_ = 1;
                one.s = {s}, one.t = {t};
            });
        }
    }
    return {all.xz.s[0], all.xz.s[0] + all.xz.t[0]};
}

}  // namespace slow_reference
