// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/kernel_mass.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "lazyrisk/answer/answer_problem.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

template <class Model>
Problem<Model> asked_of(Model model, double samples, double ridge) {
    return {.model = std::move(model),
            .target = {{{0, 0.25}, {1, 1.0}, {2, 0.5}}, 0},
            .samples = samples,
            .width = infinite<>,
            .ridge = Ridge<>::total(ridge),
            .noise_variance = 0.1};
}

void check_equal(const Measurement& a, const Measurement& b) {
    CHECK(a.test_error.mean == nearly(b.test_error.mean, 1e-10));
    CHECK(a.test_error.standard_error == nearly(b.test_error.standard_error, 1e-8));
    CHECK(a.bias.mean == nearly(b.bias.mean, 1e-10));
    CHECK(a.variance.mean == nearly(b.variance.mean, 1e-10));
}

}  // namespace

TEST_SUITE("simulate/kernel_mass") {
    TEST_CASE("[identity] the masses of a polynomial are that polynomial, on the same draws") {
        // t^2 = (1 - 1/d) P_2 + 1/d
        const KernelMass masses{.mass = {{0, 0.1}, {1, 0.3}, {2, 0.9}}, .rest = 0, .dimension = 10};
        const DotProduct typed{Expression::parse("0.3*t+t^2", "t", "kernel"), 10};
        const Simulation few{.trials = 4, .threads = 1, .test_points = 300};
        for (const double ridge : {0.0, 0.1})
            check_equal(simulate(asked_of(masses, 40, ridge), few), simulate(asked_of(typed, 40, ridge), few));
    }

    TEST_CASE("[identity] the mass beyond every degree acts as a ridge") {
        const KernelMass with_rest{.mass = {{1, 0.3}, {2, 0.9}}, .rest = 0.2, .dimension = 10},
            without{.mass = {{1, 0.3}, {2, 0.9}}, .rest = 0, .dimension = 10};
        const Simulation few{.trials = 4, .threads = 1, .test_points = 300};
        check_equal(simulate(asked_of(with_rest, 40, 0.1), few), simulate(asked_of(without, 40, 0.3), few));
    }

    TEST_CASE("[simulation] and it is what the theory says of these masses") {
        const KernelMass model{.mass = {{0, 0.1}, {1, 0.5}, {2, 0.2}}, .rest = 0.1, .dimension = 30};
        for (const double samples : {20.0, 90.0, 400.0}) {
            const auto problem = asked_of(model, samples, 1e-2);
            const Measurement seen = simulate(problem, {.trials = 100, .test_points = 500});
            const Risk<> theory = risk(problem);
            CAPTURE(samples);
            for (const auto& [mean, value] : {std::pair{seen.test_error, theory.test_error},
                                              {seen.bias, theory.bias},
                                              {seen.variance, theory.variance},
                                              {seen.train_error, theory.train_error}})
                CHECK(std::abs(mean.mean - value) < 4 * mean.standard_error + 0.02 * value);
        }
    }

    TEST_CASE("[error] masses say nothing of features") {
        const KernelMass model{.mass = {{1, 1.0}}, .rest = 0, .dimension = 10};
        CHECK_THROWS_WITH_AS(static_cast<void>(realize(model, {{{1, 1.0}}, 0}, 20)),
                             "a kernel given by its mass does not say which features to draw", NotCovered);
    }
}
