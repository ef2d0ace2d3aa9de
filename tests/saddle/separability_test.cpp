// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/separability.hpp"

#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "../digits50.hpp"
#include "../nearly.hpp"
#include "convex_cases.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

Labels labels_of(LabelKind kind, double slope, double flip) { return {kind, slope, flip}; }

/// One level of isotropic inputs, `lost` of the field's variance in none.
convex_cases::Case linear(double lost = 0) {
    convex_cases::Case c;
    convex_cases::add_level(c, 1, 1, 1 - lost);
    c.target.rest = lost;
    return c;
}

/// Random features in the limit: infinite rank.
convex_cases::Case features(double lost = 0) {
    convex_cases::Case c;
    convex_cases::add_level(c, 0.25, 0.25, 1 - lost);
    c.spectrum.tail = 0.09;
    c.target.rest = lost;
    return c;
}

double threshold(const convex_cases::Case& c, const Labels& labels, double width = infinite<>) {
    return separability(labels, c.spectrum, c.target, width).h;
}

const std::vector<Labels>& some_labels() {
    static const std::vector<Labels> all{{LabelKind::sign, 0, 0},         {LabelKind::sign, 0, 0.05},
                                         {LabelKind::probit, 0.25, 0},    {LabelKind::probit, 2, 0.1},
                                         {LabelKind::logistic, 1, 0},     {LabelKind::logistic, 5, 0.02},
                                         {LabelKind::logistic, 0.1, 0.3}, {LabelKind::probit, 0.01, 0.001}};
    return all;
}

/// E (xi - c s)_+^2 = (1 + c^2) E of the squares of a normal field that the label knows, by brute force over a grid of
/// s and in closed form over xi.
double misfit(const Labels& labels, double missed, double c) {
    double sum = 0;
    for (int i = -400; i <= 400; ++i) {
        const double s = i * 0.02, density = 0.02 * normal_density(s);
        double one = 0;
        if (labels.kind == LabelKind::logistic) {
            for (int j = -40; j <= 40; ++j) {
                const double z = j * 0.2, field = std::sqrt(1 - missed) * s + std::sqrt(missed) * z;
                one += 0.2 * normal_density(z) / (1 + std::exp(-labels.slope * field));
            }
        } else {
            one = normal_cdf(s * std::sqrt(1 - missed) / std::sqrt(missed + labels.slope));
        }
        const double chance = labels.flip + (1 - 2 * labels.flip) * one, a = c * s;
        sum += 2 * chance * density * ((1 + a * a) * normal_cdf(-a) - a * normal_density(a));
    }
    return sum;
}

}  // namespace

TEST_SUITE("saddle/separability") {
    TEST_CASE("[reference] thresholds with 32 digits, and of logistic teachers with 12") {
        for (const reference::Row& row : reference::table("classification_thresholds.csv")) {
            const std::string slope = convex_cases::cell(row, "gamma");
            const bool logistic = !slope.empty();
            const Labels labels = labels_of(logistic ? LabelKind::logistic : LabelKind::probit,
                                            convex_cases::number(convex_cases::cell(row, logistic ? "gamma" : "Delta")),
                                            convex_cases::number(convex_cases::cell(row, "flip")));
            CAPTURE(to_text(labels));
            CAPTURE(labels.flip);
            CHECK(threshold(linear(), labels) ==
                  nearly(convex_cases::number(convex_cases::cell(row, "h")), logistic ? 1e-11 : 1e-13));
        }
    }

    TEST_CASE("[agreement] 50 digits") {
        for (const Labels& labels : some_labels()) {
            if (labels.kind == LabelKind::logistic) continue;
            for (const double lost : {0.0, 0.3}) {
                const convex_cases::Case c = linear(lost);
                const LearnedField<Digits50> field(exactly(c.spectrum), exactly(c.target), infinite<Digits50>);
                const Digits50 h = separability(LabelChannel<Digits50>(labels, field));
                CAPTURE(to_text(labels));
                CAPTURE(labels.flip);
                CHECK(threshold(c, labels) == nearly(double(h), 2e-14, 1e-300));
            }
        }
    }

    TEST_CASE("[agreement] the minimum of E (xi - c y s)^2 over c, from the definition on a grid") {
        for (const Labels& labels :
             {Labels{LabelKind::probit, 0.25, 0.02}, {LabelKind::logistic, 2, 0.05}, {LabelKind::probit, 1, 0}})
            for (const double lost : {0.0, 0.4}) {
                double least = 1;
                double c = 0.7, step = 0.35;  // golden section would do: the function is convex in c
                const auto at = [&](double x) { return misfit(labels, lost, std::abs(x)); };
                for (int i = 0; i < 16; ++i, step *= 0.6)
                    for (const double next : {c - step, c + step})
                        if (at(next) < at(c)) c = next;
                least = at(c);
                CAPTURE(to_text(labels));
                CAPTURE(lost);
                CHECK(threshold(linear(lost), labels) == nearly(least, 2e-6));
                CHECK(threshold(linear(lost), labels) <= least * (1 + 1e-9));
            }
    }

    TEST_CASE("[limit] random labels have Cover's half, exactly") {
        for (const convex_cases::Case& c : {linear(), linear(0.5), linear(1), features(), features(1)}) {
            if (!(c.target.rest < 1)) continue;
            CHECK(threshold(c, labels_of(LabelKind::sign, 0, 0.5)) == 0.5);
            CHECK(threshold(c, labels_of(LabelKind::probit, 3, 0.5), 0.7) == 0.5);
        }
        // nothing that the features see
        convex_cases::Case nothing = linear();
        nothing.target.energy.front().second = 0;
        nothing.target.rest = 1;
        for (const Labels& labels : some_labels()) CHECK(threshold(nothing, labels) == nearly(0.5, 1e-15));
        CHECK(threshold(linear(), labels_of(LabelKind::probit, 1e6, 0)) == nearly(0.5, 1e-6));
        CHECK(threshold(linear(), labels_of(LabelKind::logistic, 1e-3, 0)) == nearly(0.5, 1e-6));
    }

    TEST_CASE("[limit] labels without noise in the span are separable at any size; a little noise ends that") {
        for (const Labels& labels : {labels_of(LabelKind::sign, 0, 0), labels_of(LabelKind::probit, 0, 0)}) {
            const Separability s = separability(labels, linear().spectrum, linear().target, infinite<>);
            CHECK(s.h == 0);
            CHECK(s.samples == infinite<>);
            CHECK(s.effective_width == 1);
            CHECK(s.separates(1e300));
            CHECK(threshold_width(labels, linear().spectrum, linear().target, 0.1) < 0.1);
        }
        const double tiny = threshold(linear(), labels_of(LabelKind::sign, 0, 1e-6));
        CHECK(tiny > 1e-6);
        CHECK(tiny < 1e-2);
        // below the rank the features see less than the field
        CHECK(threshold(linear(), labels_of(LabelKind::sign, 0, 0), 0.5) > 0.1);
        CHECK(threshold(linear(), labels_of(LabelKind::sign, 0, 0), 2) == 0);
    }

    TEST_CASE("[limit] kernels of infinite rank separate everything") {
        for (const Labels& labels : some_labels()) {
            const Separability s = separability(labels, features().spectrum, features().target, infinite<>);
            CHECK(s.effective_width == infinite<>);
            CHECK(s.samples == infinite<>);
            CHECK(s.separates(1e12));
            CHECK_FALSE(s.separates(infinite<>));
            const double width = threshold_width(labels, features().spectrum, features().target, 50);
            CHECK(width > 0);
            CHECK(width < 25 * (1 + 1e-9));  // at most random labels
        }
    }

    TEST_CASE("[identity] more noise, more flips, a field less seen: separable up to fewer samples") {
        double last = 0;
        for (const double noise : {0.01, 0.1, 1.0, 10.0}) {
            const double h = threshold(linear(), labels_of(LabelKind::probit, noise, 0.01));
            CHECK(h > last);
            last = h;
        }
        last = 0;
        for (const double flip : {0.001, 0.01, 0.1, 0.3}) {
            const double h = threshold(linear(), labels_of(LabelKind::logistic, 3, flip));
            CHECK(h > last);
            last = h;
        }
        last = 0;
        for (const double lost : {0.0, 0.01, 0.2, 0.7}) {
            const double h = threshold(linear(lost), labels_of(LabelKind::probit, 0.1, 0));
            CHECK(h > last);
            last = h;
        }
        // what is not seen is noise of the label: 1 - a0 + Delta over a0
        CHECK(threshold(linear(0.2), labels_of(LabelKind::probit, 0.1, 0.03)) ==
              nearly(threshold(linear(), labels_of(LabelKind::probit, 0.3 / 0.8, 0.03)), 1e-13));
    }

    TEST_CASE("[identity] the threshold width of n samples is the width whose threshold is n") {
        for (const Labels& labels : some_labels())
            for (const convex_cases::Case& c : {linear(), linear(0.1), features(), features(0.3)})
                for (const double n : {0.03, 1.7, 2.4, 1e3}) {
                    CAPTURE(to_text(labels));
                    CAPTURE(labels.flip);
                    CAPTURE(n);
                    const double width = threshold_width(labels, c.spectrum, c.target, n);
                    const Separability widest = separability(labels, c.spectrum, c.target, infinite<>);
                    CHECK(std::isfinite(width) == widest.separates(n));
                    if (!std::isfinite(width)) continue;
                    REQUIRE(width > 0);
                    const Separability s = separability(labels, c.spectrum, c.target, width);
                    if (width < 0.999 || s.effective_width > 1) CHECK(s.samples == nearly(n, 1e-11));
                    CHECK(separability(labels, c.spectrum, c.target, width * 1.001).separates(n));
                    CHECK_FALSE(separability(labels, c.spectrum, c.target, width * 0.999).separates(n));
                }
    }

    TEST_CASE("[agreement] the hard margin ends where separability does, its weights without end there") {
        for (const Labels& labels : {Labels{LabelKind::probit, 0.25, 0.02}, {LabelKind::logistic, 3, 0}}) {
            const Separability s = separability(labels, linear().spectrum, linear().target, infinite<>);
            convex_cases::Case c = linear();
            c.problem.loss = MarginConstraint{};
            c.problem.labels = labels;
            c.problem.width = infinite<>;
            double last = infinite<>;
            for (const double below : {1e-1, 1e-2, 1e-3}) {
                c.problem.samples = s.samples * (1 - below);
                const double margin = convex_risk(c.problem, c.spectrum, c.target).margin;
                CHECK(margin < last);
                last = margin;
                // linearly
                if (below == 1e-2) CHECK(margin / below == nearly(0.44, 0.2));
            }
            c.problem.samples = s.samples * (1 + 1e-6);
            CHECK_THROWS_WITH_AS(static_cast<void>(convex_risk(c.problem, c.spectrum, c.target)),
                                 doctest::Contains("not separable: no hard margin; the threshold is n = "), NotCovered);
        }
        // linear on the way to the threshold: docs/theory.md, the end of section 15
        convex_cases::Case c = linear();
        c.problem.loss = MarginConstraint{};
        c.problem.labels = {LabelKind::probit, 0.25, 0.02};
        c.problem.width = infinite<>;
        const double n = separability(c.problem.labels, c.spectrum, c.target, infinite<>).samples;
        for (const auto& [below, rate] : {std::pair{1e-1, 0.4704}, {1e-2, 0.4432}, {1e-3, 0.44065}, {1e-4, 0.44041}}) {
            c.problem.samples = n * (1 - below);
            CHECK(convex_risk(c.problem, c.spectrum, c.target).margin / below == nearly(rate, 2e-4));
        }
    }

    TEST_CASE("[error] targets without energy, with a constant; labels that are numbers") {
        convex_cases::Case c = linear();
        CHECK_THROWS_WITH_AS(
            static_cast<void>(separability(Labels{}, c.spectrum, c.target, 1)),
            "labels = regression: separability is of labels that are signs: sign, probit(D), logistic(g)", DomainError);
        c.target.energy.front().second = 0;
        CHECK_THROWS_WITH_AS(static_cast<void>(separability(some_labels()[0], c.spectrum, c.target, 1)),
                             "energy = 0: labels need a target: some energy has to be positive", DomainError);
        c.target.energy.emplace_back(Mode(0), 0.5);
        CHECK_THROWS_WITH_AS(static_cast<void>(separability(some_labels()[0], c.spectrum, c.target, 1)),
                             doctest::Contains("a constant part are not balanced"), NotCovered);
    }
}
