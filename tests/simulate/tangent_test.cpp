// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/tangent_features.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "../nearly.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

constexpr TrainedLayers all_layers[] = {TrainedLayers::first, TrainedLayers::all};

Matrix points(int d, int n, std::uint64_t lane) {
    return on_sphere(d, n, std::sqrt(double(d)), Stream(3, 1, 1, Role::data, lane));
}

}  // namespace

TEST_SUITE("simulate/tangent") {
    TEST_CASE("[identity] Z Z^T without Z; a column is the derivative of a neuron by its weight") {
        const int d = 5, n = 9, m = 4, neurons = 6;
        const Matrix x = points(d, n, 0), y = points(d, m, 1),
                     w = on_sphere(d, neurons, 1, Stream(3, 1, 1, Role::features));
        for (const TrainedLayers layers : all_layers)
            for (const char* name : {"relu", "tanh", "gelu", "exp"}) {
                const NeuralTangent model{activation_named(name), d, layers};
                const Matrix zx = tangent_features(model, w, x), zy = tangent_features(model, w, y);
                const Matrix gram = tangent_gram(model, w, x), cross = tangent_cross(model, w, x, y);
                CHECK(zx.cols() == neurons * (d + (layers == TrainedLayers::all)));
                for (int i = 0; i < n; ++i) {
                    for (int j = 0; j <= i; ++j) {
                        double sum = 0;
                        for (int c = 0; c < zx.cols(); ++c) sum += zx(i, c) * zx(j, c);
                        CHECK(gram(i, j) == nearly(sum / neurons, 1e-13));
                    }
                    for (int j = 0; j < m; ++j) {
                        double sum = 0;
                        for (int c = 0; c < zx.cols(); ++c) sum += zx(i, c) * zy(j, c);
                        CHECK(cross(i, j) == nearly(sum / neurons, 1e-13));
                    }
                }
            }
        const NeuralTangent model{Tanh{}, d};
        const Matrix z = tangent_features(model, w, x);
        Matrix moved = w;
        const double h = 1e-5;
        moved(2, 3) += h;
        const auto neuron = [&](const Matrix& weights, int i) {
            double u = 0;
            for (int c = 0; c < d; ++c) u += weights(c, 3) * x(c, i);
            return std::tanh(u);
        };
        for (int i = 0; i < n; ++i)
            CHECK(z(i, 3 * d + 2) * std::sqrt(double(d)) == nearly((neuron(moved, i) - neuron(w, i)) / h, 1e-3));
    }

    TEST_CASE(
        "[reference] the kernel of relu: t (pi - angle)/(2 pi), with the output layer plus the arc-cosine kernel of "
        "order 1") {
        // Cho and Saul, Advances in Neural Information Processing Systems 22 (2009), equations (3)-(6)
        const int d = 7, n = 12;
        const Matrix x = points(d, n, 0);
        for (const TrainedLayers layers : all_layers) {
            const Realization r = realize(NeuralTangent{relu(), d, layers}, Target<>{{{1, 1.0}}, 0}, infinite<>);
            const Matrix k = r.gram(x);
            for (int i = 0; i < n; ++i)
                for (int j = 0; j <= i; ++j) {
                    double t = 0;
                    for (int c = 0; c < d; ++c) t += x(c, i) * x(c, j) / d;
                    const double angle = std::acos(std::min(1.0, t)), pi = std::numbers::pi;
                    double expected = t * (pi - angle) / (2 * pi);
                    if (layers == TrainedLayers::all) expected += (std::sin(angle) + (pi - angle) * t) / (2 * pi);
                    CHECK(k(i, j) == nearly(expected, 1e-7));
                }
        }
    }

    TEST_CASE("[simulation] many neurons see the kernel") {
        const int d = 6, n = 5, neurons = 100000;
        const Matrix x = points(d, n, 0), w = on_sphere(d, neurons, 1, Stream(3, 1, 1, Role::features));
        for (const TrainedLayers layers : all_layers)
            for (const char* name : {"relu", "tanh", "swish"}) {
                const NeuralTangent model{activation_named(name), d, layers};
                const Matrix drawn = tangent_gram(model, w, x),
                             kernel = realize(model, Target<>{{{1, 1.0}}, 0}, infinite<>).gram(x);
                for (int i = 0; i < n; ++i)
                    for (int j = 0; j <= i; ++j) CHECK(std::abs(drawn(i, j) - kernel(i, j)) < 0.01);
            }
    }

    TEST_CASE("[simulation] theory against simulation, more and fewer features than samples, both layers") {
        const Target<> target{{{0, 0.1}, {1, 0.4}, {2, 0.3}, {3, 0.15}, {4, 0.05}}, 0};
        for (const TrainedLayers layers : all_layers)
            for (const char* name : {"relu", "tanh"})
                for (const double neurons : {10.0, 40.0, 80.0, infinite<>}) {
                    const Problem<NeuralTangent> p{.model = {activation_named(name), 20, layers},
                                                   .target = target,
                                                   .samples = 400,
                                                   .width = neurons,
                                                   .ridge = Ridge<>::total(1e-3),
                                                   .noise_variance = 0.1};
                    const Risk<> theory = risk(p);
                    const Measurement seen = simulate(p, {.trials = 12, .seed = 5, .test_points = 1500});
                    CAPTURE(name);
                    CAPTURE(neurons);
                    CAPTURE(theory.test_error);
                    CAPTURE(seen.test_error.mean);
                    CHECK(std::abs(seen.test_error.mean - theory.test_error) <
                          4 * seen.test_error.standard_error + 0.02 * theory.test_error);
                    CHECK(std::abs(seen.variance.mean - theory.variance) <
                          4 * seen.variance.standard_error + 0.02 * theory.variance);
                    CHECK(std::abs(seen.train_error.mean - theory.train_error) <
                          4 * seen.train_error.standard_error + 0.03 * theory.train_error);
                    CHECK(std::abs(seen.weight_norm.mean - theory.weight_norm) <
                          4 * seen.weight_norm.standard_error + 0.02 * theory.weight_norm);
                }
    }

    TEST_CASE("[identity] fitted by features or by their kernel: one answer") {
        const Target<> target{{{1, 1.0}, {2, 0.5}}, 0};
        const NeuralTangent model{Tanh{}, 5, TrainedLayers::all};
        Realization by_kernel = realize(model, target, 20), by_features = by_kernel;
        by_features.drawn_kernel = {};
        for (const double ridge : {0.0, 1e-3}) {
            const Fit fit{60, 20, Ridge<>::total(ridge), 0.1, 2, 5};
            const Simulation few{.trials = 2, .seed = 1, .test_points = 100};
            const Measurement a = simulate(by_kernel, fit, few), b = simulate(by_features, fit, few);
            CHECK(a.test_error.mean == nearly(b.test_error.mean, 1e-7));
            CHECK(a.train_error.mean == nearly(b.train_error.mean, 1e-7));
            CHECK(a.weight_norm.mean == nearly(b.weight_norm.mean, 1e-6));
        }
    }

    TEST_CASE("[error] no derivative, no dimension") {
        const Target<> target{{{1, 1.0}}, 0};
        CHECK_THROWS_AS(realize(NeuralTangent{step(), 10}, target, 5), NotCovered);
        CHECK_THROWS_AS(realize(NeuralTangent{sign(), 10}, target, infinite<>), NotCovered);
        CHECK_THROWS_AS(realize(NeuralTangent{relu()}, target, 5), DomainError);
    }
}
