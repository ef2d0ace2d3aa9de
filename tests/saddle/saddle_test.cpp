// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/convex_risk.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "../nearly.hpp"
#include "convex_cases.hpp"
#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/saddle/solve_saddle.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

ConvexRisk<> risk_of(const convex_cases::Case& c) { return convex_risk(c.problem, c.spectrum, c.target); }

/// E[y s] of the whole field.
double mean_label(const Labels& labels) {
    if (labels.kind != LabelKind::logistic)
        return (1 - 2 * labels.flip) * std::sqrt(2 / std::numbers::pi / (1 + labels.slope));
    double sum = 0;
    for (int i = -4000; i <= 4000; ++i) {
        const double s = 0.003 * i;
        sum += 0.003 * normal_density(s) * s * std::tanh(labels.slope * s / 2);
    }
    return (1 - 2 * labels.flip) * sum;
}

/// Section 5 of the theory with the energies and the noise of formula (15.10).
Risk<> least_squares(const convex_cases::Case& c, double ensemble = 1) {
    const double mean = mean_label(c.problem.labels), mean2 = mean * mean;
    double total = c.target.rest;
    for (const auto& [mode, energy] : c.target.energy) total += energy;
    Target<> target;
    for (const auto& [mode, energy] : c.target.energy) target.energy.emplace_back(mode, energy / total * mean2);
    target.rest = c.target.rest / total * mean2;
    const Operation<> op{
        {c.problem.samples, c.problem.width}, c.problem.ridge / c.problem.samples, 1 - mean2, ensemble};
    return risk(Degrees<>(c.spectrum), AlignedTarget<>(target, c.spectrum), op);
}

/// Random features of a level and a tail, in the limit.
convex_cases::Case features(const char* loss, const Labels& labels, double n, double p, double ridge) {
    convex_cases::Case c;
    convex_cases::add_level(c, 0.25, 0.25, 1);
    c.spectrum.tail = 0.09;
    c.problem.loss = read_loss("loss", loss);
    c.problem.labels = labels;
    c.problem.samples = n;
    c.problem.width = p;
    c.problem.ridge = ridge;
    return c;
}
convex_cases::Case linear(const char* loss, const Labels& labels, double n, double ridge) {
    convex_cases::Case c = features(loss, labels, n, infinite<>, ridge);
    c.spectrum = {};
    c.target = {};
    convex_cases::add_level(c, 1, 1, 1);
    return c;
}

const Labels probit{LabelKind::probit, 0.25, 0.05}, logistic{LabelKind::logistic, 2, 0}, sign{LabelKind::sign, 0, 0};

std::string describe(const convex_cases::Case& c) {
    return to_text(c.problem.loss) + " " + to_text(c.problem.labels) + " flip " + to_text(c.problem.labels.flip) +
           " n " + to_text(c.problem.samples) + " p " + to_text(c.problem.width) + " ridge " + to_text(c.problem.ridge);
}

/// The exponential loss under labels whose odds are exponential themselves.
bool sees_the_tail(const convex_cases::Case& c) {
    return std::holds_alternative<ExponentialLoss>(c.problem.loss) && c.problem.labels.kind == LabelKind::logistic;
}

}  // namespace

TEST_SUITE("saddle/saddle") {
    TEST_CASE("[agreement] the square loss is section 5 with the energies and the noise of the labels") {
        std::mt19937_64 random(1);
        for (int i = 0; i < 2000; ++i) {
            convex_cases::Case c = convex_cases::random_case(random, false);
            c.problem.loss = SquareLoss{};
            if (i % 8 >= 6) c.problem.ridge *= 1e-6;
            const Risk<> known = least_squares(c);
            // near the interpolation threshold both lose the digits that inputs lose
            const double worse = 1 + 0.02 * known.test_error;
            CAPTURE(i);
            CAPTURE(describe(c));
            if (i % 3) {  // the saddle alone
                const LearnedField<> field(c.spectrum, c.target, c.problem.width);
                const LabelChannel<> channel(c.problem.labels, field);
                const SaddlePoint<> at =
                    solve_saddle(SquareLoss{}, channel, field, {c.problem.samples, c.problem.ridge});
                const double off = 1 - 2 * at.t * std::sqrt(field.learnable()) * mean_label(c.problem.labels);
                CHECK(off + at.t * at.t + at.r * at.r == nearly(known.test_error, 1e-13 * worse));
                CHECK(at.field.k == nearly(known.effective_ridge, 1e-13 * worse));
                continue;
            }
            const ConvexRisk<> own = risk_of(c);
            CHECK(own.test_error == nearly(known.test_error, 1e-13 * worse));
            CHECK(own.weight_norm == nearly(known.weight_norm, 1e-13 * worse));
            CHECK(own.effective_ridge == nearly(known.effective_ridge, 1e-13 * worse));
            CHECK(2 * own.test_loss == nearly(own.test_error, 1e-13));
            if (known.train_error > 1e-10) CHECK(2 * own.train_loss == nearly(known.train_error, 1e-11 * worse));
        }
    }

    TEST_CASE("[agreement] the square loss without ridge, on both sides of the interpolation threshold") {
        for (const Labels& labels : {probit, logistic, sign})
            for (const double n : {0.3, 1.0, 1.9, 2.1, 5.0, 40.0}) {
                const convex_cases::Case c = features("square", labels, n, 2, 0);
                const Risk<> known = least_squares(c);
                const ConvexRisk<> own = risk_of(c);
                CAPTURE(describe(c));
                CHECK(own.test_error == nearly(known.test_error, 2e-13));
                CHECK(own.weight_norm == nearly(known.weight_norm, 2e-13));
                CHECK(2 * own.train_loss == nearly(known.train_error, 1e-12, 1e-15));
                // and what a vanishing ridge leads to
                convex_cases::Case with = c;
                with.problem.ridge = 1e-11;
                const ConvexRisk<> near = risk_of(with);
                CHECK(own.error_rate == nearly(near.error_rate, 1e-7));
                CHECK(own.overlap == nearly(near.overlap, 1e-9));
                CHECK(own.prediction_variance == nearly(near.prediction_variance, 1e-6));
            }
    }

    TEST_CASE("[identity] two routes to the norm; the objective; overlaps and error rates of a normal pair") {
        std::mt19937_64 random(2);
        for (int i = 0; i < 250; ++i) {
            const convex_cases::Case c = convex_cases::random_case(random, false);
            const ConvexRisk<> r = risk_of(c);
            const double ridge_per = c.problem.ridge / c.problem.samples;
            CAPTURE(i);
            CAPTURE(describe(c));
            // the second is a difference of losses where the ridge is small
            CHECK(r.weight_norm_again == nearly(r.weight_norm, 1e-11, 1e-14 * (r.prediction_variance + 1) / ridge_per));
            CHECK(r.objective == nearly(r.train_loss + ridge_per * r.weight_norm / 2, 1e-14));
            // at most the loss of the zero predictor
            CHECK(r.objective < std::visit([](const auto& l) { return double(l.value(0.0)); }, c.problem.loss));
            const double cosine = r.overlap / std::sqrt(r.prediction_variance);
            CHECK(r.clean_error_rate == nearly(std::acos(cosine) / std::numbers::pi, 1e-12));
            const Labels& labels = c.problem.labels;
            if (labels.kind != LabelKind::logistic)
                CHECK(r.error_rate == nearly(labels.flip + (1 - 2 * labels.flip) / std::numbers::pi *
                                                               std::acos(cosine / std::sqrt(1 + labels.slope)),
                                             1e-12));
            CHECK(r.test_error == nearly(1 - 2 * r.overlap * mean_label(labels) + r.prediction_variance, 1e-11));
            CHECK(r.train_error_rate <= r.error_rate * (1 + 1e-12));
            if (!sees_the_tail(c)) CHECK(r.train_loss <= r.test_loss * (1 + 1e-12));
        }
    }

    TEST_CASE("[limit] a large ridge leads to the average, whatever the loss") {
        for (const char* loss : {"square", "logistic", "hinge", "squared-hinge", "exponential"}) {
            CAPTURE(loss);
            // formula (15.19): mass 0.34 a unit of n, B = s, B_2 = s^2 + m s/p, B_3 = M s + m^2/p
            const double n = 2, p = 1.5, ridge = 1e12, s = 0.25, mass = 0.34, mean = mean_label(probit);
            const double g = std::string(loss) == "logistic" ? 0.5 : 1, pull = n * g / ridge;
            const double overlap = pull * mean * s;
            const double q = pull * pull * (mean * mean * (s * s + mass / p * s) + (s * s + mass * mass / p) / n);
            const ConvexRisk<> r = risk_of(features(loss, probit, n, p, ridge));
            CHECK(r.overlap == nearly(overlap, 1e-11));
            CHECK(r.prediction_variance == nearly(q, 1e-11));
            CHECK(r.clean_error_rate == nearly(std::acos(overlap / std::sqrt(q)) / std::numbers::pi, 1e-11));
        }
    }

    TEST_CASE("[limit] an infinite ridge: what a large one leads to") {
        for (const char* loss : {"square", "logistic", "hinge", "squared-hinge", "exponential"})
            for (const Labels& labels : {probit, sign, logistic})
                for (const double width : {0.6, 1.5, infinite<>}) {
                    const ConvexRisk<> large = risk_of(features(loss, labels, 3, width, 1e12)),
                                       beyond = risk_of(features(loss, labels, 3, width, infinite<>));
                    CAPTURE(loss);
                    CAPTURE(to_text(labels));
                    CAPTURE(width);
                    CHECK(beyond.error_rate == nearly(large.error_rate, 1e-11));
                    CHECK(beyond.clean_error_rate == nearly(large.clean_error_rate, 1e-11));
                    CHECK(beyond.train_error_rate == nearly(large.train_error_rate, 1e-11));
                    CHECK(beyond.test_error == nearly(large.test_error, 1e-11));
                    CHECK(beyond.test_loss == nearly(large.test_loss, 1e-11));
                    CHECK(beyond.train_loss == nearly(large.train_loss, 1e-11));
                    CHECK(beyond.calibration_error == nearly(large.calibration_error, 1e-8));
                    CHECK(beyond.support == 1);
                    CHECK(beyond.effective_ridge == infinite<>);
                    for (const double gone : {beyond.prediction_variance, beyond.weight_norm, beyond.overlap})
                        CHECK(gone == 0);
                }
    }

    TEST_CASE("[limit] hinges without ridge are the hard margin where that exists") {
        for (const char* loss : {"hinge", "squared-hinge"})
            for (const Labels& labels : {probit, sign, logistic}) {
                const ConvexRisk<> hard = risk_of(features("margin", labels, 1.5, 2, 0));
                const ConvexRisk<> none = risk_of(features(loss, labels, 1.5, 2, 0));
                const ConvexRisk<> tiny = risk_of(features(loss, labels, 1.5, 2, 1e-12));
                CAPTURE(loss);
                CAPTURE(to_text(labels));
                CHECK(hard.margin == nearly(1 / std::sqrt(hard.weight_norm), 1e-14));
                CHECK(tiny.error_rate == nearly(hard.error_rate, 1e-9));
                CHECK(tiny.overlap == nearly(hard.overlap, 1e-9));
                CHECK(tiny.prediction_variance == nearly(hard.prediction_variance, 1e-9));
                CHECK(tiny.weight_norm == nearly(hard.weight_norm, 1e-9));
                CHECK(none.error_rate == hard.error_rate);
                CHECK(none.overlap == hard.overlap);
                CHECK(none.weight_norm == hard.weight_norm);
                CHECK(none.test_loss == nearly(tiny.test_loss, 1e-9));
                CHECK(none.train_loss == 0);
                CHECK(none.train_error_rate == 0);
            }
        // the others share its direction, at weights without end
        for (const char* loss : {"logistic", "exponential"}) {
            const ConvexRisk<> none = risk_of(features(loss, probit, 1.5, 2, 0));
            CHECK(none.error_rate == risk_of(features("margin", probit, 1.5, 2, 0)).error_rate);
            CHECK(none.weight_norm == infinite<>);
            CHECK(none.test_loss == infinite<>);
        }
    }

    TEST_CASE("[limit] not separable: no ridge is what a tiny one leads to, linearly") {
        for (const char* loss : {"logistic", "exponential", "hinge", "squared-hinge"})
            for (const bool with_features : {false, true}) {
                const auto at = [&](double ridge) {
                    return with_features ? risk_of(features(loss, probit, 9, 2, ridge))
                                         : risk_of(linear(loss, probit, 6, ridge));
                };
                CAPTURE(loss);
                CAPTURE(with_features);
                const ConvexRisk<> none = at(0), tiny = at(1e-9), small = at(1e-8);
                CHECK(tiny.error_rate == nearly(none.error_rate, 1e-6));
                CHECK(tiny.overlap == nearly(none.overlap, 1e-6));
                CHECK(tiny.prediction_variance == nearly(none.prediction_variance, 1e-6));
                CHECK(tiny.train_loss == nearly(none.train_loss, 1e-6));
                CHECK(tiny.weight_norm == nearly(none.weight_norm, 1e-6));
                CHECK((small.overlap - none.overlap) / (tiny.overlap - none.overlap) == nearly(10, 0.02));
            }
    }

    TEST_CASE("[limit] infinitely many features are a width of 1e9") {
        for (const char* loss : {"square", "logistic", "hinge", "squared-hinge", "exponential", "margin"}) {
            const ConvexRisk<> wide = risk_of(features(loss, probit, 2, 1e9, 0.1)),
                               kernel = risk_of(features(loss, probit, 2, infinite<>, 0.1));
            CAPTURE(loss);
            CHECK(wide.error_rate == nearly(kernel.error_rate, 1e-8));
            CHECK(wide.test_error == nearly(kernel.test_error, 1e-8));
            CHECK(wide.train_loss == nearly(kernel.train_loss, 1e-8));
            CHECK(wide.weight_norm == nearly(kernel.weight_norm, 1e-8));
            CHECK(wide.effective_ridge == nearly(kernel.effective_ridge, 1e-8));
        }
    }

    TEST_CASE("[reference] a vanishing ridge of the logistic loss goes to the hard margin's direction, slowly") {
        // docs/theory.md, formula (15.21): relu features, labels without noise
        const double tail = 0.25 - 1 / (2 * std::numbers::pi);
        for (const auto& [ridge, rate] : {std::pair{1e-2, 0.2542},
                                          {1e-4, 0.2714},
                                          {1e-6, 0.2756},
                                          {1e-12, 0.2785},
                                          {1e-16, 0.2791},
                                          {0.0, 0.2805}}) {
            convex_cases::Case c = features("logistic", sign, 3, 2, ridge);
            c.spectrum.tail = tail;
            CHECK(risk_of(c).error_rate == nearly(rate, 0, 5.1e-5));
        }
    }

    TEST_CASE("[limit] infinitely many samples are very many of them") {
        for (const char* loss : {"logistic", "hinge"})
            for (const Labels& labels : {probit, Labels{LabelKind::logistic, 3, 0}}) {
                if (std::string(loss) == "hinge" && labels.kind == LabelKind::probit) continue;
                const ConvexRisk<> many = risk_of(
                                       features(loss, labels, std::string(loss) == "hinge" ? 1e7 : 1e9, 2, 0.1)),
                                   all = risk_of(features(loss, labels, infinite<>, 2, 0));
                CAPTURE(loss);
                CAPTURE(to_text(labels));
                const double rough = std::string(loss) == "hinge" ? 1e-5 : 1e-7;
                CHECK(all.error_rate == nearly(many.error_rate, rough));
                CHECK(all.clean_error_rate == nearly(many.clean_error_rate, rough));
                CHECK(all.overlap == nearly(many.overlap, rough));
                CHECK(all.prediction_variance == nearly(many.prediction_variance, rough));
                CHECK(all.test_loss == nearly(many.test_loss, rough));
                CHECK(all.train_loss == nearly(many.train_loss, rough));
                CHECK(all.weight_norm == nearly(many.weight_norm, rough));
                CHECK(all.effective_ridge == nearly(many.effective_ridge, rough));
            }
    }

    TEST_CASE("[reference] Sur and Candes 2019: the logistic fit without ridge, gamma^2 = 5") {
        struct Known {
            double kappa, alpha, sigma, lambda;
        };
        for (const Known& known :
             {Known{0.1, 1.167782, 3.346564, 0.960494}, Known{0.2, 1.499350, 4.743552, 3.026925}}) {
            const double gamma = std::sqrt(5);
            convex_cases::Case c = linear("logistic", {LabelKind::logistic, gamma, 0}, 1 / known.kappa, 0);
            const ConvexRisk<> r = risk_of(c);
            // theirs is the coefficient of a field of variance gamma^2, with noise per root of n
            CHECK(r.overlap / gamma == nearly(known.alpha, 4e-7));
            CHECK(std::sqrt((r.prediction_variance - r.overlap * r.overlap) / known.kappa) ==
                  nearly(known.sigma, 4e-7));
            const LearnedField<> field(c.spectrum, c.target, infinite<>);
            const LabelChannel<> channel(c.problem.labels, field);
            const SaddlePoint<> at = solve_saddle(LogisticLoss{}, channel, field, {c.problem.samples, 0});
            CHECK(at.V == nearly(known.lambda, 4e-7));
        }
        // the printed ones, as remembered
        const ConvexRisk<> r = risk_of(linear("logistic", {LabelKind::logistic, std::sqrt(5), 0}, 10, 0));
        CHECK(r.overlap / std::sqrt(5) == nearly(1.1678, 1e-4));
    }

    TEST_CASE("[identity] random questions are answered or refused, without NaN") {
        std::mt19937_64 random(7);
        int answered = 0, refused = 0;
        for (int i = 0; i < 600; ++i) {
            const convex_cases::Case c = convex_cases::random_case(random, true);
            CAPTURE(i);
            CAPTURE(describe(c));
            try {
                const ConvexRisk<> r = risk_of(c);
                ++answered;
                for (const double x :
                     {r.error_rate, r.clean_error_rate, r.test_error, r.test_loss, r.train_loss, r.train_error_rate,
                      r.overlap, r.prediction_variance, r.margin, r.support, r.calibration_error, r.calibration_slope,
                      r.best_temperature, r.weight_norm, r.objective, r.effective_ridge, r.error_bound})
                    CHECK_FALSE(std::isnan(x));
                CHECK(r.error_rate >= c.problem.labels.flip * (1 - 1e-12));
                CHECK(r.error_rate <= 0.5 + 1e-12);
                CHECK(r.error_bound < 1e-6);
                CHECK(r.support >= 0);
                CHECK(r.support <= 1 + 1e-12);
                CHECK(r.train_loss >= 0);
                if (!sees_the_tail(c)) CHECK(r.train_loss <= r.test_loss * (1 + 1e-9));
            } catch (const NotCovered& e) {
                ++refused;
                CHECK(std::string(e.what()).find("not separable") == 0);
                CHECK(std::holds_alternative<MarginConstraint>(c.problem.loss));
            }
        }
        CHECK(answered + refused == 600);
        CHECK(refused < 60);
    }

    TEST_CASE("[error] labels that are numbers, losses of the residual, targets without energy or with a constant") {
        convex_cases::Case c = linear("logistic", Labels{}, 2, 0.1);
        CHECK_THROWS_WITH_AS(static_cast<void>(risk_of(c)),
                             "loss = logistic: this loss takes labels that are signs: sign, probit(D), logistic(g)",
                             DomainError);
        c = linear("absolute", probit, 2, 0.1);
        CHECK_THROWS_WITH_AS(static_cast<void>(risk_of(c)),
                             "loss = absolute: this loss takes labels that are numbers: labels = regression",
                             DomainError);
        c = linear("hinge", probit, 2, 0.1);
        c.target.energy.emplace_back(Mode(0), 0.1);
        CHECK_THROWS_WITH_AS(static_cast<void>(risk_of(c)), doctest::Contains("a constant part"), NotCovered);
        c.target = {};
        CHECK_THROWS_WITH_AS(static_cast<void>(risk_of(c)),
                             "energy = 0: labels need a target: some energy has to be positive", DomainError);
        c = linear("margin", probit, 50, 0.1);
        CHECK_THROWS_WITH_AS(static_cast<void>(risk_of(c)), doctest::Contains("the threshold is n = 3.09"), NotCovered);
        c.problem.samples = infinite<>;
        CHECK_THROWS_AS(static_cast<void>(risk_of(c)), NotCovered);
    }
}
