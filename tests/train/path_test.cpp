// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a path of training is made of: its data, the steps at which it is looked at, how far the weights are.
#include "lazyrisk/train/path.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <memory>

#include "../nearly.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using Vector = std::vector<double>;
const Draw draw{9, 0, 1};

TrainingData data_with(double noise) {
    return {realize(NeuralTangent{activation_named("tanh"), 6.0, TrainedLayers::all}, {{{1, 0.5}, {2, 0.5}}, 0},
                    infinite<>),
            12, 30, noise, draw};
}

double square(std::span<const double> a) {
    double sum = 0;
    for (const double x : a) sum += x * x;
    return sum;
}

}  // namespace

TEST_SUITE("train/path") {
    TEST_CASE("[identity] noise grows with its root, and is on the labels alone") {
        const TrainingData none = data_with(0), some = data_with(0.01), more = data_with(0.04);
        CHECK(none.truth == more.truth);
        double squares = 0;
        for (std::size_t i = 0; i < none.labels.size(); ++i) {
            const double one = some.labels[i] - none.labels[i];
            CHECK(more.labels[i] - none.labels[i] == nearly(2 * one, 1e-9));
            squares += one * one;
        }
        CHECK(squares / double(none.labels.size()) == nearly(0.01, 0.9));
        CHECK(none.gram(3, 5) == none.gram(5, 3));
        CHECK(none.largest == nearly(largest_eigenvalue(none.gram) / 12));
    }

    TEST_CASE("[identity] recorded steps and times: 0, equal factors, the end; never twice the same") {
        using Steps = std::vector<int>;
        CHECK(recorded_steps(1000, 5) == Steps{0, 1, 10, 100, 1000});
        CHECK(recorded_steps(1000, 2) == Steps{0, 1000});
        CHECK(recorded_steps(1000, 1) == Steps{0, 1000});
        CHECK(recorded_steps(81, 6) == Steps{0, 1, 3, 9, 27, 81});
        CHECK(recorded_steps(3, 20) == Steps{0, 1, 2, 3});
        CHECK(recorded_steps(0, 5) == Steps{0});
        const std::vector<double> times = recorded_times(16, 1, 6);
        REQUIRE(times.size() == 6);
        for (std::size_t i = 0; i < 6; ++i) CHECK(times[i] == nearly(i == 0 ? 0 : std::pow(2.0, double(i) - 1)));
        CHECK(times.back() == 16);
    }

    TEST_CASE(
        "[identity] without a step size: half the inverse of the wide network's largest eigenvalue, the whole of a "
        "narrow one's where that is less") {
        const TrainingData data = data_with(0.1);
        const int n = 12;
        bool wide = false, narrow = false;
        for (const int width : {1, 2, 400})
            for (std::uint64_t trial = 0; trial < (width == 1 ? 30 : 3); ++trial) {
                const auto network = make_network({.activation = activation_named("tanh"),
                                                   .dimension = 6,
                                                   .width = width,
                                                   .initialization = Initialization::gaussian},
                                                  data.inputs, {9, trial, 1});
                const double own = largest_eigenvalue(network->tangent(data.inputs)) / n,
                             of_wide = largest_eigenvalue(data.gram) / n;
                const Path path = train_path(*network, data, {.steps = 3}, true);
                CAPTURE(width);
                CAPTURE(trial);
                CHECK(path.step_size == nearly(own > 2 * of_wide ? 1 / own : 0.5 / of_wide, 1e-14));
                CHECK(path.largest == own);
                CHECK(path.steps == 3);
                CHECK(path.points.back().time == 3 * path.step_size);
                (own > 2 * of_wide ? narrow : wide) = true;
            }
        CHECK(wide);
        CHECK(narrow);
    }

    TEST_CASE(
        "[agreement] every number of a path: descent of three models step by step, with noise, the start subtracted or "
        "not") {
        const TrainingData data = data_with(0.3);
        const std::size_t n = 12, m = 30;
        const auto mean_square = [](const Vector& a, const Vector& b) {
            double sum = 0;
            for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]) / double(a.size());
            return sum;
        };
        for (const int depth : {1, 2})
            for (const bool subtract : {false, true}) {
                const NetworkShape shape{.activation = activation_named("tanh"),
                                         .dimension = 6,
                                         .width = 8,
                                         .depth = depth,
                                         .initialization = Initialization::gaussian};
                const auto network = make_network(shape, data.inputs, draw),
                           trained = make_network(shape, data.inputs, draw);
                const Matrix gram = network->tangent(data.inputs), cross = network->tangent(data.tests);
                const double rate = 0.4 / std::max(largest_eigenvalue(gram) / 12, data.largest);
                const Path path = train_path(*trained, data, {.steps = 5, .step_size = rate, .records = 20}, subtract);
                REQUIRE(path.points.size() == 6);
                const auto without = [](Vector f, const Vector& start) {
                    for (std::size_t i = 0; i < start.size(); ++i) f[i] -= start[i];
                    return f;
                };
                const Vector inputs = network->at(data.inputs), tests = network->at(data.tests);
                const Vector base = subtract ? inputs : Vector(n, 0.0), base_tests = subtract ? tests : Vector(m, 0.0);
                // f at the inputs, then at the tests: of the linearization, of the wide network
                Vector own = without(inputs, base), own_tests = without(tests, base_tests), wide = own,
                       wide_tests = own_tests;
                const auto step = [&](Vector& f, Vector& there, const Matrix& k, const Matrix& c) {
                    const Vector r = without(f, data.labels);
                    for (std::size_t i = 0; i < n; ++i)
                        for (std::size_t j = 0; j < n; ++j) f[i] -= rate / double(n) * k(int(i), int(j)) * r[j];
                    for (std::size_t i = 0; i < m; ++i)
                        for (std::size_t j = 0; j < n; ++j) there[i] -= rate / double(n) * c(int(i), int(j)) * r[j];
                };
                for (const PathPoint& p : path.points) {
                    const Vector f = without(network->at(data.inputs), base),
                                 there = without(network->at(data.tests), base_tests);
                    CAPTURE(depth);
                    CAPTURE(subtract);
                    CAPTURE(p.step);
                    CHECK(p.network_train == nearly(mean_square(f, data.labels), 1e-11));
                    CHECK(p.linear_train == nearly(mean_square(own, data.labels), 1e-11));
                    CHECK(p.kernel_train == nearly(mean_square(wide, data.labels), 1e-11));
                    CHECK(p.network_test == nearly(mean_square(there, data.truth) + 0.3, 1e-11));
                    CHECK(p.linear_test == nearly(mean_square(own_tests, data.truth) + 0.3, 1e-11));
                    CHECK(p.kernel_test == nearly(mean_square(wide_tests, data.truth) + 0.3, 1e-11));
                    CHECK(p.gap_own == nearly(std::sqrt(mean_square(there, own_tests)), 1e-9, 1e-15));
                    CHECK(p.gap_kernel == nearly(std::sqrt(mean_square(there, wide_tests)), 1e-9, 1e-15));
                    CHECK(p.time == p.step * rate);
                    network->step(without(f, data.labels), rate);
                    step(own, own_tests, gram, cross);
                    step(wide, wide_tests, data.gram, data.cross);
                }
            }
    }

    TEST_CASE(
        "[identity] the larger of two eigenvalues decides: which steps are refused and by which kernel, the first time "
        "of a flow") {
        const TrainingData data = data_with(0.1);
        int by_own = 0, by_wide = 0;
        for (std::uint64_t trial = 0; trial < 12; ++trial) {
            const auto network = [&] {
                return make_network({.activation = activation_named("tanh"),
                                     .dimension = 6,
                                     .width = 2,
                                     .initialization = Initialization::gaussian},
                                    data.inputs, {9, trial, 1});
            };
            const double own = largest_eigenvalue(network()->tangent(data.inputs)) / 12,
                         most = std::max(own, data.largest);
            const bool wide = data.largest > own;
            (wide ? by_wide : by_own) += 1;
            CAPTURE(trial);
            CAPTURE(own);
            CAPTURE(data.largest);
            CHECK_NOTHROW(train_path(*network(), data, {.steps = 1, .step_size = 1.99 / most}, false));
            CHECK_THROWS_WITH_AS(
                train_path(*network(), data, {.steps = 1, .step_size = 2.01 / most}, false),
                doctest::Contains(wide ? "the kernel of infinitely many neurons" : "the empirical tangent kernel"),
                DomainError);
            const Path flow = train_path(*network(), data, {.time = 3 / most, .records = 5}, false);
            REQUIRE(flow.points.size() == 5);
            CHECK(flow.points[1].time == nearly(0.1 / most, 1e-12));
            CHECK(flow.points[4].time == 3 / most);
        }
        CHECK(by_own > 0);
        CHECK(by_wide > 0);
    }

    TEST_CASE("[identity] outputs at more points than are taken at a time are those at each of them") {
        const Matrix inputs = on_sphere(6, 10, std::sqrt(6.0), draw.stream(Role::data)),
                     many = on_sphere(6, 1100, std::sqrt(6.0), draw.stream(Role::test));
        for (const int depth : {1, 2}) {
            const auto network = make_network({.activation = activation_named("tanh"),
                                               .dimension = 6,
                                               .width = 20,
                                               .depth = depth,
                                               .initialization = Initialization::gaussian},
                                              inputs, draw);
            const Vector all = network->at(many);
            REQUIRE(all.size() == 1100);
            for (const int i : {0, 511, 512, 513, 1023, 1024, 1099})
                CHECK(all[std::size_t(i)] == nearly(network->at(many.middleCols(i, 1))[0], 1e-12, 1e-14));
        }
    }

    TEST_CASE(
        "[identity] motion is |theta - theta_0|/|theta_0| of the weights that move, of whichever layers, at both "
        "depths") {
        const int d = 6, width = 8;
        const Matrix inputs = on_sphere(d, 10, std::sqrt(double(d)), draw.stream(Role::data));
        for (const int depth : {1, 3})
            for (const auto layers : {MovingLayers::all, MovingLayers::first, MovingLayers::last}) {
                const std::unique_ptr<Network> network = make_network({.activation = activation_named("tanh"),
                                                                       .dimension = d,
                                                                       .width = width,
                                                                       .depth = depth,
                                                                       .layers = layers,
                                                                       .initialization = Initialization::gaussian},
                                                                      inputs, draw);
                const Vector start = network->parameters();
                network->step(Vector(10, 0.3), 2.0);
                const Vector moved = network->parameters();
                // layers lie one after the other, the output last
                const std::size_t first = std::size_t(d) * width, last = std::size_t(width), all = start.size();
                const std::size_t from = layers == MovingLayers::last ? all - last : 0,
                                  to = layers == MovingLayers::first ? first : all;
                Vector off(all);
                for (std::size_t i = 0; i < all; ++i) {
                    off[i] = moved[i] - start[i];
                    if (i < from || i >= to) CHECK(off[i] == 0);
                }
                CAPTURE(depth);
                CAPTURE(int(layers));
                CHECK(network->motion() > 0);
                CHECK(network->motion() ==
                      nearly(std::sqrt(square(off) / square(std::span(start).subspan(from, to - from))), 1e-12));
            }
    }
}
