// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/training.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/dynamics/learning_curve.hpp"
#include "lazyrisk/dynamics/tangent_curve.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/simulate/leading.hpp"
#include "lazyrisk/simulate/random.hpp"
#include "lazyrisk/simulate/simulate.hpp"

using namespace lazyrisk;

namespace {

Matrix drawn(int rows, int columns, std::uint64_t seed) {
    Matrix m(rows, columns);
    Draw{seed, 0, 0}.stream(Role::noise).normals(entries(m));
    return m;
}

const Target<> target{{{1, 0.5}, {2, 0.4}}, 0};

/// Largest |z| of test and training error and squared weights along a curve in time, theory beside simulation, and the
/// largest relative deviation of the test error.
struct Deviation {
    double z = 0, relative = 0;
};
template <class Model>
Deviation deviation(const Model& model, double samples, double width, double ridge, double noise,
                    const std::vector<Training>& trainings, int trials) {
    std::vector<Fit> fits;
    for (const Training& t : trainings)
        fits.push_back({samples, width, Ridge<>::total(ridge), noise, 1, model.dimension, t});
    const std::vector<Measurement> seen =
        simulate(realize(model, target, width), fits, {.trials = trials, .seed = 5, .test_points = 1000});
    const Spectrum<> s = diagonalize(model, 60);
    const Degrees<> degrees(s);
    const LearningCurve curve(degrees, target, s, {{samples, width}, ridge / samples, noise, 1});
    Deviation d;
    for (std::size_t i = 0; i < fits.size(); ++i) {
        const TimeRisk t = curve.at(trainings[i]);
        const auto z = [](double theory, const Estimate& e) {
            return std::abs(e.mean - theory) / (e.standard_error + 1e-12);
        };  // trained to the end: 0 of 0
        CAPTURE(trainings[i].time);
        CAPTURE(t.test_error);
        CAPTURE(seen[i].test_error.mean);
        CAPTURE(seen[i].test_error.standard_error);
        CAPTURE(t.train_error);
        CAPTURE(seen[i].train_error.mean);
        CAPTURE(t.weight_norm);
        CAPTURE(seen[i].weight_norm.mean);
        d.z = std::max({d.z, z(t.test_error, seen[i].test_error), z(t.train_error, seen[i].train_error),
                        z(t.weight_norm, seen[i].weight_norm)});
        d.relative = std::max(d.relative, std::abs(seen[i].test_error.mean / t.test_error - 1));
        CHECK(z(t.test_error, seen[i].test_error) < 4);
    }
    MESSAGE(samples << " samples, width " << width << ": largest |z| " << d.z
                    << ", largest deviation of the test error " << d.relative);
    return d;
}

}  // namespace

TEST_SUITE("simulate/training") {
    TEST_CASE("[identity] the filter is the recursion of gradient descent, and small steps are the flow") {
        const int n = 12;
        const Matrix z = drawn(n, 7, 1);  // of rank 7: five directions never move
        Matrix m = lower_outer_gram(z);
        mirror_lower(m);
        const Matrix y = drawn(n, 2, 2);
        for (const double shift : {0.0, 0.3})
            for (const double steps : {1.0, 2.0, 7.0, 50.0}) {
                const double step = 0.02;
                Matrix x = Matrix::Zero(n, 2);  // x <- x + step (y - (M + shift) x)
                for (int k = 0; k < int(steps); ++k) {
                    const Matrix left = y - m * x - shift * x;
                    x += step * left;
                }
                const LeadingSystem systems[] = {{n, shift, Training::descent(step, steps)},
                                                 {n, shift, {1.0, 0}},
                                                 {n, shift, Training::descent(1e-6, 1e6)}};
                CHECK(cheaper_factoring(systems) == Factoring::eigenvectors);
                Matrix copy = m;
                const LeadingSolution found = solve_leading(copy, y, systems, Factoring::eigenvectors);
                for (int c = 0; c < 2; ++c)
                    for (int i = 0; i < n; ++i) {
                        CHECK(std::abs(found.x(i, c) - x(i, c)) < 1e-12);
                        CHECK(std::abs(found.x(i, 2 + c) - found.x(i, 4 + c)) < 1e-4);
                    }
                const Matrix left = found.residual_of(0, systems[0], 2), product = m * x;
                for (int c = 0; c < 2; ++c)
                    for (int i = 0; i < n; ++i) CHECK(std::abs(left(i, c) - (y(i, c) - product(i, c))) < 1e-11);
            }
    }

    TEST_CASE("[limit] time 0 knows nothing, a late time is the ridge fit; primal, dual and kernel routes") {
        const RandomFeatures features{activation_named("relu"), 8};
        const Kernel kernel{activation_named("relu"), 8};
        const auto check = [&](const Realization& world, double width, double late_ridge) {
            std::vector<Fit> fits;
            for (const double t : {0.0, 1e12, infinite<>})
                fits.push_back({40, width, Ridge<>::total(late_ridge), 0.2, 1, 8, {t, 0}});
            fits.push_back({40, width, Ridge<>::total(late_ridge), 0.2, 1, 8, Training::descent(1e-3, infinite<>)});
            const std::vector<Measurement> seen = simulate(world, fits, {.trials = 3, .test_points = 50});
            CHECK(seen[0].bias.mean == nearly(0.9, 0.5));
            CHECK(seen[0].variance.mean == 0);
            CHECK(seen[0].weight_norm.mean == 0);
            for (const std::size_t other : {1u, 3u}) {
                CHECK(seen[other].test_error.mean == nearly(seen[2].test_error.mean, 1e-7));
                CHECK(seen[other].train_error.mean == nearly(seen[2].train_error.mean, 1e-7));
                CHECK(seen[other].weight_norm.mean == nearly(seen[2].weight_norm.mean, 1e-7));
            }
        };
        for (const double width : {20.0, 90.0}) check(realize(features, target, width), width, 1e-2);
        check(realize(kernel, target), infinite<>, 1e-2);
    }

    TEST_CASE("[agreement] both plans see the same numbers, at several times, widths and numbers of samples") {
        const RandomFeatures model{activation_named("relu"), 6};
        std::vector<Fit> fits;
        for (const double n : {15.0, 30.0})
            for (const double p : {10.0, 40.0})
                for (const Training t : {Training{3, 0}, Training{300, 0}, Training::descent(0.5, 11), Training{}})
                    fits.push_back({n, p, Ridge<>::total(1e-3), 0.1, 1, 6, t});
        const Realization world = realize(model, target, 40);
        const auto shared = simulate(world, fits, {.trials = 2, .test_points = 40});
        const auto single = simulate(world, fits, {.trials = 2, .test_points = 40, .plan = Plan::pointwise});
        for (std::size_t i = 0; i < fits.size(); ++i) {
            CHECK(shared[i].test_error.mean == nearly(single[i].test_error.mean, 1e-9));
            CHECK(shared[i].train_error.mean == nearly(single[i].train_error.mean, 1e-9));
        }
    }

    TEST_CASE(
        "[simulation] flow and descent against theory: random features of three widths, kernels, with and without "
        "decay") {
        const std::vector<Training> flow{{10, 0}, {100, 0}, {1000, 0}, {1e4, 0}, {1e6, 0}};
        const RandomFeatures features{activation_named("relu"), 16};
        for (const double width : {60.0, 150.0, 500.0}) {
            const Deviation d = deviation(features, 150, width, 0, 0.2, flow, 40);
            CHECK(d.z < 4.5);
            CHECK(d.relative < (width == 150 ? 0.1 : 0.06));  // p = n: the peak, late in time
        }
        const Deviation decayed = deviation(features, 150, 150, 0.05, 0.2, flow, 40);
        CHECK(decayed.z < 4.5);
        CHECK(decayed.relative < 0.05);
        const Deviation kernel = deviation(Kernel{activation_named("relu"), 16}, 200, infinite<>, 0, 0.2, flow, 40);
        CHECK(kernel.z < 4.5);
        CHECK(kernel.relative < 0.05);
        const Deviation deep = deviation(DeepKernel{.activation = activation_named("relu"),
                                                    .depth = 3,
                                                    .kind = DeepKind::ntk,
                                                    .layers = TrainedLayers::all,
                                                    .dimension = 12},
                                         150, infinite<>, 0, 0.2, flow, 20);
        CHECK(deep.z < 4.5);
        CHECK(deep.relative < 0.05);
        const std::vector<Training> steps{Training::descent(4, 1), Training::descent(4, 10), Training::descent(4, 64),
                                          Training::descent(4, 1000)};
        const Deviation descent = deviation(features, 150, 300, 0, 0.2, steps, 40);
        CHECK(descent.z < 4.5);
        CHECK(descent.relative < 0.05);
    }

    TEST_CASE(
        "[simulation] flow and descent of neural tangents of finite width, around the peak at n = N d, against "
        "theory") {
        const std::vector<Training> trainings{
            {3, 0}, {30, 0}, {300, 0}, {3000, 0}, {1e6, 0}, Training::descent(2, 5), Training::descent(2, 200)};
        struct Case {
            int width;
            TrainedLayers layers;
            double samples, decay;
        };
        for (const Case& c : {Case{20, TrainedLayers::first, 200, 0}, Case{40, TrainedLayers::first, 200, 0.1},
                              Case{24, TrainedLayers::all, 240, 0}}) {
            const NeuralTangent model{activation_named("relu"), 10, c.layers};
            const double samples = c.samples, decay = c.decay;
            const int width = c.width;
            std::vector<Fit> fits;
            for (const Training& t : trainings)
                fits.push_back({samples, double(width), Ridge<>::total(decay), 0.2, 1, 10, t});
            const std::vector<Measurement> seen =
                simulate(realize(model, target, width), fits, {.trials = 30, .seed = 5, .test_points = 500});
            const Spectrum<> s = diagonalize(model, 60);
            const TangentCurve curve(s, target, {{samples, double(width)}, decay / samples, 0.2, 1});
            double largest = 0, relative = 0;
            for (std::size_t i = 0; i < trainings.size(); ++i) {
                const TimeRisk t = curve.at(trainings[i]);
                const double off = seen[i].test_error.mean - t.test_error;
                CAPTURE(width);
                CAPTURE(trainings[i].time);
                CAPTURE(t.test_error);
                CAPTURE(seen[i].test_error.mean);
                // section 10 is right to a few percent
                CHECK(std::abs(off) < 4 * seen[i].test_error.standard_error + 0.03 * t.test_error);
                CHECK(std::abs(seen[i].train_error.mean - t.train_error) <
                      4 * seen[i].train_error.standard_error + 0.03 * t.train_error);
                CHECK(std::abs(seen[i].weight_norm.mean - t.weight_norm) <
                      4 * seen[i].weight_norm.standard_error + 0.05 * t.weight_norm);
                largest = std::max(largest, std::abs(off) / seen[i].test_error.standard_error);
                relative = std::max(relative, std::abs(off) / t.test_error);
            }
            MESSAGE("tangent, " << samples << " samples, width " << width << ": largest |z| " << largest
                                << ", largest deviation " << relative);
        }
    }

    TEST_CASE("[error] a negative time, a step that diverges on the drawn matrix, exact averages in time") {
        const RandomFeatures model{activation_named("relu"), 6};
        const Realization world = realize(model, target, 40);
        CHECK_THROWS_AS(static_cast<void>(simulate(world, Fit{20, 10, {}, 0, 1, 6, {-1, 0}})), DomainError);
        CHECK_THROWS_AS(static_cast<void>(simulate(world, Fit{20, 10, {}, 0, 1, 6, Training::descent(1e4, 5)})),
                        NotConverged);
    }
}
