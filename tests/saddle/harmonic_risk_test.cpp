// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/harmonic_risk.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/problem/random_features.hpp"
#include "lazyrisk/saddle/convex_risk.hpp"
#include "lazyrisk/saddle/one_index_law.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "nearly.hpp"
#include "reference.hpp"

namespace {

using namespace lazyrisk;

const Target<> one_degree{{{Mode(1), 1.0}}, 0};

Spectrum<> features(const char* activation, double dimension, int degrees = 40) {
    return diagonalize(RandomFeatures{.activation = activation_named(activation), .dimension = dimension}, degrees);
}

ConvexProblem asked(const Loss& loss, const Labels& labels, double n, double p, double ridge) {
    return {.loss = loss, .labels = labels, .samples = n, .width = p, .ridge = ridge};
}

ConvexRisk<> of_sphere(ConvexProblem problem, const Spectrum<>& spectrum, double dimension) {
    problem.dimension = dimension;
    return convex_risk(problem, spectrum, one_degree);
}

double number(const reference::Row& row, const char* column) { return std::stod(row.at(column)); }

const std::vector<Labels> labels = {
    {LabelKind::sign, 0, 0}, {LabelKind::sign, 0, 0.1}, {LabelKind::probit, 0.5, 0.05}, {LabelKind::logistic, 3, 0}};
const std::vector<Loss> losses = {SquareLoss{},       LogisticLoss{},    HingeLoss{},
                                  SquaredHingeLoss{}, ExponentialLoss{}, MarginConstraint{}};

}  // namespace

TEST_SUITE("saddle/one_index_law") {
    TEST_CASE("[identity] harmonics are orthonormal, and the index has the moments of a coordinate of the sphere") {
        for (const double d : {2.0, 3.0, 20.0, 300.0}) {
            const std::vector<IndexNode> nodes = index_nodes(labels[0], d, {.degrees = 9, .widest = 0.6, .points = 20});
            for (int k = 1; k <= 5; k += 2)
                for (int l = 1; l <= 5; l += 2) {
                    double sum = 0;
                    for (const IndexNode& n : nodes)
                        sum += n.weight * n.harmonic[std::size_t(k)] * n.harmonic[std::size_t(l)];
                    CAPTURE(d);
                    CAPTURE(k);
                    CAPTURE(l);
                    CHECK(sum == nearly(k == l ? 1 : 0, 0, 2e-12));
                }
            double square = 0, fourth = 0;
            for (const IndexNode& n : nodes) square += n.weight * n.u * n.u, fourth += n.weight * std::pow(n.u, 4);
            CHECK(square == nearly(1, 1e-12));
            CHECK(fourth == nearly(3 * d / (d + 2), 1e-12));
        }
    }

    TEST_CASE("[identity] a label is what its probability says") {
        for (const Labels& l : labels)
            for (const IndexNode& n : index_nodes(l, 20, {.degrees = 1}))
                CHECK(n.probability == probability_of_one(l, n.u));
    }
}

TEST_SUITE("saddle/harmonic_risk") {
    TEST_CASE("[identity] on a sphere of 10^12 dimensions every output is that of a normal field") {
        // degree 1 alone: nothing else of the label is known
        const Spectrum<> spectrum = features("tanh", 20, 2);
        for (const Labels& l : labels)
            for (const Loss& loss : losses) {
                const ConvexProblem problem =
                    asked(loss, l, 60, 100, std::holds_alternative<MarginConstraint>(loss) ? 0 : 0.1);
                const std::string kind = to_text(l), name = to_text(loss);
                CAPTURE(kind);
                CAPTURE(name);
                const ConvexRisk<> a = convex_risk(problem, spectrum, one_degree),
                                   b = of_sphere(problem, spectrum, 1e12);
                CHECK(b.error_rate == nearly(a.error_rate, 1e-10));
                CHECK(b.clean_error_rate == nearly(a.clean_error_rate, 1e-10));
                CHECK(b.test_error == nearly(a.test_error, 1e-10));
                if (!std::isinf(a.test_loss)) CHECK(b.test_loss == nearly(a.test_loss, 1e-10));
                CHECK(b.train_loss == nearly(a.train_loss, 1e-9, 1e-15));
                CHECK(b.train_error_rate == nearly(a.train_error_rate, 1e-9, 1e-15));
                CHECK(b.overlap == nearly(a.overlap, 1e-10));
                CHECK(b.prediction_variance == nearly(a.prediction_variance, 1e-10));
                CHECK(b.margin == nearly(a.margin, 1e-10, 1e-15));
                CHECK(b.support == nearly(a.support, 1e-10));
                CHECK(b.calibration_error == nearly(a.calibration_error, 1e-8));
                CHECK(b.calibration_slope == nearly(a.calibration_slope, 1e-10));
                CHECK(b.best_temperature == nearly(a.best_temperature, 1e-9));
                CHECK(b.weight_norm == nearly(a.weight_norm, 1e-9));
                CHECK(b.objective == nearly(a.objective, 1e-9));
                CHECK(b.effective_ridge == nearly(a.effective_ridge, 1e-9));
            }
    }

    TEST_CASE("[identity] both routes to the norm, with every loss and label, and an error bound that is small") {
        for (const char* activation : {"relu", "tanh", "sign"}) {
            const Spectrum<> spectrum = features(activation, 20);
            for (const Labels& l : labels)
                for (const Loss& loss : losses) {
                    ConvexProblem problem = asked(loss, l, 300, 500, 0.05);
                    if (std::holds_alternative<MarginConstraint>(loss)) problem.samples = 100, problem.ridge = 0;
                    const ConvexRisk<> r = of_sphere(problem, spectrum, 20);
                    CHECK(r.weight_norm_again == nearly(r.weight_norm, 1e-10));
                    CHECK(r.error_bound < 1e-9);
                    CHECK(r.error_rate != convex_risk(problem, spectrum, one_degree).error_rate);
                }
        }
    }

    TEST_CASE("[simulated] at n = d^2 and 2 d^2 within 4 %, nearer than one overlap by half") {
        for (const reference::Row& row : reference::table("one_index_simulated.csv")) {
            const double d = number(row, "d"), simulated = number(row, "error_rate"), se = number(row, "se");
            const Spectrum<> spectrum = features(row.at("activation").c_str(), d);
            const ConvexProblem problem =
                asked(read_loss("loss", row.at("loss")), labels[0], number(row, "n"), number(row, "p"), 0.1);
            const double one = convex_risk(problem, spectrum, one_degree).error_rate,
                         all = of_sphere(problem, spectrum, d).error_rate;
            CAPTURE(simulated);
            CHECK(std::abs(all - simulated) < 3 * se + 0.025 * simulated);
            if (number(row, "n") >= d * d) CHECK(std::abs(all - simulated) < 0.65 * std::abs(one - simulated));
        }
    }

    TEST_CASE("[table] another program's fits to draws of dimension 20 and 30") {
        double squares = 0;
        int count = 0;
        for (const reference::Row& row : reference::table("classification_finite_d.csv")) {
            const double d = number(row, "d"), mean = number(row, "simulated");
            if (mean < 1e-6) continue;  // the accuracy of its solver
            const ConvexProblem problem = asked(read_loss("loss", row.at("loss")), labels[0], number(row, "n"),
                                                number(row, "p"), number(row, "lam"));
            const ConvexRisk<> r = of_sphere(problem, features(row.at("activation").c_str(), d), d);
            const std::map<std::string, double> of = {{"train_loss", r.train_loss}, {"test_loss", r.test_loss},
                                                      {"q", r.prediction_variance}, {"clean_error", r.clean_error_rate},
                                                      {"norm2", r.weight_norm / d}, {"t", r.overlap}};
            const double z = (of.at(row.at("quantity")) - mean) / number(row, "se");
            CAPTURE(row.at("quantity"));
            CAPTURE(z);
            CHECK(std::abs(z) < 3.5);
            squares += z * z;
            ++count;
        }
        CHECK(count == 21);
        CHECK(std::sqrt(squares / count) < 1.6);
    }

    TEST_CASE("[limit] ridges beyond every eigenvalue average, whatever the loss; the hinge without a single kink") {
        const Spectrum<> spectrum = features("erf", 20);
        ConvexProblem problem = asked(LogisticLoss{}, labels[2], 30, 100, infinite<>);
        const double limit = of_sphere(problem, spectrum, 20).error_rate;
        for (const Loss& loss : {Loss(LogisticLoss{}), Loss(HingeLoss{}), Loss(SquareLoss{})}) {
            problem.loss = loss;
            problem.ridge = infinite<>;
            CHECK(of_sphere(problem, spectrum, 20).error_rate == nearly(limit, 1e-12));
            problem.ridge = 1e7;
            CHECK(of_sphere(problem, spectrum, 20).error_rate == nearly(limit, 1e-6));
        }
        CHECK(limit != nearly(convex_risk(problem, spectrum, one_degree).error_rate, 1e-3));
    }

    TEST_CASE("[limit] features that know no odd degree learn nothing of a label") {
        const ConvexProblem problem = asked(HingeLoss{}, labels[0], 100, 50, 0.1);
        CHECK(of_sphere(problem, features("abs(x)", 20), 20).error_rate == 0.5);
    }

    TEST_CASE("[random] every question has an answer that both routes to the norm agree on") {
        std::mt19937_64 random(3);
        const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<>(a, b)(random); };
        const auto scale = [&](double a, double b) { return std::exp(uniform(std::log(a), std::log(b))); };
        const std::vector<const char*> activations = {"relu", "tanh", "erf", "sin(x)", "max(x,0)^2", "x^3"};
        for (int i = 0; i < 60; ++i) {
            const double d = std::floor(scale(2, 200));
            const Spectrum<> spectrum = features(activations[random() % activations.size()], d, 20);
            ConvexProblem problem = asked(losses[1 + random() % 4], labels[random() % labels.size()], scale(1, 1e5),
                                          uniform(0, 1) < 0.2 ? infinite<> : scale(1, 1e5), scale(1e-3, 1e6));
            const ConvexRisk<> a = of_sphere(problem, spectrum, d);
            CAPTURE(i);
            CHECK(a.error_rate > 0);
            CHECK(a.error_rate <= 0.5);
            CHECK(a.weight_norm_again == nearly(a.weight_norm, 1e-7));
            CHECK(a.error_rate != convex_risk(problem, spectrum, one_degree).error_rate);
        }
    }
}
