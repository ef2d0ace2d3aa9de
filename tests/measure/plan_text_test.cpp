// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/plan_text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace lazyrisk;

namespace {

constexpr double d = 20;
const Target<> line{{{1, 1.0}}, 0};

/// The plan of fits of these samples and widths, with one ridge.
std::string plan(const Realization& world, const std::vector<std::pair<double, double>>& sizes) {
    std::vector<CampaignPoint> points;
    for (const auto& [n, p] : sizes)
        points.push_back({0, {.samples = n, .width = p, .ridge = Ridge<>::total(0.1), .dimension = d}});
    const Campaign campaign({world}, points, {.trials = 3, .threads = 1, .test_points = 50});
    SimulationSettings settings;
    settings.trials = 3;
    return plan_text(campaign, settings);
}

bool has(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

}  // namespace

TEST_SUITE("measure/plan_text") {
    TEST_CASE("[identity] a plan counts widths in neurons, as they were asked for, however many features each has") {
        // a neuron of a tangent of the first layer has d features, of both layers d + 1
        for (const TrainedLayers layers : {TrainedLayers::first, TrainedLayers::all}) {
            const Realization tangent = realize(NeuralTangent{relu(), d, layers}, line, 10);
            CAPTURE(tangent.features_per_neuron);
            REQUIRE(tangent.features_per_neuron >= int(d));
            const std::string few = plan(tangent, {{1000, 10}});
            CAPTURE(few);
            CHECK(has(few, "    S^T S of 1000 samples, width 10: 1 Cholesky factor for 1 fit\n"));
            const std::string two = plan(tangent, {{1000, 10}, {1000, 6}});
            CAPTURE(two);
            CHECK(has(two, "S^T S of 1000 samples, width 6 to 10: 2 Cholesky factors for 2 fits\n"));
            const std::string many = plan(tangent, {{30, 10}});  // more features than samples
            CAPTURE(many);
            CHECK_FALSE(has(many, "S^T S"));
            CHECK(has(many, "of 10 neurons, samples 30: 1 Cholesky factor for 1 fit\n"));
        }
    }

    TEST_CASE("[identity] random features have one feature a neuron, a kernel has samples alone") {
        const Realization features = realize(RandomFeatures{relu(), d}, line, 25);
        const std::string few = plan(features, {{300, 25}, {300, 7}}), many = plan(features, {{30, 90}});
        CAPTURE(few);
        CAPTURE(many);
        CHECK(has(few, "    S^T S of 300 samples, width 7 to 25: 2 Cholesky factors for 2 fits\n"));
        CHECK(has(few, ": 2 points in 1 family, 3 trials each\n"));
        CHECK(has(many, "of 90 neurons, samples 30: 1 Cholesky factor for 1 fit\n"));
        const std::string kernel = plan(realize(Kernel{relu(), d}, line), {{30, infinite<>}, {40, infinite<>}});
        CAPTURE(kernel);
        CHECK(has(kernel, "    kernel matrix, samples 30 to 40: 1 Cholesky factor for 2 fits\n"));
    }
}
