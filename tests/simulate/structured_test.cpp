// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "structured.hpp"

#include <doctest/doctest.h>

#include "../nearly.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/simulate/target.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

/// Theory within the error of the simulation, or within `tolerance` of it.
template <class Model>
void check_agreement(const Problem<Model>& p, int trials, double tolerance) {
    const Risk<> theory = risk(p);
    const Measurement seen = simulate(p, {.trials = trials, .seed = 11, .test_points = 1000});
    const auto close = [&](const char* what, double expected, const Estimate& e) {
        CAPTURE(what);
        CAPTURE(expected);
        CAPTURE(e.mean);
        CAPTURE(e.standard_error);
        CHECK(std::abs(e.mean - expected) < 3 * e.standard_error + tolerance * expected);
    };
    close("test error", theory.test_error, seen.test_error);
    close("training error", theory.train_error, seen.train_error);
    close("bias", theory.bias, seen.bias);
    close("variance", theory.variance, seen.variance);
    close("weight norm", theory.weight_norm, seen.weight_norm);
}

/// E f^2 and E f over fresh inputs, against the energies; f is random, its norm is not.
void check_energy(const Realization& world, double energy, double squared_mean) {
    constexpr int points = 20000;
    const Draw draw{3, 4, 5};
    const std::vector<double> f = world.target(draw)(world.inputs(0, points, draw.stream(Role::test)));
    Accumulator squares, values;
    for (const double x : f) squares.add(x * x), values.add(x);
    CHECK(std::abs(squares.estimate().mean - energy) < 4 * squares.estimate().standard_error + 1e-12);
    CHECK(std::abs(std::abs(values.estimate().mean) - std::sqrt(squared_mean)) <
          4 * values.estimate().standard_error + 1e-12);
}

}  // namespace

TEST_SUITE("simulate/structured") {
    TEST_CASE("[identity] inputs and targets: lengths, signs, energies, invariance") {
        const SpikedInputs inputs{20, 6, 5};
        const Realization spiked =
            realize(SpikedKernel{inputs, relu()}, {{{0, 0.25}, {1, 0.5}, {Mode(2, 1), 0.75}, {Mode(0, 2), 0.5}}, 0});
        const Matrix x = spiked.inputs(0, 50, Draw{}.stream(Role::data));
        for (int j = 0; j < 50; ++j) {
            double signal = 0, all = 0;
            for (int i = 0; i < 20; ++i) all += x(i, j) * x(i, j), signal += i < 6 ? x(i, j) * x(i, j) : 0;
            CHECK(all == nearly(20, 1e-13));
            CHECK(signal / 6 / ((all - signal) / 14) == nearly(5, 1e-13));  // the variance ratio
        }
        check_energy(spiked, 2, 0.25);

        const Convolution local{24, 8, 3, relu()};
        check_energy(realize(local, {{{0, 0.5}, {1, 1}, {2, 0.5}, {Mode(3, 2, 5), 1}, {Mode(2, 1, 12), 0.5}}, 0}), 3.5,
                     0.5);
        check_energy(realize(Convolution{24, 24, 1, relu()}, {{{3, 1}, {12, 1}}, 0}), 2, 0);

        const Realization invariant = realize(InvariantKernel{relu(), 7}, {{{1, 0.5}, {2, 1}, {3, 0.5}}, 0});
        check_energy(invariant, 2, 0);
        const Draw draw{1, 2, 3};
        const InputFunction f = invariant.target(draw);
        const Matrix y = invariant.inputs(0, 10, draw.stream(Role::data));
        Matrix turned(7, 10);
        for (int j = 0; j < 10; ++j)
            for (int i = 0; i < 7; ++i) turned((i + 3) % 7, j) = y(i, j);
        for (int j = 0; j < 10; ++j) CHECK(f(y)[std::size_t(j)] == nearly(f(turned)[std::size_t(j)], 1e-10));
        const Matrix k = invariant.kernel(y, y), t = invariant.kernel(turned, y);
        CHECK((k - t).cwiseAbs().maxCoeff() < 1e-7);  // the diagonal is steep
    }

    TEST_CASE(
        "[agreement] the kernel of patches between drawn signals, sum by sum (11.8): every window, those that meet "
        "themselves too") {
        const auto h = [](double t) { return std::exp(t) + t * t * t; };
        const Profile profile{"exp(t)+t^3", [](long double t) { return std::exp(t) + t * t * t; }};
        for (const int d : {7, 8})
            for (const int q : {2, 3, 4, d})
                for (int w = 1; w <= (q == d ? 1 : d); ++w) {
                    if (q != d && 2 * q > d) continue;
                    const Realization world =
                        realize(Convolution{double(d), double(q), double(w), profile}, {{{1, 1.0}}, 0});
                    const Matrix x = world.inputs(0, 5, Draw{7, 0, 0}.stream(Role::data)),
                                 y = world.inputs(5, 4, Draw{7, 0, 0}.stream(Role::data));
                    const Matrix gram = world.gram(x), cross = world.kernel(x, y);
                    const auto patches = [&](const double* a, const double* b, int k, int l) {
                        double mean = 0;
                        for (int i = 0; i < q; ++i) mean += a[(k + i) % d] * b[(l + i) % d] / q;
                        return h(mean);
                    };
                    const auto right = [&](const double* a, const double* b) {
                        double sum = 0;
                        if (q == d) return patches(a, b, 0, 0);
                        for (int k = 0; k < d; ++k) {
                            if (w == d)
                                for (int l = 0; l < d; ++l) sum += patches(a, b, k, l) / d / d;
                            else
                                for (int m = 1 - w; m < w; ++m)
                                    sum += (1 - std::abs(m) / double(w)) * patches(a, b, k, k + m + d) / d;
                        }
                        return sum;
                    };
                    CAPTURE(d);
                    CAPTURE(q);
                    CAPTURE(w);
                    for (int j = 0; j < 5; ++j)
                        for (int i = j; i < 5; ++i)
                            CHECK(gram(i, j) == nearly(right(x.col(i).data(), x.col(j).data()), 1e-13));
                    for (int j = 0; j < 4; ++j)
                        for (int i = 0; i < 5; ++i)
                            CHECK(cross(i, j) == nearly(right(x.col(i).data(), y.col(j).data()), 1e-13));
                }
    }

    TEST_CASE("[identity] correlation of a harmonic with its shift: formula (11.15) against the mean over points") {
        const int d = 6;
        const Draw draw{2, 2, 2};
        const DrawnTarget f({{{3, 1.0}}, 0}, d, draw);
        CHECK(f.correlation(3, 0) == nearly(1, 1e-12));
        CHECK(f.correlation(2, 1) == 0);
        const Matrix x = on_sphere(d, 40000, std::sqrt(6.0), draw.stream(Role::test));
        for (const int shift : {1, 2, 3}) {
            Matrix y(d, x.cols());
            for (int j = 0; j < x.cols(); ++j)
                for (int i = 0; i < d; ++i) y((i + shift) % d, j) = x(i, j);
            const std::vector<double> a = f(x), b = f(y);
            Accumulator products;
            for (std::size_t i = 0; i < a.size(); ++i) products.add(a[i] * b[i]);
            CHECK(std::abs(products.estimate().mean - f.correlation(3, shift)) <
                  4 * products.estimate().standard_error);
        }
    }

    TEST_CASE("[simulation] spiked covariates: kernels and features") {
        const Target<> target{{{1, 0.6}, {2, 0.3}, {Mode(1, 1), 0.2}}, 0};
        for (const double n : {40.0, 200.0})
            check_agreement(Problem<SpikedKernel>{.model = {{30, 6, 6}, relu_tangent()},
                                                  .target = target,
                                                  .samples = n,
                                                  .ridge = Ridge<>::per_sample(1e-3),
                                                  .noise_variance = 0.1},
                            24, 0.03);
        check_agreement(Problem<SpikedKernel>{.model = {{30, 6, 6}, relu()},
                                              .target = target,
                                              .samples = 120,
                                              .ridge = Ridge<>::per_sample(1e-3),
                                              .noise_variance = 0.1},
                        24, 0.03);
        // one strong coordinate, which is r or -r
        const Target<> of_sign{{{1, 0.6}, {Mode(0, 1), 0.3}, {Mode(1, 1), 0.2}}, 0};
        for (const double n : {20.0, 150.0})
            check_agreement(Problem<SpikedKernel>{.model = {{30, 1, 20}, relu_tangent()},
                                                  .target = of_sign,
                                                  .samples = n,
                                                  .ridge = Ridge<>::per_sample(1e-3),
                                                  .noise_variance = 0.1},
                            24, 0.03);
        check_agreement(Problem<SpikedFeatures>{.model = {{30, 1, 20}, relu()},
                                                .target = of_sign,
                                                .samples = 150,
                                                .width = 90,
                                                .ridge = Ridge<>::per_sample(1e-3),
                                                .noise_variance = 0.1},
                        24, 0.03);
        check_agreement(Problem<SpikedFeatures>{.model = {{30, 6, 6}, relu()},
                                                .target = target,
                                                .samples = 150,
                                                .width = 90,
                                                .ridge = Ridge<>::per_sample(1e-3),
                                                .noise_variance = 0.1},
                        24, 0.03);
    }

    TEST_CASE("[simulation] convolutional kernels: whole, patches, local and global pooling") {
        const Target<> target{{{1, 0.4}, {2, 0.4}, {Mode(2, 2), 0.2}}, 0}, degrees{{{1, 0.5}, {2, 0.5}}, 0};
        const auto problem = [&](double patch, double window, const Target<>& f, double n) {
            return Problem<Convolution>{.model = {24, patch, window, relu_tangent()},
                                        .target = f,
                                        .samples = n,
                                        .ridge = Ridge<>::per_sample(1e-3),
                                        .noise_variance = 0.2};
        };
        check_agreement(problem(24, 1, degrees, 100), 16, 0.03);
        check_agreement(problem(8, 1, target, 120), 16, 0.03);
        check_agreement(problem(8, 4, target, 120), 16, 0.03);
        check_agreement(problem(8, 4, {{{Mode(1, 0, 3), 0.5}, {Mode(2, 0, 1), 0.5}}, 0}, 120), 16, 0.03);
        check_agreement(problem(8, 24, target, 60), 16, 0.03);
    }

    TEST_CASE("[simulation] invariance under shifts: kernels and features") {
        const Target<> target{{{1, 0.3}, {2, 0.7}}, 0};
        check_agreement(Problem<InvariantKernel>{.model = {relu_tangent(), 16},
                                                 .target = target,
                                                 .samples = 80,
                                                 .ridge = Ridge<>::per_sample(1e-3),
                                                 .noise_variance = 0.1},
                        24, 0.05);
        check_agreement(Problem<InvariantFeatures>{.model = {relu(), 16},
                                                   .target = target,
                                                   .samples = 80,
                                                   .width = 60,
                                                   .ridge = Ridge<>::per_sample(1e-3),
                                                   .noise_variance = 0.1},
                        24, 0.05);
    }

    TEST_CASE("[simulation] kernels of deep networks and of the distance on each kind of data") {
        const DeepKernel deep{.activation = activation_named("erf"),
                              .depth = 2,
                              .bias_variance = 0.1,
                              .kind = DeepKind::ntk,
                              .layers = TrainedLayers::all};
        const DotProduct laplace{MaternKernel{0.5, 1.5}};
        const Target<> target{{{1, 0.6}, {2, 0.4}}, 0};
        for (const DotKernel& kernel : {DotKernel(deep), DotKernel(laplace)}) {
            check_agreement(Problem<SpikedKernel>{.model = {{30, 6, 6}, kernel},
                                                  .target = target,
                                                  .samples = 120,
                                                  .ridge = Ridge<>::per_sample(1e-3),
                                                  .noise_variance = 0.1},
                            16, 0.03);
            check_agreement(Problem<Convolution>{.model = {24, 8, 4, kernel},
                                                 .target = target,
                                                 .samples = 120,
                                                 .ridge = Ridge<>::per_sample(1e-3),
                                                 .noise_variance = 0.2},
                            16, 0.03);
            check_agreement(Problem<InvariantKernel>{.model = {kernel, 16},
                                                     .target = target,
                                                     .samples = 80,
                                                     .ridge = Ridge<>::per_sample(1e-3),
                                                     .noise_variance = 0.1},
                            16, 0.05);
        }
    }

    TEST_CASE("[error] modes that the data do not have") {
        CHECK_THROWS_AS(realize(SpikedKernel{{20, 6, 5}, relu()}, {{{Mode(1, 1, 1), 1.0}}, 0}).target({}), DomainError);
        CHECK_THROWS_AS(realize(SpikedKernel{{20, 6, 5}, relu()}, {{}, 0.1}).target({}), NotCovered);
        CHECK_THROWS_AS(realize(Convolution{20, 6, 4, relu()}, {{{7, 1.0}}, 0}).target({}), DomainError);
        CHECK_THROWS_AS(realize(Convolution{20, 6, 4, relu()}, {{{Mode(3, 4), 1.0}}, 0}).target({}), DomainError);
        CHECK_THROWS_AS(realize(Convolution{20, 6, 4, relu()}, {{{Mode(3, 0, 11), 1.0}}, 0}).target({}), DomainError);
        CHECK_THROWS_AS(realize(Convolution{20, 6, 1, relu()}, {{{Mode(3, 0, 1), 1.0}}, 0}), DomainError);
        CHECK_THROWS_AS(realize(InvariantKernel{relu(), 7}, {{{Mode(1, 1), 1.0}}, 0}).target({}), DomainError);
    }
}
