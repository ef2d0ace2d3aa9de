// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "../nearly.hpp"
#include "lazyrisk/answer/answer_problem.hpp"
#include "lazyrisk/simulate/drawn_labels.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

constexpr int dimension = 100;
constexpr double separation = 2;

Realization world() {
    Realization r = realize(RandomFeatures{.activation = relu(), .dimension = dimension}, {{{1, 1.0}}, 0}, 150);
    use_mixture(r, separation, 1);
    return r;
}

std::size_t place_of(const char* quantity) {
    const std::vector<std::string>& names = loss_quantities();
    return std::size_t(std::find(names.begin(), names.end(), quantity) - names.begin());
}

}  // namespace

TEST_SUITE("simulate/mixture") {
    TEST_CASE("[identity] inputs are on the sphere, around means of both classes along the first coordinate") {
        const Realization r = world();
        const Draw draw;
        constexpr int count = 4000;
        const Matrix x = r.inputs(0, count, draw.stream(Role::data));
        const std::vector<double> y = r.classes(0, count, draw.stream(Role::data));
        double mean = 0, square = 0, ones = 0, other = 0;
        for (int j = 0; j < count; ++j) {
            CHECK(x.col(j).squaredNorm() == nearly(dimension, 1e-12));
            const double s = y[std::size_t(j)] * x(0, j);
            mean += s / count, square += s * s / count, ones += y[std::size_t(j)] > 0,
                other += y[std::size_t(j)] * x(1, j);
        }
        const double back = std::sqrt(1 + separation / dimension);  // onto the sphere
        CHECK(std::abs(mean - std::sqrt(separation) / back) < 4 / std::sqrt(count));
        CHECK(square - mean * mean == nearly(1, 0.1));
        CHECK(std::abs(ones - count / 2.0) < 4 * std::sqrt(count) / 2);
        CHECK(std::abs(other / count) < 4 / std::sqrt(count));
        // in parts as at once
        CHECK(r.inputs(100, 5, draw.stream(Role::data)) == x.middleCols(100, 5));
        CHECK(r.classes(100, 5, draw.stream(Role::data))[2] == y[102]);
    }

    TEST_CASE("[simulated] error rates, overlaps and losses of three losses are those of the theory") {
        Problem<RandomFeatures> problem{.model = {.activation = relu(), .dimension = dimension},
                                        .target = {.energy = {{1, 1.0}}},
                                        .samples = 200,
                                        .width = 150,
                                        .ridge = Ridge<>::total(0.1),
                                        .labels = {.kind = LabelKind::mixture, .slope = separation, .flip = 0.05}};
        for (const Loss& loss : {Loss(SquareLoss{}), Loss(LogisticLoss{}), Loss(HingeLoss{})}) {
            problem.loss = loss;
            const ConvexRisk<> theory = *answer(problem).classifier;
            const Measurement seen = simulate(problem, {.trials = 20, .threads = 2, .test_points = 2000});
            const auto check = [&](const char* quantity, double value) {
                CAPTURE(quantity);
                const Estimate& e = seen.of_loss[place_of(quantity)];
                CHECK(std::abs(e.mean - value) < 3.5 * e.standard_error + 0.02 * std::abs(value));  // of order S/d
            };
            check("error_rate", theory.error_rate);
            check("clean_error_rate", theory.clean_error_rate);
            check("overlap", theory.overlap);
            check("prediction_variance", theory.prediction_variance);
            check("test_loss", theory.test_loss);
            check("train_loss", theory.train_loss);
        }
    }

    TEST_CASE("[refusal] a mixture and its world belong together") {
        const Fit plain{.samples = 20, .width = 10, .loss = {.labels = {LabelKind::sign, 0, 0}}};
        const Fit classes{.samples = 20, .width = 10, .loss = {.labels = {LabelKind::mixture, 1, 0}}};
        CHECK_THROWS_AS(simulate(world(), plain), NotCovered);
        CHECK_THROWS_AS(
            simulate(realize(RandomFeatures{.activation = relu(), .dimension = 20}, {{{1, 1.0}}, 0}, 10), classes),
            NotCovered);
        Realization spiked;
        CHECK_THROWS_AS(use_mixture(spiked, 1, 1), NotCovered);
    }
}
