// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/convex_ensemble.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "../nearly.hpp"
#include "convex_cases.hpp"
#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/saddle/solve_saddle.hpp"

using namespace lazyrisk;

namespace {

/// Random features of an odd activation in the limit: one level, and the rest of its square in the tail.
convex_cases::Case features(const std::function<double(double)>& activation) {
    double first = 0, square = 0;
    for (int i = -8000; i <= 8000; ++i) {
        const double z = 0.0015 * i, weight = 0.0015 * normal_density(z), value = activation(z);
        first += weight * z * value;
        square += weight * value * value;
    }
    convex_cases::Case c;
    convex_cases::add_level(c, first * first, first * first, 1);
    c.spectrum.tail = square - first * first;
    return c;
}

/// Of a row "ensemble LOSS ACTIVATION psi1=P psi2=N lam=RIDGE"; the square loss saw noisy signs.
convex_cases::Case setting(const std::string& text) {
    char loss[32], activation[32];
    double width = 0, samples = 0, ridge = 0;
    if (std::sscanf(text.c_str(), "ensemble %31s %31s psi1=%lf psi2=%lf lam=%lf", loss, activation, &width, &samples,
                    &ridge) != 5)
        throw std::runtime_error(text);
    convex_cases::Case c =
        features([tanh = std::string(activation) == "tanh"](double z) { return tanh ? std::tanh(z) : std::erf(z); });
    c.problem.loss = read_loss("loss", loss);
    c.problem.labels = is_square(c.problem.loss) ? Labels{LabelKind::probit, 0.25, 0} : Labels{LabelKind::sign, 0, 0};
    c.problem.samples = samples;
    c.problem.width = width;
    c.problem.ridge = ridge;
    return c;
}

/// E f_1 f_2 of one saddle.
template <MarginLoss L>
double shared(const L& loss, const Labels& labels, const LearnedField<>& field, const ConvexFitSizes<>& sizes,
              const SaddlePoint<>& at) {
    convex_cases::Case all;
    convex_cases::add_level(all, 1, 1, 1);
    const LearnedField<> whole(all.spectrum, all.target, infinite<>);
    return shared_variance(loss, LabelChannel<>(labels, whole), field, sizes, at);
}

double mean_of_two(const convex_cases::Case& c) {
    const LearnedField<> field(c.spectrum, c.target, c.problem.width);
    const LabelChannel<> channel(c.problem.labels, field);
    double both = 0;
    convex_cases::with_margin_loss(c, channel, field, [&](const auto& loss, const auto&, const auto&) {
        const ConvexFitSizes<> sizes{c.problem.samples, c.problem.ridge};
        both = shared(loss, c.problem.labels, field, sizes, solve_saddle(loss, channel, field, sizes));
    });
    return both;
}

ConvexRisk<> risk_of(convex_cases::Case c, double members) {
    c.problem.ensemble = members;
    return convex_risk(c.problem, c.spectrum, c.target);
}

/// E over z of (a + width z)_+.
double positive_part(double a, double width) { return a * normal_cdf(a / width) + width * normal_density(a / width); }

/// The smoothed g, in closed form but for the logistic loss.
double smoothed(const SquareLoss&, double w, double, double V) { return (1 - w) / (1 + V); }
double smoothed(const HingeLoss&, double w, double width, double V) {
    return (positive_part(1 - w, width) - positive_part(1 - V - w, width)) / V;
}
double smoothed(const SquaredHingeLoss&, double w, double width, double V) {
    return positive_part(1 - w, width) / (1 + V);
}
double smoothed(const LogisticLoss& loss, double w, double width, double V) {
    double sum = 0;
    for (int i = -90; i <= 90; ++i) sum += 0.1 * normal_density(0.1 * i) * loss.moreau(w + width * 0.1 * i, V).slope;
    return sum;
}
double smoothed(const auto&, double, double, double) { return 0; }

/// Section 5 for the square loss, formula (6.6).
Risk<> least_squares(const convex_cases::Case& c, double members) {
    const double mean =
        (1 - 2 * c.problem.labels.flip) * std::sqrt(2 / std::numbers::pi / (1 + c.problem.labels.slope));
    double total = c.target.rest;
    for (const auto& [mode, energy] : c.target.energy) total += energy;
    Target<> target;
    for (const auto& [mode, energy] : c.target.energy) target.energy.emplace_back(mode, energy / total * mean * mean);
    target.rest = c.target.rest / total * mean * mean;
    return risk(
        Degrees<>(c.spectrum), AlignedTarget<>(target, c.spectrum),
        Operation<>{
            {c.problem.samples, c.problem.width}, c.problem.ridge / c.problem.samples, 1 - mean * mean, members});
}

}  // namespace

TEST_SUITE("saddle/convex_ensemble") {
    TEST_CASE("[reference] logistic, hinge and square loss: theory of another program, simulations") {
        int seen = 0;
        for (const reference::Row& row : reference::table("classification_extra.csv")) {
            const std::string what = convex_cases::cell(row, "check"), quantity = convex_cases::cell(row, "quantity");
            if (what.find("ensemble") != 0) continue;
            ++seen;
            CAPTURE(what);
            CAPTURE(quantity);
            const convex_cases::Case c = setting(what);
            const double own = quantity == "q12"               ? mean_of_two(c)
                               : quantity == "clean error K=1" ? risk_of(c, 1).clean_error_rate
                                                               : risk_of(c, 2).clean_error_rate;
            CHECK(own == nearly(convex_cases::number(convex_cases::cell(row, "theory")), 1e-6));
            const double se = convex_cases::number(convex_cases::cell(row, "se"));
            CHECK(std::abs(own - convex_cases::number(convex_cases::cell(row, "mean"))) < 4 * se);
        }
        CHECK(seen == 6);
    }

    TEST_CASE("[agreement] the square loss of the tables' setting is section 5 with an ensemble") {
        for (const char* text :
             {"ensemble square tanh psi1=1 psi2=1.5 lam=0.01", "ensemble square erf psi1=2 psi2=1 lam=0.1"})
            for (const double members : {1.0, 2.0, 7.0, 1e6}) {
                const convex_cases::Case c = setting(text);
                CAPTURE(text);
                CAPTURE(members);
                CHECK(risk_of(c, members).test_error == nearly(least_squares(c, members).test_error, 1e-10));
            }
    }

    TEST_CASE("[agreement] the square loss on random problems, ensembles of 2 and of infinitely many") {
        std::mt19937_64 random(3);
        int seen = 0;
        for (int i = 0; i < 100; ++i) {
            convex_cases::Case c = convex_cases::random_case(random, false);
            if (c.problem.labels.kind == LabelKind::logistic) continue;
            ++seen;
            c.problem.loss = SquareLoss{};
            CAPTURE(i);
            CAPTURE(c.problem.samples);
            CAPTURE(c.problem.width);
            CAPTURE(c.problem.ridge);
            for (const double members : {2.0, infinite<>})
                CHECK(risk_of(c, members).test_error == nearly(least_squares(c, members).test_error, 1e-10));
        }
        CHECK(seen > 60);
    }

    TEST_CASE("[agreement] the fixed point of formula (15.23), smoothed slopes in closed form") {
        for (const char* loss : {"square", "hinge", "squared-hinge", "logistic"})
            for (const Labels& labels : {Labels{LabelKind::sign, 0, 0}, Labels{LabelKind::probit, 0.25, 0.05}})
                for (const double width : {0.7, 2.0, 8.0}) {
                    convex_cases::Case c = setting("ensemble hinge tanh psi1=1.5 psi2=1.5 lam=0.05");
                    c.problem.loss = read_loss("loss", loss);
                    c.problem.labels = labels;
                    c.problem.width = width;
                    if (std::holds_alternative<LogisticLoss>(c.problem.loss) && (width != 2 || labels.flip == 0))
                        continue;  // they take long
                    const LearnedField<> field(c.spectrum, c.target, width);
                    const LabelChannel<> channel(labels, field);
                    convex_cases::with_margin_loss(c, channel, field, [&](const auto& l, const auto&, const auto&) {
                        const ConvexFitSizes<> sizes{c.problem.samples, c.problem.ridge};
                        const SaddlePoint<> at = solve_saddle(l, channel, field, sizes);
                        const double q12 = shared(l, labels, field, sizes, at), q = at.t * at.t + at.r * at.r;
                        const double overlap = at.t * std::sqrt(field.learnable()), cosine = overlap / std::sqrt(q12);
                        const double alpha = cosine / std::sqrt(1 - cosine * cosine + labels.slope);
                        double sum = 0;
                        for (int i = -1000; i <= 1000; ++i) {
                            const double X = 0.01 * i;
                            const double chance = labels.flip + (1 - 2 * labels.flip) * normal_cdf(alpha * X);
                            const double g = smoothed(l, std::sqrt(q12) * X, std::sqrt(q - q12), at.V);
                            sum += 0.01 * normal_density(X) * 2 * chance * g * g;
                        }
                        const auto& f = at.field;
                        // one level of unit energy: A1 is its L
                        const double L = 1 - f.k / (f.k + c.spectrum.levels[1].eigenvalue);
                        const double right =
                            overlap * overlap / (f.a1 * f.a1 * field.learnable() * field.learnable()) * L * L +
                            c.problem.samples * f.D2 / (f.T1 * f.T1) * at.V * at.V * sum;
                        CAPTURE(loss);
                        CAPTURE(to_text(labels));
                        CAPTURE(width);
                        CHECK(q12 == nearly(right, 1e-10));
                        CHECK(q12 < q);
                        CHECK(q12 >= overlap * overlap);
                    });
                }
    }

    TEST_CASE("[identity] more members: less variance and fewer errors, the same overlap; kernels do not care") {
        for (const char* text :
             {"ensemble logistic erf psi1=1 psi2=2 lam=0.01", "ensemble hinge tanh psi1=1.5 psi2=1.5 lam=0.01"}) {
            convex_cases::Case c = setting(text);
            const ConvexRisk<> one = risk_of(c, 1);
            double errors = one.error_rate, variance = one.prediction_variance;
            const double both = mean_of_two(c);
            for (const double members : {2.0, infinite<>}) {
                const ConvexRisk<> r = risk_of(c, members);
                CHECK(r.overlap == one.overlap);
                CHECK(r.error_rate < errors);
                CHECK(r.prediction_variance < variance);
                errors = r.error_rate;
                variance = r.prediction_variance;
                // q12 + (q - q12)/K
                CHECK(r.prediction_variance == nearly(both + (one.prediction_variance - both) / members, 1e-12));
                CHECK(r.clean_error_rate ==
                      nearly(std::acos(r.overlap / std::sqrt(r.prediction_variance)) / std::numbers::pi, 1e-10));
            }
            c.problem.width = infinite<>;
            CHECK(risk_of(c, 5).error_rate == nearly(risk_of(c, 1).error_rate, 1e-13));
        }
    }
}
