// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Neural tangents: a network linearised at its initial weights, and its kernel.
#include <cmath>
#include <memory>
#include <span>

#include "lazyrisk/simulate/dual_kernel.hpp"
#include "lazyrisk/simulate/kinds.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/simulate/tangent_features.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

// names of the draws: the layers share theirs
/// s or s' of <x_i, w_j>: [n x N].
Matrix neurons(const NeuralTangent& model, DualOf of, const MatrixView& weights, const MatrixView& points) {
    Matrix u = points.transpose() * weights;
    if (of == DualOf::value)
        model.activation.apply(entries(u));
    else
        model.activation.apply_derivative(entries(u));
    return u;
}

void require_derivative(const Activation& activation) {
    for (const double c : activation.kinks()) {
        const double h = 1e-9 * std::max(1.0, std::abs(c)), above = activation(c + h), below = activation(c - h);
        if (std::abs(above - below) > 1e-5 * (1 + std::abs(above) + std::abs(below)))
            throw NotCovered(
                activation.name() + " jumps at " + to_text(c) +
                ": it has no derivative to train; use `model = random-features`, or a continuous activation");
    }
}

/// t E s's' (+ E ss).
Realization realize_kernel(const NeuralTangent& model, const Target<>& target) {
    Realization r = on_the_sphere(model.dimension, target, Kind::tangent_kernel);
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

Matrix tangent_features(const NeuralTangent& model, const MatrixView& weights, const MatrixView& points) {
    const Eigen::Index d = points.rows(), n = points.cols(), count = weights.cols();
    const bool both = model.layers == TrainedLayers::all;
    const Matrix slope = neurons(model, DualOf::derivative, weights, points);
    const Matrix value = both ? neurons(model, DualOf::value, weights, points) : Matrix();
    const Matrix x = points.transpose() / std::sqrt(double(d));
    Matrix z(n, count * (d + both));
    for (Eigen::Index j = 0, column = 0; j < count; ++j) {
        for (Eigen::Index c = 0; c < d; ++c, ++column) z.col(column) = x.col(c).cwiseProduct(slope.col(j));
        if (both) z.col(column++) = value.col(j);
    }
    return z;
}

Matrix tangent_gram(const NeuralTangent& model, const MatrixView& weights, const MatrixView& points) {
    Matrix k = lower_gram(points, 1.0 / double(points.rows()));
    const auto neuron_gram = [&](DualOf of) {
        return lower_outer_gram(neurons(model, of, weights, points), 1.0 / double(weights.cols()));
    };
    k.triangularView<Eigen::Lower>() = k.cwiseProduct(neuron_gram(DualOf::derivative));
    if (model.layers == TrainedLayers::all) k.triangularView<Eigen::Lower>() += neuron_gram(DualOf::value);
    return k;
}

Matrix tangent_cross(const NeuralTangent& model, const MatrixView& weights, const MatrixView& points,
                     const MatrixView& others) {
    const auto product = [&](DualOf of) -> Matrix {
        return neurons(model, of, weights, points) * neurons(model, of, weights, others).transpose();
    };
    const double width = double(weights.cols());
    Matrix k = points.transpose() * others;
    k.array() *= product(DualOf::derivative).array() / (double(points.rows()) * width);
    if (model.layers == TrainedLayers::all) k += product(DualOf::value) / width;
    return k;
}

Realization realize(const NeuralTangent& model, const Target<>& target, double width) {
    require_derivative(model.activation);
    if (is_infinite(width)) return realize_kernel(model, target);
    Realization r = on_the_sphere(model.dimension, target, Kind::tangent_features);
    r.features_per_neuron = r.dimension + (model.layers == TrainedLayers::all ? 1 : 0);
    const auto drawn = [d = r.dimension](int first, int count, const Stream& stream) {
        return std::make_shared<const Matrix>(on_sphere(d, first, count, 1, stream));
    };
    r.features = [=](int first, int count, const Stream& stream) -> FeatureMap {
        return [model, weights = drawn(first, count, stream)](const MatrixView& x) {
            return tangent_features(model, *weights, x);
        };
    };
    r.drawn_kernel = [=](int count, const Stream& stream) -> DrawnKernel {
        const auto weights = drawn(0, count, stream);
        return {[=](const MatrixView& x) { return tangent_gram(model, *weights, x); },
                [=](const MatrixView& x, const MatrixView& y) { return tangent_cross(model, *weights, x, y); }};
    };
    return r;
}

}  // namespace lazyrisk
