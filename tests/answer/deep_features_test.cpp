// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Random features in layers as a question: the constants of their activations, sizes in both units, what is refused.
#include <doctest/doctest.h>

#include <boost/math/special_functions/erf.hpp>
#include <cmath>

#include "answer/asked.hpp"
#include "capture_bound.hpp"
#include "layer_rows.hpp"
#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/answer/answer_problem.hpp"
#include "lazyrisk/spectrum/neuron_moments.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Risk<> risk_of(const Fields& fields) {
    Answers answers;
    const Answer a = answers(asked(fields));
    CAPTURE(a.status);
    REQUIRE(a.answered);
    return a.risk;
}

std::string refusal(Fields fields) {
    Answers answers;
    const Answer a = answers(asked(fields));
    CHECK_FALSE(a.answered);
    return a.status;
}

void says(const Fields& fields, const std::string& words) {
    const std::string said = refusal(fields);
    CAPTURE(said);
    CHECK(said.find(words) != std::string::npos);
}

/// The norm is over d in the limit.
void same(const Risk<>& a, const Risk<>& b, double tolerance, double dimension = 1) {
    CHECK(a.test_error == nearly(b.test_error, tolerance));
    CHECK(a.bias == nearly(b.bias, tolerance));
    CHECK(a.variance == nearly(b.variance, tolerance));
    CHECK(a.train_error == nearly(b.train_error, tolerance));
    CHECK(a.weight_norm == nearly(dimension * b.weight_norm, tolerance));
}

/// The question of a row: "acts=tanh|relu;centred", widths per dimension.
std::string layers_of(const std::vector<std::string>& row) {
    const std::vector<std::string> names = layer_rows::pieces(layer_rows::text_in(row[1], "acts"), '|'),
                                   widths = layer_rows::pieces(row[4], '|');
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0             ? ""
                 : row[0] == "deep" ? ";"
                                    : "+") +
                (names[i] == "linear" ? "identity" : names[i]) + ":centred:psi1=" + widths[i];
    return text;
}

}  // namespace

TEST_SUITE("answer/deep_features") {
    TEST_CASE("[table] networks by the names of their activations, to 12 digits") {
        int seen = 0;
        for (const char* family : {"deep", "blocks", "rf"})
            for (const auto& row : covariate_rows::rows_of(family)) {
                if (row[1].starts_with("ntk") || row[2].find(':') != std::string::npos) continue;
                const std::string layers = std::string(family) == "rf"
                                               ? layer_rows::text_in(row[1], "act") + ":psi1=" + row[4]
                                               : layers_of(row);
                CAPTURE(layers);
                const double rest = covariate_rows::number_in(row[1], "E_un", 0);
                const Risk<> r = risk_of({{"layer", layers},
                                          {"psi2", row[3]},
                                          {"ridge", row[5]},
                                          {"noise", row[6]},
                                          {"energy", "1=1,rest=" + to_text(rest)}});
                CHECK(r.bias == nearly(std::stod(row[10]), 1e-12));
                CHECK(r.variance == nearly(std::stod(row[11]), 1e-12));
                CHECK(r.test_error == nearly(std::stod(row[12]), 1e-12));
                CHECK(r.train_error == nearly(std::stod(row[13]), 1e-12));
                ++seen;
            }
        CHECK(seen >= 9);
    }

    TEST_CASE("[table] the moments of a neuron: relu in closed form at any offset, waves, polynomials, steps") {
        for (const double v : {0.3, 1.0, 2.5})
            for (const double b : {-2.0, -0.4, 0.0, 1.1}) {
                const NeuronMoments m = neuron_moments(relu(), v, b);
                const double x = b / std::sqrt(v), cdf = boost::math::erfc(-x / std::sqrt(2)) / 2,
                             pdf = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
                const double mean = b * cdf + std::sqrt(v) * pdf, square = (b * b + v) * cdf + b * std::sqrt(v) * pdf;
                CHECK(m.mean == nearly(mean, 1e-14, 1e-15));
                CHECK(m.slope == nearly(cdf * cdf, 1e-13));
                CHECK(m.rest == nearly(square - mean * mean - v * cdf * cdf, 1e-12, 1e-15));
                CHECK(neuron_mean(relu(), v, b) == m.mean);
            }
        const NeuronMoments wave = neuron_moments(activation_named("sin(3*x)"), 2, 0.5);
        CHECK(wave.mean == nearly(std::sin(1.5) * std::exp(-9), 1e-11));
        CHECK(wave.slope == nearly(9 * std::pow(std::cos(1.5) * std::exp(-9), 2), 1e-10));
        CHECK(wave.mean * wave.mean + 2 * wave.slope + wave.rest ==
              nearly((1 - std::cos(3) * std::exp(-36)) / 2, 1e-14));
        const NeuronMoments cube = neuron_moments(activation_named("x^3"), 2);
        CHECK(cube.mean == 0);
        CHECK(cube.slope == nearly(36, 1e-14));  // (3 v)^2
        CHECK(cube.rest == nearly(15 * 8 - 36 * 2, 1e-14));
        const NeuronMoments line = neuron_moments(activation_named("2*x+1"), 0.7, 3);
        CHECK(line.slope == nearly(4, 1e-14));
        CHECK(line.rest == 0);
        CHECK_THROWS_AS(neuron_moments(relu(), 0), DomainError);
    }

    TEST_CASE(
        "[identity] one layer is random features: the same bits in the limit; counts and ratios; the width apart") {
        const Fields rest = {{"psi2", "2"}, {"ridge", "0.01"}, {"noise", "0.1"}};
        const auto with = [&](Fields fields) {
            fields.insert(fields.end(), rest.begin(), rest.end());
            return risk_of(fields);
        };
        for (const char* activation : {"relu", "tanh", "erf"}) {
            const Risk<> sphere = with({{"activation", activation}, {"psi1", "1.5"}}),
                         layer = with({{"layer", std::string(activation) + ":psi1=1.5"}}),
                         apart = with({{"layer", activation}, {"psi1", "1.5"}});
            CHECK(layer.test_error == nearly(sphere.test_error, 1e-14));
            CHECK(layer.bias == nearly(sphere.bias, 1e-14));
            CHECK(apart.test_error == layer.test_error);
        }
        const Risk<> ratio = with({{"layer", "relu:psi1=3;tanh:psi1=2"}});
        same(risk_of({{"layer", "relu:width=300;tanh:width=200"},
                      {"dim", "100"},
                      {"samples", "200"},
                      {"ridge", "0.01"},
                      {"noise", "0.1"}}),
             ratio, 1e-12, 100);
        same(risk_of({{"layer", "relu:width=300;tanh:psi1=2"},
                      {"covariance", "levels(1:1)"},
                      {"dim", "100"},
                      {"psi2", "2"},
                      {"ridge", "0.01"},
                      {"noise", "0.1"}}),
             ratio, 1e-12, 100);
        // covariances by another name
        const Fields deep = {{"layer", "relu:psi1=3:centred;tanh:psi1=2"}, {"psi2", "0.7"}};
        const auto on = [&](const char* covariance) {
            Fields fields = deep;
            fields.emplace_back("covariance", covariance);
            return risk_of(fields);
        };
        same(on("levels(1:0.5,1:0.5)"), on("identity"), 1e-13);
        same(on("uniform(2,2.0000000001)"), on("levels(2:1)"), 1e-9);
        // neurons of one activation, told apart or not; a joint width is shared
        same(with({{"layer", "relu:psi1=0.4+relu:psi1=0.6"}}), with({{"layer", "relu:psi1=1"}}), 1e-13);
        same(with({{"layer", "relu:share=0.5+tanh:share=0.5"}, {"psi1", "2"}}),
             with({{"layer", "relu:psi1=1+tanh:psi1=1"}}), 1e-14);
    }

    TEST_CASE(
        "[identity] offsets: phases of a cosine, biases, means that a layer leaves are what they are averaged to") {
        const Fields rest = {{"psi2", "2"}, {"ridge", "0.01"}, {"noise", "0.1"}};
        const auto with = [&](const std::string& layer) {
            Fields fields = rest;
            fields.emplace_back("layer", layer);
            return risk_of(fields);
        };
        // of infinitely many neurons only the averages count: E cos^2 = 1/2, slope^2 = e^-1/2
        const double slope = std::exp(-1.0) / 2;
        const Spectrum<> wave = diagonalize(
            DeepFeatures{.layers = {{LayerNeurons{.activation = activation_named("cos"), .phase = true}}}}, 0);
        CHECK(wave.levels[0].eigenvalue == nearly(slope, 1e-13));
        // E Var cos(z + b) - slope^2, with E (E cos)^2 = e^-1/2
        CHECK(wave.tail == nearly(0.5 - std::exp(-1.0) / 2 - slope, 1e-13));
        // a bias of variance b before a cosine: slope^2 = e^-1 E sin^2
        const Spectrum<> biased = diagonalize(
            DeepFeatures{.layers = {{LayerNeurons{.activation = activation_named("cos"), .bias_variance = 0.5}}}}, 0);
        CHECK(biased.levels[0].eigenvalue == nearly(std::exp(-1.0) * (1 - std::exp(-1.0)) / 2, 1e-13));
        // centring changes a layer behind it, not itself
        CHECK(with("relu:psi1=2:centred").test_error == with("relu:psi1=2").test_error);
        CHECK(with("relu:psi1=2:centred;tanh:psi1=2").test_error !=
              nearly(with("relu:psi1=2;tanh:psi1=2").test_error, 1e-3));
        CHECK(with("tanh:psi1=2:centred;relu:psi1=2").test_error ==
              nearly(with("tanh:psi1=2;relu:psi1=2").test_error, 1e-13));
        // a linear layer leaves no mean, and an offset before a linear neuron does nothing
        CHECK(with("relu:psi1=2;identity:psi1=2").test_error ==
              nearly(with("relu:psi1=2:centred;identity:psi1=2").test_error, 1e-12));
        CHECK(with("identity:psi1=2:bias=3;tanh:psi1=2").test_error > 0);
    }

    TEST_CASE("[limit] as many samples as neurons in a layer are a pole without a ridge, whatever offsets it has") {
        const auto at = [&](const char* layer, const char* samples) {
            return risk_of({{"layer", layer}, {"dim", "80"}, {"samples", samples}, {"ridge", "0"}, {"noise", "0.1"}});
        };
        for (const auto& [layer, samples] : {std::pair{"relu:width=200;erf:width=150", "150"},
                                             {"relu:width=200;erf:width=120", "120"},
                                             {"relu:width=100+tanh:width=100;erf:width=150", "150"},
                                             {"relu:width=150;relu:width=150", "150"},
                                             {"tanh:width=100:bias=1", "100"},
                                             {"identity:width=80:bias=1", "80"},
                                             {"cos:phase:width=100", "100"},
                                             {"erf:width=30+tanh:width=90", "120"}}) {
            CAPTURE_BOUND(layer);
            CHECK(at(layer, samples).test_error == infinite<>);
            CHECK(at(layer, "77").test_error < 1e4);
        }
    }

    TEST_CASE(
        "[table] offsets far wider than what they are added to, and phases of no wave: averages to the digits given") {
        // a and c averaged over the offset by themselves (closed forms, a trapezoidal rule of its own), infinite width
        const auto at = [&](const char* layer) {
            return risk_of({{"layer", layer}, {"psi2", "1"}, {"ridge", "0.01"}}).test_error;
        };
        CHECK(at("tanh:bias=4:psi1=inf") == nearly(0.244229498, 3e-9));
        CHECK(at("tanh:bias=10:psi1=inf") == nearly(0.265037, 3e-6));
        CHECK(at("tanh:bias=100:psi1=inf") == nearly(0.337461, 3e-6));
        CHECK(at("relu:bias=4:psi1=inf") == nearly(0.16519547, 5e-8));
        CHECK(at("relu:bias=25:psi1=inf") == nearly(0.11585413, 5e-8));
        CHECK(at("sign:bias=4:psi1=inf") == nearly(0.44317521, 5e-8));
        CHECK(at("sigmoid:psi1=inf;sign:psi1=inf") == nearly(0.4537427, 3e-7));
        CHECK(at("relu:phase:psi1=inf") == nearly(0.08337557, 2e-8));
    }

    TEST_CASE("[identity] other inputs at test, noise on the inputs") {
        const auto with = [](const char* layer, Fields more = {}) {
            const Fields base{{"layer", layer},
                              {"covariance", "levels(4:0.25,1:0.75)"},
                              {"alignment", "source(0.5)"},
                              {"psi2", "1.3"},
                              {"noise", "0.2"},
                              {"ridge", "0.01"}};
            more.insert(more.end(), base.begin(), base.end());
            return more;
        };
        for (const char* layer : {"tanh:psi1=2", "relu:psi1=0.7", "erf:psi1=inf", "sin:psi1=2:centred"}) {
            CAPTURE(layer);
            const Risk<> plain = risk_of(with(layer)),
                         same_law = risk_of(with(layer, {{"test-covariance", "levels(4:0.25,1:0.75)"}}));
            same(same_law, plain, 1e-12);
            CHECK(same_law.error_bound < 1e-10);
            // noise on the inputs: larger eigenvalues, and a part of the target that is no function of them
            const Risk<> none =
                             risk_of({{"layer", layer}, {"psi2", "1.3"}, {"ridge", "0.01"}, {"input-noise", "0.25"}}),
                         rest = risk_of({{"layer", layer},
                                         {"covariance", "levels(1.25:1)"},
                                         {"psi2", "1.3"},
                                         {"ridge", "0.01"},
                                         {"energy", "1=0.8,rest=0.2"}});
            same(none, rest, 1e-12);
        }
        // relu: everything is longer, and so is what it predicts
        const Risk<> plain = risk_of(with("relu:psi1=0.7")),
                     longer = risk_of(with("relu:psi1=0.7", {{"test-covariance", "levels(8:0.25,2:0.75)"}}));
        CHECK(longer.bias == nearly(2 * plain.bias, 1e-12));
        CHECK(longer.variance == nearly(2 * plain.variance, 1e-12));
        // tanh: no such thing; without data the energy there
        CHECK(risk_of(with("tanh:psi1=2", {{"test-covariance", "levels(8:0.25,2:0.75)"}})).test_error !=
              nearly(2 * risk_of(with("tanh:psi1=2")).excess_risk + 0.2, 1e-3));
        CHECK(risk_of({{"layer", "tanh:psi1=2"}, {"psi2", "1"}, {"ridge", "inf"}, {"test-covariance", "levels(3:1)"}})
                  .bias == nearly(3, 1e-14));
        // nearly all there is of samples, all neurons: the prediction rho L f
        Answers answers;
        for (const char* ridge : {"1e8", "3e10"}) {
            const Answer all = answers(asked(
                {{"layer", "tanh:psi1=inf"}, {"psi2", "1e10"}, {"ridge", ridge}, {"test-covariance", "levels(3:1)"}}));
            CAPTURE(all.status);
            REQUIRE(all.answered);
            const double rho = neuron_moments(activation_named("tanh"), 3).line /
                               neuron_moments(activation_named("tanh"), 1).line,
                         missed = 1 - rho * all.learnability[1];
            CHECK(all.risk.bias == nearly(3 * missed * missed, 1e-8));
        }
        const Fields law{{"test-covariance", "levels(1:0.25,3:0.75)"}};
        Fields best = with("tanh:psi1=2", law);
        best.back().second = "opt";
        const Answer a = answers(asked(best));
        REQUIRE(a.answered);
        for (const double factor : {0.98, 1.02}) {
            Fields near_by = with("tanh:psi1=2", law);
            near_by.back().second = to_text(a.ridge * factor);
            CHECK(risk_of(near_by).test_error >= a.risk.test_error);
        }
        says(with("tanh:psi1=2;relu:psi1=1", law), "one layer of one activation");
        says(with("tanh:psi1=2:bias=1", law), "without biases");
        says(with("relu:psi1=2:centred", law), "leave :centred out");
        says(with("tanh:psi1=2", {{"test-covariance", "levels(1:0.25,3:0.75)"}, {"time", "3"}}), "trained to the end");
        says(with("tanh:psi1=2", {{"test-covariance", "levels(1:0.25,3:0.75)"}, {"ensemble", "5"}}),
             "leave `ensemble` out");
        says({{"layer", "tanh:width=100"},
              {"covariance", "power(20,200)"},
              {"test-covariance", "power(19)"},
              {"samples", "50"}},
             "below 1e-30");
        says(with("tanh:psi1=2", {{"penalty", "identity"}}), "does not have this option");
    }

    TEST_CASE("[words] what is wrong with a layer is said, and what there is no theory of") {
        const Fields limit = {{"psi2", "1"}};
        const auto with = [&](const char* layer, Fields more = {}) {
            more.insert(more.end(), limit.begin(), limit.end());
            more.emplace_back("layer", layer);
            return more;
        };
        says(with("tanh:with=3"), "did you mean width?");
        says(with("tanh:psi1"), "psi1 needs a value");
        says(with("tanh:psi1=1:psi1=2"), "given twice");
        says(with("tanh:centred=1"), "centred has no value");
        says(with("tanh:psi1=0"), "above 0");
        says(with("tanh:psi1=2:width=3"), "the same size");
        says(with("tanh:width=3"), "needs `dim`");
        says(with("tanh:psi1=2;"), "a layer is empty");
        says(with(":psi1=2"), "begins with an activation");
        says(with("tahn:psi1=2"), "did you mean tanh?");
        says(with("tanh:psi1=2:share=2"), "at most 1");
        says(with("tanh:psi1=2:share=0.3+relu:psi1=1"), "or none");
        says(with("tanh:psi1=2:share=0.3+relu:psi1=1:share=0.3"), "add to 1");
        says(with("tanh:psi1=2+relu:psi1=inf"), "what share");
        says(with("tanh:psi1=2:bias=-1"), "at least 0");
        says(with("tanh:psi1=two"), "\"two\" is no number");
        says(with("tanh:psi1=1e300"), "at most 1e+150, or inf");
        says(with("tanh:psi1=2:bias=1:phase"), "give one");
        says(with("tanh:psi1=2:bias=1000"), "300 times as much is not covered");
        says(with("tanh:psi1=2", {{"psi1", "1"}}), "leave it out there, or here");
        says(with("tanh"), "`psi1` is missing");
        says(with("tanh:psi1=2", {{"energy", "2=1"}}), "degree 1 alone");
        says(with("x^2:psi1=2"), "linear in its inputs");
        says(with("tanh:psi1=1;relu:psi1=2", {{"ridge", "-0.1"}}), "not covered");
        says(with("tanh:psi1=1;relu:psi1=2", {{"labels", "sign"}, {"loss", "logistic"}}),
             "one layer of one activation");
        says(with("tanh:psi1=1;relu:psi1=2", {{"time", "3"}}), "one layer of one activation");
        says({{"layer", "tanh:width=30"}, {"covariance", "power(1.5)"}, {"samples", "10"}}, "number of terms");
        says({{"layer", "tanh:psi1=30"}, {"covariance", "power(1.5,20)"}, {"samples", "10"}}, "use width=N");
        says({{"model", "random-features"}, {"covariance", "identity"}, {"psi1", "1"}, {"psi2", "1"}},
             "`layer` is missing");
        // a formula with a + is one activation
        CHECK(risk_of(with("x+tanh(x):psi1=2")).test_error > 0);
        // one layer has all that a spectrum has
        CHECK(risk_of(with("tanh:psi1=2", {{"ridge", "-0.0001"}, {"psi2", "3"}, {"noise", "0.1"}})).test_error > 0);
    }
}
