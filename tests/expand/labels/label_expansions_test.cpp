// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Separability, margin and error rate in series, beside their own solve in 100 digits and beside the saddle.
#include "lazyrisk/expand/labels/label_expansions.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "expand/expansion_checks.hpp"
#include "lazyrisk/expand/catalogue/catalogue.hpp"
#include "lazyrisk/expand/catalogue/expansion_question.hpp"
#include "lazyrisk/expand/labels/label_digits.hpp"
#include "lazyrisk/saddle/convex_risk.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;
using namespace lazyrisk::expand_tests;

namespace {

constexpr double pi = 3.14159265358979323846;

/// Sizes per dimension; a level of that eigenvalue, and a tail.
Spectrum<> one_level(double eigenvalue, double tail) {
    Spectrum<> s;
    s.levels.push_back({Mode(1), eigenvalue, 1, eigenvalue, 0});
    s.tail = tail;
    return s;
}

ConvexProblem asked(const char* loss, const char* labels, double flip, double samples, double width, double ridge) {
    ConvexProblem p{read_loss("loss", loss), read_labels("labels", labels), {}, 0, samples, width, ridge};
    p.labels.flip = flip;
    return p;
}

const Target<> learned{{{Mode(1), 1.0}}, 0.0};

double number(const Expansion& e, const Values& v, const Digits& x) { return sum(e, v, x).convert_to<double>(); }

/// One expansion of a question, with its numbers.
double answered(const ExpansionQuestion& question, double x) {
    const ExpansionAnswer answer = expansions(resolve(question));
    return number(answer.expansions.front(), answer.values, x);
}

}  // namespace

TEST_SUITE("expand/labels/label_expansions") {
    TEST_CASE("[identity] the remainder shrinks as claimed") {
        for (const int order : {0, 1, 2, 4}) {
            for (const char* D : {"0", ".25", "3"})
                has_claimed_order(separability_of_weak_labels(order), {{"D", digits(D)}});
            has_claimed_order(separability_of_probit_labels(order), {});
            has_claimed_order(separability_of_flipped_labels(order), {}, 1e-12);
            has_claimed_order(margin_of_random_labels(order), {});
        }
        for (const int order : {0, 1}) {
            for (const char* D : {"0", ".25", "2"})
                has_claimed_order(margin_near_threshold(order), {{"c", digits(".3")}, {"D", digits(D)}});
            for (const char* psi2 : {"1/2", "3"})
                has_claimed_order(error_rate_at_large_ridge(order), {{"a", digits(".25")},
                                                                     {"c", digits(".09")},
                                                                     {"psi1", 2},
                                                                     {"psi2", digits(psi2)},
                                                                     {"e", digits(".7")},
                                                                     {"b", digits(".25")},
                                                                     {"F1^2", 1},
                                                                     {"F*^2", digits(".3")}});
        }
    }

    TEST_CASE("[identity] leading terms: Cover's 2, and the least h of two noises") {
        CHECK(number(separability_of_weak_labels(0), {{"D", 1}}, 0.001) == nearly(2, 1e-14));
        CHECK(coefficients(separability_of_weak_labels(1), {{"D", 1}})[1].convert_to<double>() ==
              nearly(8 / (pi * pi * 2), 1e-14));
        // h = sqrt(3 D)/pi and (3 epsilon/pi^2)^(1/3)
        CHECK(number(separability_of_probit_labels(0), {}, 1e-4) == nearly(pi / std::sqrt(3e-4), 1e-13));
        CHECK(number(separability_of_flipped_labels(0), {}, 1e-6) == nearly(std::cbrt(pi * pi / 3e-6), 1e-13));
        // half the labels of n = 2 p are left out by a margin of sqrt(2 pi) delta/4
        CHECK(number(margin_of_random_labels(0), {}, 1e-3) == nearly(std::sqrt(2 * pi) / 4e3, 1e-13));
    }

    TEST_CASE("[reference] the limit of the margin over the distance, D = 0.25, flip 0.02") {
        // .4707, .4432, .44065, .44041 at distances 0.1 to 1e-4, computed independently
        const ExpansionQuestion question{"margin-threshold", 1, {{"labels", "probit(0.25)"}, {"flip", "0.02"}}};
        for (const auto& [distance, seen] : {std::pair{1e-3, .44065}, {1e-4, .44041}})
            CHECK(answered(question, distance) / distance == nearly(seen, 2e-5));
    }

    TEST_CASE("[agreement] thresholds and margins beside the saddle") {
        const Spectrum<> isotropic = one_level(1, 0);
        const auto samples = [&](const char* labels, double flip) {
            Labels l = read_labels("labels", labels);
            l.flip = flip;
            return separability(l, isotropic, learned, infinite<>).samples;
        };
        CHECK(answered({"separability-weak", 8, {{"labels", "probit(0.5)"}}}, 0.1) ==
              nearly(samples("probit(0.5)", 0.45), 1e-12));
        CHECK(answered({"separability-probit", 12, {}}, 1e-3) == nearly(samples("probit(0.001)", 0), 1e-12));
        CHECK(answered({"separability-flips", 8, {}}, 1e-6) == nearly(samples("sign", 1e-6), 1e-12));
        for (const auto& [labels, flip] : {std::pair{"probit(0.25)", 0.02}, {"sign", 0.1}, {"probit(1)", 0.0}}) {
            const double distance = 1e-3, threshold = samples(labels, flip);
            const ConvexRisk<> risk = convex_risk(
                asked("margin", labels, flip, threshold * (1 - distance), infinite<>, 0), isotropic, learned);
            CHECK(answered({"margin-threshold", 1, {{"labels", labels}, {"flip", std::to_string(flip)}}}, distance) ==
                  nearly(risk.margin, 3e-6));
        }
        const ConvexRisk<> random =
            convex_risk(asked("margin", "sign", 0.5, 2 * 0.9, infinite<>, 0), isotropic, learned);
        CHECK(answered({"margin-random-labels", 12, {}}, 0.1) == nearly(random.margin, 1e-12));
    }

    TEST_CASE("[agreement] of every smooth loss the curvature at 0 decides the first correction") {
        const double ridge = 1e3, samples = 3;
        for (const char* loss : {"logistic", "square", "exponential", "squared-hinge"}) {
            CAPTURE(loss);
            const ExpansionQuestion question{"error-large-ridge",
                                             1,
                                             {{"mass", "1=0.25,rest=0.09"},
                                              {"psi1", "2"},
                                              {"psi2", "3"},
                                              {"energy", "1=1,rest=0.25"},
                                              {"labels", "probit(0.5)"},
                                              {"flip", "0.05"},
                                              {"loss", loss}}};
            const Target<> target{{{Mode(1), 0.8}}, 0.2};
            const auto error = [&](double per_sample) {
                return convex_risk(asked(loss, "probit(0.5)", 0.05, samples, 2, per_sample * samples),
                                   one_level(0.25, 0.09), target)
                    .clean_error_rate;
            };
            const double first = answered(question, ridge) - error(ridge),
                         second = answered(question, 2 * ridge) - error(2 * ridge);
            CHECK(std::abs(first) < 1e-6);
            CHECK(first / second == nearly(4, 0.02));  // what is left is of second order
        }
    }

    TEST_CASE("[identity] each answers the order that is not given, with what it has") {
        for (const char* name : {"separability-weak", "separability-probit", "separability-flips", "margin-threshold",
                                 "margin-random-labels", "error-large-ridge"})
            CHECK(expansions(resolve({name, ExpansionQuestion{}.order, {}})).expansions.size() == 1);
        CHECK(expansions(resolve({"margin-threshold", 2, {}})).sentences.size() == 1);
        CHECK(expansions(resolve({"margin-threshold", 1, {}})).sentences.empty());
    }

    TEST_CASE("[refused] labels, losses and numbers that have no such series") {
        const auto refused = [](const ExpansionQuestion& question, const char* words) {
            CHECK_THROWS_WITH(expansions(resolve(question)), doctest::Contains(words));
        };
        refused({"separability-weak", 2, {{"labels", "logistic(2)"}}}, "sign or probit(D)");
        refused({"margin-threshold", 1, {{"flip", "0.1"}}}, "`labels` is missing");
        refused({"margin-threshold", 1, {{"flip", "0"}, {"labels", "sign"}}}, "separable at any number");
        refused({"margin-threshold", 1, {{"flip", "0.7"}, {"labels", "sign"}}}, "from 0 to 0.5");
        refused({"margin-threshold", 1, {{"set", "c=9,D=1"}}}, "m <= 1");
        refused({"margin-threshold", 3, {}}, "from 0 to 2");
        refused({"separability-flips", 2, {{"flip", "0.1"}}}, "it takes no field but");
        refused({"error-large-ridge", 1, {{"loss", "hinge"}}}, "averaging to rounding");
        refused({"error-large-ridge", 1, {{"loss", "logistic"}, {"flip", "0"}}}, "`labels` is missing");
        refused({"error-large-ridge", 1, {{"loss", "logstic"}}}, "did you mean logistic");
    }
}
