// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/realize.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <memory>
#include <span>

#include "lazyrisk/simulate/features.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/simulate/target.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

int drawn_dimension(double dimension) {
    if (!(dimension >= 2) || dimension != std::round(dimension) || dimension > std::numeric_limits<int>::max())
        throw DomainError("dim", dimension, "a simulation needs a finite dimension, a whole number from 2 on");
    return int(dimension);
}

Realization on_the_sphere(double dimension, const Target<>& target, Kind kind) {
    Realization r;
    const int d = r.dimension = drawn_dimension(dimension);
    r.kind = std::uint64_t(kind);
    r.sphere = r.isotropic = true;
    r.inputs = [d](int first, int count, const Stream& stream) {
        return on_sphere(d, first, count, std::sqrt(double(d)), stream);
    };
    r.target = [d, target](const Draw& draw) -> InputFunction {
        return [f = std::make_shared<const DrawnTarget>(target, d, draw)](const MatrixView& x) { return (*f)(x); };
    };
    return r;
}

void use_neuron_target(Realization& r, const Activation& neuron) {
    if (!r.isotropic)
        throw NotCovered(
            "a target of a single neuron is drawn for inputs on the sphere, or Gaussian ones, alone; give `energy`");
    r.target = [d = r.dimension, neuron](const Draw& draw) -> InputFunction {
        return [f = std::make_shared<const DrawnNeuron>(neuron, d, draw)](const MatrixView& x) { return (*f)(x); };
    };
}

namespace {

/// By the signs of normals of the same stream, far beyond those that inputs are made of.
std::vector<double> drawn_classes(int first, int count, const Stream& stream) {
    constexpr std::uint64_t beyond = 1ull << 62;
    std::vector<double> z(std::size_t(count), 0.0);
    stream.normals(z, beyond + std::uint64_t(first));
    for (double& c : z) c = c > 0 ? 1 : -1;
    return z;
}

}  // namespace

void use_mixture(Realization& r, double separation, double field_variance) {
    if (!r.sphere) throw NotCovered("the classes of a mixture are drawn for inputs on the sphere alone");
    const double shift = std::sqrt(separation), radius = std::sqrt(double(r.dimension));
    r.kind = mixed(r.kind, std::bit_cast<std::uint64_t>(separation));
    r.classes = drawn_classes;
    r.inputs = [=, plain = r.inputs](int first, int count, const Stream& stream) {
        Matrix x = plain(first, count, stream);
        const std::vector<double> y = drawn_classes(first, count, stream);
        for (Eigen::Index j = 0; j < x.cols(); ++j) {
            x(0, j) += shift * y[std::size_t(j)];
            x.col(j) *= radius / x.col(j).norm();
        }
        return x;
    };
    r.target = [sd = std::sqrt(field_variance)](const Draw&) -> InputFunction {
        return [sd](const MatrixView& x) {
            std::vector<double> s(std::size_t(x.cols()));
            for (Eigen::Index j = 0; j < x.cols(); ++j) s[std::size_t(j)] = sd * x(0, j);
            return s;
        };
    };
}

void use_features(Realization& r, const Activation& activation) {
    r.features = [activation, d = r.dimension](int first, int neurons, const Stream& stream) -> FeatureMap {
        const auto weights = std::make_shared<const Matrix>(on_sphere(d, first, neurons, 1, stream));
        return [=](const MatrixView& x) { return features(activation, *weights, x); };
    };
}

void use_kernel(Realization& r, std::function<void(std::span<double>)> h, double diagonal) {
    const double inverse_d = 1.0 / r.dimension;
    r.gram = [=](const MatrixView& x) {
        Matrix k = lower_gram(x, inverse_d);
        for (Eigen::Index j = 0; j < k.cols(); ++j) h(entries(k, j, 1).subspan(std::size_t(j)));
        k.diagonal().setConstant(diagonal);
        return k;
    };
    r.kernel = [=](const MatrixView& x, const MatrixView& y) {
        Matrix k = inverse_d * x.transpose() * y;
        h(entries(k));
        return k;
    };
}

}  // namespace lazyrisk
