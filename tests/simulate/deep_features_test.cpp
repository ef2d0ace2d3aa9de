// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Layers drawn: neuron by neuron the same whichever are asked for, means taken off, the risk beside theory.
#include <doctest/doctest.h>

#include <cmath>

#include "lazyrisk/answer/answer_problem.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

NeuronLayer layer(const char* activation, double width, bool centred = false) {
    return {LayerNeurons{.activation = activation_named(activation), .width = width, .centred = centred}};
}

DeepFeatures two_layers(double dimension, bool centred) {
    DeepFeatures model;
    model.covariance = read_covariance("c", "levels(4:0.25,1:0.75)");
    model.dimension = dimension;
    model.layers = {layer("relu", 1.5 * dimension, centred), layer("tanh", dimension, centred)};
    model.layers[1][0].bias_variance = 0.3;
    model.layers[1].push_back({.activation = activation_named("cos"), .width = dimension / 2, .phase = true});
    return model;
}

}  // namespace

TEST_SUITE("simulate/deep_features") {
    TEST_CASE("[identity] neurons asked for in parts are those asked for at once") {
        const DeepFeatures model = two_layers(20, true);
        const Realization r = realize(model, {{{1, 1.0}}, 0});
        const Stream stream = Draw{3, 1, 0}.stream(Role::features);
        const Matrix x = r.inputs(0, 7, Draw{3, 1, 0}.stream(Role::data));
        const Matrix all = r.features(0, 30, stream)(x), part = r.features(13, 12, stream)(x);
        CHECK(all.rows() == 7);
        CHECK(all.cols() == 30);
        CHECK((all.middleCols(13, 12) - part).norm() <= 1e-13 * all.norm());
        // equal widths below share their draws, other activations too
        DeepFeatures other = model;
        other.layers[1][0].activation = activation_named("erf");
        CHECK(realize(other, {{{1, 1.0}}, 0}).kind == r.kind);
        other.layers[0][0].width = 31;
        CHECK(realize(other, {{{1, 1.0}}, 0}).kind != r.kind);
    }

    TEST_CASE("[simulation] centred features have mean 0, their second moment is that of the theory's kernel") {
        for (const bool centred : {true, false}) {
            const DeepFeatures model = two_layers(60, centred);
            const Spectrum<> s = diagonalize(model, 0);
            double power = 0, mean = 0;
            constexpr int draws = 20, points = 400;
            for (std::uint64_t t = 0; t < draws; ++t) {
                const Draw draw{5, 1, t};
                const Realization r = realize(model, {{{1, 1.0}}, 0});
                const Matrix f =
                    r.features(0, 90, draw.stream(Role::features))(r.inputs(0, points, draw.stream(Role::data)));
                const Eigen::RowVectorXd means = f.colwise().mean();
                power += ((f.rowwise() - means).squaredNorm() / (points - 1) / 90) / draws;
                mean += means.squaredNorm() / 90 / draws;
            }
            CHECK(power == nearly(s.trace(), 0.03));  // 1/d
            if (centred)
                CHECK(mean == nearly(0.5 * std::exp(-preactivation_variances(model)[1]) / 3 + power / points,
                                     0.1));  // the cosines are not
        }
    }

    TEST_CASE("[simulation] two layers of two kinds beside the theory, of every convention of theirs") {
        for (const bool centred : {true, false}) {
            const double d = 80;
            Problem<DeepFeatures> p{.model = two_layers(d, centred),
                                    .samples = 100,
                                    .width = 1.5 * d,
                                    .ridge = {0.05},
                                    .noise_variance = 0.1};
            p.target = {{{1, 1.0}}, 0};
            const Measurement m = simulate(p, {.trials = 60, .test_points = 200});
            const double theory = answer(p).risk.test_error;
            CAPTURE(theory);
            CAPTURE(m.test_error.mean);
            CAPTURE(m.test_error.standard_error);
            CHECK(std::abs(m.test_error.mean - theory) <= 4 * m.test_error.standard_error + 0.02 * theory);  // 1/d
        }
        Problem<DeepFeatures> wide{.model = two_layers(20, true), .samples = 10, .width = infinite<>};
        wide.model.layers[0][0].width = infinite<>;
        CHECK_THROWS_AS(simulate(wide, {.trials = 2}), NotCovered);
    }

    TEST_CASE("[simulation] other inputs at test, and noise on them: theory at sizes that grow") {
        const auto z_beyond = [](auto change) {  // twice the larger size less the smaller: what falls as 1/d is gone
            double mean = 0, variance = 0, theory = 0;
            for (const double d : {60.0, 120.0}) {
                Problem<DeepFeatures> p{.model = {.covariance = read_covariance("c", "levels(4:0.25,1:0.75)"),
                                                  .dimension = d,
                                                  .layers = {layer("tanh", 2 * d)}},
                                        .target = {{{1, 1.0}}, 0},
                                        .samples = 1.5 * d,
                                        .width = 2 * d,
                                        .ridge = Ridge<>::total(0.05),
                                        .noise_variance = 0.2};
                change(p.model);
                const Measurement m = simulate(p, {.trials = 300, .test_points = 500});
                const double part = d == 60 ? -1 : 2;
                mean += part * m.test_error.mean;
                variance += part * part * m.test_error.standard_error * m.test_error.standard_error;
                theory = answer(p).risk.test_error;
            }
            return (mean - theory) / std::sqrt(variance);
        };
        CHECK(std::abs(z_beyond(
                  [](DeepFeatures& m) { m.test_covariance = read_covariance("t", "levels(1:0.25,3:0.75)"); })) < 3.5);
        CHECK(std::abs(z_beyond([](DeepFeatures& m) { m.input_noise = 0.7; })) < 3.5);
    }
}
