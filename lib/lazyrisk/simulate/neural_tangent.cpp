// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Neural tangents: a network linearised at its initial weights, and its kernel.
#include <cmath>
#include <memory>
#include <span>

#include "lazyrisk/simulate/dual_kernel.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/simulate/tangent_features.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

// names of the draws: the layers share theirs
enum Kind : std::uint64_t { tangent_features_drawn = 3, tangent_kernel_drawn = 4 };

/// s or s' of <x_i, w_j>: [n x N].
Matrix neurons(const NeuralTangent& model, DualOf of, const Matrix& weights, const Matrix& points) {
    Matrix u = transpose_times(points, weights);
    if (of == DualOf::value)
        model.activation.apply(std::span<double>(u.all()));
    else
        model.activation.apply_derivative(std::span<double>(u.all()));
    return u;
}

Matrix transposed(const Matrix& a) {
    Matrix t(a.columns(), a.rows());
    for (int j = 0; j < a.columns(); ++j)
        for (int i = 0; i < a.rows(); ++i) t(j, i) = a(i, j);
    return t;
}

void require_derivative(const Activation& activation) {
    for (const double c : activation.kinks()) {
        const double h = 1e-9 * std::max(1.0, std::abs(c)), above = activation(c + h), below = activation(c - h);
        if (std::abs(above - below) > 1e-5 * (1 + std::abs(above) + std::abs(below)))
            throw NotCovered(
                activation.name() + " jumps at " + to_text(c) +
                ": it has no derivative to train; use --model random-features, or a continuous activation");
    }
}

/// t E s's' (+ E ss).
Realization realize_kernel(const NeuralTangent& model, const Target<>& target) {
    Realization r = on_the_sphere(model.dimension, target, tangent_kernel_drawn);
    const auto slope = std::make_shared<const DualKernel>(model.activation, r.dimension, DualOf::derivative);
    if (model.layers == TrainedLayers::first) {
        use_kernel(
            r,
            [slope](std::span<double> t) {
                for (double& x : t) x *= (*slope)(x);
            },
            slope->diagonal());
    } else {
        const auto value = std::make_shared<const DualKernel>(model.activation, r.dimension);
        use_kernel(
            r,
            [slope, value](std::span<double> t) {
                for (double& x : t) x = x * (*slope)(x) + (*value)(x);
            },
            slope->diagonal() + value->diagonal());
    }
    return r;
}

}  // namespace

Matrix tangent_features(const NeuralTangent& model, const Matrix& weights, const Matrix& points) {
    const int d = points.rows(), n = points.columns(), count = weights.columns();
    const bool both = model.layers == TrainedLayers::all;
    const Matrix slope = neurons(model, DualOf::derivative, weights, points);
    const Matrix value = both ? neurons(model, DualOf::value, weights, points) : Matrix();
    const double scale = 1 / std::sqrt(double(d));
    const Matrix x = transposed(points);
    Matrix z(n, count * (d + both));
    for (int j = 0, column = 0; j < count; ++j) {
        for (int c = 0; c < d; ++c, ++column)
            for (int i = 0; i < n; ++i) z(i, column) = scale * x(i, c) * slope(i, j);
        if (!both) continue;
        for (int i = 0; i < n; ++i) z(i, column) = value(i, j);
        ++column;
    }
    return z;
}

Matrix tangent_gram(const NeuralTangent& model, const Matrix& weights, const Matrix& points) {
    Matrix k = lower_gram(points, 1.0 / points.rows());
    const auto each = [&k](const Matrix& g, auto&& f) {
        for (int j = 0; j < k.columns(); ++j)
            for (int i = j; i < k.rows(); ++i) f(k(i, j), g(i, j));
    };
    const double scale = 1.0 / weights.columns();
    each(lower_outer_gram(neurons(model, DualOf::derivative, weights, points), scale),
         [](double& a, double b) { a *= b; });
    if (model.layers == TrainedLayers::all)
        each(lower_outer_gram(neurons(model, DualOf::value, weights, points), scale),
             [](double& a, double b) { a += b; });
    return k;
}

Matrix tangent_cross(const NeuralTangent& model, const Matrix& weights, const Matrix& points, const Matrix& others) {
    Matrix k = transpose_times(points, others);
    const auto product = [&](DualOf of) {
        return times(neurons(model, of, weights, points), transposed(neurons(model, of, weights, others)));
    };
    const Matrix slopes = product(DualOf::derivative);
    for (std::size_t i = 0; i < k.size(); ++i)
        k.data()[i] *= slopes.data()[i] / (double(points.rows()) * weights.columns());
    if (model.layers == TrainedLayers::first) return k;
    const Matrix values = product(DualOf::value);
    for (std::size_t i = 0; i < k.size(); ++i) k.data()[i] += values.data()[i] / weights.columns();
    return k;
}

Realization realize(const NeuralTangent& model, const Target<>& target, double width) {
    require_derivative(model.activation);
    if (is_infinite(width)) return realize_kernel(model, target);
    Realization r = on_the_sphere(model.dimension, target, tangent_features_drawn);
    r.features_per_neuron = r.dimension + (model.layers == TrainedLayers::all ? 1 : 0);
    const auto drawn = [d = r.dimension](int first, int count, const Stream& stream) {
        return std::make_shared<const Matrix>(on_sphere(d, first, count, 1, stream));
    };
    r.features = [=](int first, int count, const Stream& stream) -> FeatureMap {
        return [model, weights = drawn(first, count, stream)](const Matrix& x) {
            return tangent_features(model, *weights, x);
        };
    };
    r.drawn_kernel = [=](int count, const Stream& stream) -> DrawnKernel {
        const auto weights = drawn(0, count, stream);
        return {[=](const Matrix& x) { return tangent_gram(model, *weights, x); },
                [=](const Matrix& x, const Matrix& y) { return tangent_cross(model, *weights, x, y); }};
    };
    return r;
}

}  // namespace lazyrisk
