// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "../nearly.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/train/linear_path.hpp"
#include "lazyrisk/train/path.hpp"
#include "lazyrisk/train/train.hpp"

using namespace lazyrisk;

namespace {

using Vector = std::vector<double>;
const Draw draw{7, 0, 3};
constexpr int n = 20, d = 6;

TrainingData data_of(const char* activation) {
    return {realize(NeuralTangent{activation_named(activation), double(d), TrainedLayers::all},
                    {{{1, 0.5}, {2, 0.5}}, 0}, infinite<>),
            n, 60, 0.1, draw};
}

NetworkShape shape_of(const char* activation, int width) {
    return {.activation = activation_named(activation),
            .dimension = d,
            .width = width,
            .initialization = Initialization::gaussian};
}

double largest_difference(const Vector& a, const Vector& b) {
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
    return most;
}

}  // namespace

TEST_SUITE("train/flow") {
    TEST_CASE("[agreement] the exact flow of a linear model against GSL's Runge-Kutta method of order 8") {
        const TrainingData data = data_of("gelu");
        const LinearModel model{data.gram, data.cross, data.labels, {Vector(n, 0.3), Vector(60, -0.2)}};
        const LinearFlow flow(model);
        // df/dt = -K (f - y)/n at inputs and tests
        const auto slope = [](double, const double f[], double change[], void* of) {
            const LinearModel& m = *static_cast<const LinearModel*>(of);
            for (int i = 0; i < n + 60; ++i) {
                change[i] = 0;
                for (int j = 0; j < n; ++j)
                    change[i] -= (i < n ? m.gram(i, j) : m.cross(i - n, j)) * (f[j] - m.labels[std::size_t(j)]) / n;
            }
            return int(GSL_SUCCESS);
        };
        LinearModel of = model;
        gsl_odeiv2_system system{slope, nullptr, n + 60, &of};
        gsl_odeiv2_driver* const driver =
            gsl_odeiv2_driver_alloc_y_new(&system, gsl_odeiv2_step_rk8pd, 1e-3, 1e-14, 1e-13);
        Vector f(n + 60, 0.3);
        std::fill(f.begin() + n, f.end(), -0.2);
        double time = 0;
        for (const double next : {0.5, 3.0, 20.0, 100.0}) {
            REQUIRE(gsl_odeiv2_driver_apply(driver, &time, next, f.data()) == GSL_SUCCESS);
            const Outputs exact = flow.at(next);
            CAPTURE(next);
            CHECK(largest_difference(exact.inputs, Vector(f.begin(), f.begin() + n)) < 1e-11);
            CHECK(largest_difference(exact.tests, Vector(f.begin() + n, f.end())) < 1e-11);
        }
        gsl_odeiv2_driver_free(driver);
    }

    TEST_CASE("[limit] the exact flow of a linear model: its beginning, its end, and descent of small steps") {
        const TrainingData data = data_of("gelu");
        const LinearModel model{data.gram, data.cross, data.labels, {Vector(n, 0.3), Vector(60, -0.2)}};
        const LinearFlow flow(model);
        CHECK(largest_difference(flow.at(0).inputs, model.start.inputs) < 1e-13);
        CHECK(largest_difference(flow.at(0).tests, model.start.tests) < 1e-13);
        CHECK(largest_difference(flow.at(1e9).inputs, data.labels) < 1e-9);
        double last = infinite<>;
        for (const int steps : {100, 1000, 10000}) {
            LinearDescent descent(model);
            for (int i = 0; i < steps; ++i) descent.step(30.0 / steps);
            const Outputs exact = flow.at(30);
            const double off = std::max(largest_difference(exact.inputs, descent.outputs()),
                                        largest_difference(exact.tests, descent.tests()));
            CHECK(off < 0.2 * last);
            last = off;
        }
        CHECK(last < 1e-3);
    }

    TEST_CASE(
        "[identity] where the output alone moves, the network's flow is the linear model's, and what it is off by is "
        "what it says") {
        const TrainingData data{
            realize(RandomFeatures{activation_named("tanh"), double(d)}, {{{1, 1.0}}, 0}, infinite<>), n, 60, 0.1,
            draw};
        NetworkShape shape = shape_of("tanh", 64);
        shape.layers = MovingLayers::last;
        double last = infinite<>;
        for (const double tolerance : {1e-3, 1e-5, 1e-7}) {
            const auto network = make_network(shape, data.inputs, draw);
            const Path path = train_path(*network, data, {.time = 2000, .tolerance = tolerance}, false);
            double most = 0;
            for (const PathPoint& p : path.points) {
                CHECK(p.gap_own == nearly(p.integration_error, 0.02, 0.02 * 1e-9));
                most = std::max(most, p.integration_error);
            }
            MESSAGE("tolerance " << tolerance << ": " << path.steps << " steps, off by " << most);
            CHECK(path.points.back().time == 2000);
            CHECK(most < 50 * tolerance);
            CHECK(most < 0.2 * last);
            last = most;
        }
    }

    TEST_CASE(
        "[agreement] the flow of a network is the limit of descent, extrapolated from two step sizes; shallow, deep, "
        "both scalings") {
        const TrainingData data = data_of("gelu");
        for (const int depth : {1, 2})
            for (const auto scaling : {Scaling::lazy, Scaling::mean_field}) {
                CAPTURE(depth);
                CAPTURE(int(scaling));
                NetworkShape shape = shape_of("gelu", 16);
                shape.depth = depth;
                shape.scaling = scaling;
                const auto outputs = [&](const Schedule& schedule) {
                    const auto network = make_network(shape, data.inputs, draw);
                    static_cast<void>(train_path(*network, data, schedule, false));
                    return network->at(data.tests);
                };
                const double time = 12;
                const Vector coarse = outputs({.steps = 2000, .step_size = time / 2000}),
                             fine = outputs({.steps = 4000, .step_size = time / 4000});
                const Vector flow = outputs({.time = time, .tolerance = 1e-7});
                Vector limit = fine;
                for (std::size_t i = 0; i < limit.size(); ++i) limit[i] += fine[i] - coarse[i];
                CHECK(largest_difference(flow, limit) < 2e-5);
                CHECK(largest_difference(flow, fine) > 3 * largest_difference(flow, limit));
            }
    }

    TEST_CASE("[agreement] kinks of many neurons: the flow is still the limit of descent, and late times cost little") {
        const TrainingData data = data_of("relu");
        const auto outputs = [&](const Schedule& schedule, int& steps) {
            const auto network = make_network(shape_of("relu", 128), data.inputs, draw);
            steps = train_path(*network, data, schedule, false).steps;
            return network->at(data.tests);
        };
        int steps = 0;
        const Vector flow = outputs({.time = 30}, steps),
                     fine = outputs({.steps = 12000, .step_size = 30.0 / 12000}, steps);
        CHECK(largest_difference(flow, fine) < 5e-4);
        static_cast<void>(outputs({.time = 10000}, steps));
        MESSAGE("relu, time 10000: " << steps << " steps");
        CHECK(steps < 6000);
    }

    TEST_CASE("[agreement] errors of the integration are far below the gaps, at every width and recorded time") {
        NetworkTraining t;
        t.network = {.activation = activation_named("gelu"), .dimension = d};
        t.widths = {64, 512, 2048};
        t.target = {{{1, 0.5}, {2, 0.5}}, 0};
        t.samples = n;
        t.schedule = {.time = 100};
        t.trials = 2;
        t.test_points = 100;
        const TrainedNetworks result = train(t);
        for (const TrainedWidth& w : result.widths) {
            CAPTURE(w.width);
            CAPTURE(w.gap_own.mean);
            CAPTURE(w.integration_error.mean);
            CHECK(w.integration_error.mean > 0);
            CHECK(w.integration_error.mean < 0.03 * w.gap_own.mean);
            CHECK(w.path.back().time.mean == nearly(100));
        }
        CHECK(result.rates->gap_own.value == nearly(-1, 0.15));
    }

    TEST_CASE("[identity] subtracting the start is the same training as adding it to labels and truth, step by step") {
        const TrainingData data = data_of("gelu");
        struct Case {
            Initialization initialization;
            MovingLayers layers;
            Scaling scaling;
        };
        for (const Case& c : std::vector<Case>{{Initialization::ones, MovingLayers::all, Scaling::lazy},
                                               {Initialization::ones, MovingLayers::first, Scaling::lazy},
                                               {Initialization::ones, MovingLayers::last, Scaling::lazy},
                                               {Initialization::gaussian, MovingLayers::all, Scaling::lazy},
                                               {Initialization::ones, MovingLayers::all, Scaling::mean_field}}) {
            NetworkShape shape = shape_of("gelu", 256);
            shape.initialization = c.initialization, shape.layers = c.layers, shape.scaling = c.scaling;
            for (const Schedule& schedule : std::vector<Schedule>{{.time = 20, .tolerance = 1e-3},
                                                                  {.time = 5, .tolerance = 1e-6},
                                                                  {.steps = 20, .step_size = 0.01}}) {
                const auto subtracted = make_network(shape, data.inputs, draw),
                           plain = make_network(shape, data.inputs, draw);
                TrainingData raised = data;
                const Vector at_tests = plain->at(data.tests);
                for (std::size_t i = 0; i < n; ++i) raised.labels[i] += plain->outputs()[i];
                for (std::size_t i = 0; i < at_tests.size(); ++i) raised.truth[i] += at_tests[i];
                const Path a = train_path(*subtracted, data, schedule, true),
                           b = train_path(*plain, raised, schedule, false);
                CAPTURE(int(c.initialization));
                CAPTURE(int(c.layers));
                CAPTURE(int(c.scaling));
                CAPTURE(schedule.time);
                CHECK(a.steps == b.steps);
                REQUIRE(a.points.size() == b.points.size());
                for (std::size_t i = 0; i < a.points.size(); ++i) {
                    CHECK(a.points[i].time == b.points[i].time);
                    for (double PathPoint::*value :
                         {&PathPoint::network_test, &PathPoint::linear_test, &PathPoint::kernel_test,
                          &PathPoint::network_train, &PathPoint::linear_train, &PathPoint::kernel_train,
                          &PathPoint::gap_own, &PathPoint::gap_kernel, &PathPoint::motion})
                        CHECK(a.points[i].*value == nearly(b.points[i].*value, 1e-7, 1e-9));
                }
                CHECK(largest_difference(subtracted->parameters(), plain->parameters()) < 1e-9);
            }
        }
    }
}
