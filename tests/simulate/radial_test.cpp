// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/simulate/radial_sum.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

constexpr LengthLaw sphere = LengthLaw::sphere, gaussian = LengthLaw::gaussian;

/// Theory within the error of the simulation, or within `tolerance` of it.
template <class Model>
void check_lengths(const Problem<Model>& p, int trials, double tolerance) {
    const Risk<> theory = risk(p);
    const Measurement seen = simulate(p, {.trials = trials, .seed = 5, .test_points = 1000});
    const auto close = [&](const char* what, double expected, const Estimate& e) {
        CAPTURE(what);
        CAPTURE(expected);
        CAPTURE(e.mean);
        CAPTURE(e.standard_error);
        CHECK(std::abs(e.mean - expected) < 3.5 * e.standard_error + tolerance * expected);
    };
    close("test error", theory.test_error, seen.test_error);
    close("training error", theory.train_error, seen.train_error);
    close("bias", theory.bias, seen.bias);
    close("variance", theory.variance, seen.variance);
    close("weight norm", theory.weight_norm, seen.weight_norm);
}

/// Points of two lengths.
Matrix two_lengths(int d) {
    Matrix x(d, 3);
    Draw{1, 2, 3}.stream(Role::data).normals(entries(x));
    x.col(1) *= 1.4;
    return x;
}

}  // namespace

TEST_SUITE("simulate/radial") {
    TEST_CASE("[identity] the kernel of x^2 between inputs of any length, by both laws of the weights") {
        const int d = 7;
        const Matrix x = two_lengths(d);
        for (const LengthLaw weights : {sphere, gaussian}) {
            const Realization world =
                realize(RadialKernel{{d, gaussian, weights}, activation_named("square")}, Target<>{});
            const Matrix k = world.kernel(x, x), gram = world.gram(x);
            for (int i = 0; i < 3; ++i)
                for (int j = 0; j <= i; ++j) {
                    const double products =
                        x.col(i).squaredNorm() * x.col(j).squaredNorm() + 2 * std::pow(x.col(i).dot(x.col(j)), 2);
                    const double expected = products / (weights == sphere ? d * (d + 2.0) : double(d) * d);
                    CHECK(k(i, j) == nearly(expected, 1e-12));
                    CHECK(gram(i, j) == nearly(expected, 1e-12));
                }
        }
    }

    TEST_CASE("[identity] relu by its closed form, tanh and its tangent by the amplitudes of the theory") {
        const int d = 9;
        const Matrix x = two_lengths(d);
        const auto cosine = [&](int i, int j) { return x.col(i).dot(x.col(j)) / (x.col(i).norm() * x.col(j).norm()); };
        const Matrix relu_kernel = realize(RadialKernel{{d}, relu()}, Target<>{}).kernel(x, x);
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < i; ++j) {
                const double t = cosine(i, j), pi = std::acos(-1.0);
                const double expected =
                    x.col(i).norm() * x.col(j).norm() / d * (std::sqrt(1 - t * t) + (pi - std::acos(t)) * t) / (2 * pi);
                CHECK(relu_kernel(i, j) == nearly(expected, 1e-12));
            }
        const Activation s = activation_named("tanh"), slope = activation_named("1-tanh(x)^2");
        const auto by_amplitudes = [&](const Activation& f, int i, int j) {
            const auto at = [&](int c) { return decompose_stretched(f, x.col(c).norm() / std::sqrt(d), d, 120).value; };
            const auto a = at(i), b = at(j);
            const double t = cosine(i, j);
            double before = 0, now = 1, sum = 0;
            for (int k = 0; k <= 120; ++k) {
                sum += double(a[std::size_t(k)] * b[std::size_t(k)]) * now;
                const double next = k == 0 ? t : ((2 * k + d - 2) * t * now - k * before) / (k + d - 2);
                before = now;
                now = next;
            }
            return sum;
        };
        const Matrix values = realize(RadialKernel{{d}, s}, Target<>{}).kernel(x, x);
        const Matrix tangent = realize(RadialTangent{{d}, s, TrainedLayers::all}, Target<>{}, infinite<>).kernel(x, x);
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < i; ++j) {
                CHECK(values(i, j) == nearly(by_amplitudes(s, i, j), 1e-12, 1e-13));
                CHECK(tangent(i, j) ==
                      nearly(x.col(i).dot(x.col(j)) / d * by_amplitudes(slope, i, j) + by_amplitudes(s, i, j), 1e-12,
                             1e-13));
            }
    }

    TEST_CASE("[simulation] targets have the energies asked for, and the part of the length") {
        const Realization world = realize(RadialKernel{{6}, relu()}, {{{0, 0.25}, {1, 0.5}, {2, 0.75}, {4, 0.5}}, 0});
        const Draw draw{3, 4, 5};
        const Matrix x = world.inputs(0, 40000, draw.stream(Role::test));
        const std::vector<double> f = world.target(draw)(x);
        Accumulator squares, values, lengths;
        for (std::size_t i = 0; i < f.size(); ++i) {
            squares.add(f[i] * f[i]), values.add(f[i]);
            lengths.add(f[i] * (x.col(Eigen::Index(i)).squaredNorm() - 6) / std::sqrt(12.0));
        }
        CHECK(std::abs(squares.estimate().mean - 2) < 4 * squares.estimate().standard_error);
        CHECK(std::abs(std::abs(values.estimate().mean) - 0.5) < 4 * values.estimate().standard_error);
        // one of the 21 polynomials of degree 2
        CHECK(std::abs(std::abs(lengths.estimate().mean) - std::sqrt(0.75 / 21)) <
              4 * lengths.estimate().standard_error);
    }

    TEST_CASE("[simulation] kernels, features and tangents on Gaussian inputs agree with the theory") {
        check_lengths(Problem<RadialKernel>{.model = {{15}, relu()},
                                            .target = {{{1, 0.5}, {2, 0.3}, {3, 0.2}}, 0},
                                            .samples = 100,
                                            .width = infinite<>,
                                            .noise_variance = 0.1},
                      200, 0.01);
        check_lengths(Problem<RadialKernel>{.model = {{15}, DotProduct{GaussianKernel{1}, 15}},
                                            .target = {{{1, 0.5}, {2, 0.5}}, 0},
                                            .samples = 100,
                                            .width = infinite<>,
                                            .ridge = Ridge<>{1e-2},
                                            .noise_variance = 0.1},
                      200, 0.01);
        check_lengths(Problem<RadialTangent>{.model = {{15}, relu(), TrainedLayers::all},
                                             .target = {{{1, 0.5}, {2, 0.5}}, 0},
                                             .samples = 100,
                                             .width = infinite<>,
                                             .noise_variance = 0.1},
                      200, 0.01);
        for (const LengthLaw weights : {sphere, gaussian})
            check_lengths(Problem<RadialFeatures>{.model = {{15, gaussian, weights}, activation_named("tanh")},
                                                  .target = {{{1, 0.5}, {3, 0.5}}, 0},
                                                  .samples = 100,
                                                  .width = 150,
                                                  .ridge = Ridge<>{1e-2},
                                                  .noise_variance = 0.1},
                          200, 0.02);
    }

    TEST_CASE("[error] what is not drawn") {
        CHECK_THROWS_AS(realize(RadialTangent{{9}, relu()}, Target<>{}, 10), NotCovered);
        CHECK_THROWS_AS(realize(RadialKernel{{9}, activation_named("max(x-1,0)")}, Target<>{}), NotCovered);
        CHECK_THROWS_AS(realize(RadialKernel{{9}, relu()}, {{}, 0.1}).target({}), NotCovered);
        CHECK_THROWS_AS(realize(RadialKernel{{9}, relu()}, {{{Mode(1, 1), 1.0}}, 0}).target({}), DomainError);
    }
}
