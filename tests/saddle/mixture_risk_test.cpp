// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/mixture_risk.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "lazyrisk/saddle/normal.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"
#include "reference.hpp"

namespace {

using namespace lazyrisk;

const Target<> direction{{{Mode(1), 1.0}}, 0};

/// Isotropic inputs and a linear classifier, sizes per dimension.
Spectrum<> isotropic() {
    Spectrum<> s;
    s.levels = {{Mode(0)}, {Mode(1), 1, 1, 1}};
    return s;
}
/// Random relu features in the limit.
Spectrum<> relu_limit() {
    Spectrum<> s;
    s.levels = {{Mode(0)}, {Mode(1), 0.25, 1, 0.25}};
    s.tail = 0.0908450569081046;
    return s;
}

ConvexRisk<> of(const Loss& loss, double separation, double n, double ridge, double flip = 0, double width = infinite<>,
                const Spectrum<>& spectrum = isotropic()) {
    return convex_risk(
        {.loss = loss, .labels = {LabelKind::mixture, separation, flip}, .samples = n, .width = width, .ridge = ridge},
        spectrum, direction);
}

const std::vector<Loss> losses = {SquareLoss{}, LogisticLoss{}, HingeLoss{}, SquaredHingeLoss{}, ExponentialLoss{}};

}  // namespace

TEST_SUITE("saddle/mixture_risk") {
    TEST_CASE("[table] margins of another program, and its simulations") {
        int seen = 0;
        for (const reference::Row& row : reference::table("classification_extra.csv")) {
            double S = 0, n = 0, ridge = 0;
            char loss[32] = "";
            if (std::sscanf(row.at("check").c_str(), "mixture %31s |v|^2=%lf n/d=%lf lam=%lf", loss, &S, &n, &ridge) !=
                4)
                continue;
            const ConvexRisk<> r = of(read_loss("loss", loss), S, n, ridge);
            const double theory = std::stod(row.at("theory")), mean = std::stod(row.at("mean")),
                         se = std::stod(row.at("se"));
            const std::string quantity = row.at("quantity");
            CAPTURE(quantity);
            const double here = quantity == "m"   ? r.overlap
                                : quantity == "q" ? r.prediction_variance - r.overlap * r.overlap
                                                  : r.error_rate;
            CHECK(here == nearly(theory, 1e-7));
            CHECK(std::abs(here - mean) < 3.5 * se);
            ++seen;
        }
        CHECK(seen == 2);
    }

    TEST_CASE("[table] least squares of two clusters with variances 0.1 and 0.5: numbers of GaussMixtureProject") {
        // the squared error (1 - m)^2 + q from its stored m and q, 7 digits; docs/gallery/mixture-ridge.toml
        Spectrum<> s;
        s.levels = {{Mode(0)}, {Mode(1), 0.1, 0.5, 0.05}, {Mode(2), 0.5, 0.5, 0.25}};
        const Target<> mean{{{Mode(1), 5.0}, {Mode(2), 1.0}}, 0};
        const double ratio[] = {0.07102, 0.315102, 1.047346, 1.53551};
        const double error[] = {0.73342779, 0.43477044, 0.40705065, 0.31668271};
        for (int i = 0; i < 4; ++i) {
            const ConvexRisk<> r = convex_risk({.loss = SquareLoss{},
                                                .labels = {LabelKind::mixture, 6, 0},
                                                .samples = ratio[i],
                                                .width = infinite<>,
                                                .ridge = 0.01},
                                               s, mean);
            CHECK(r.test_error == nearly(error[i], 1e-5));
        }
    }

    TEST_CASE("[identity] both routes to the norm, and an error bound that is small") {
        for (const Loss& loss : losses)
            for (const double width : {0.5, 2.0, infinite<>})
                for (const double n : {0.5, 3.0})
                    for (const double flip : {0.0, 0.1}) {
                        const ConvexRisk<> r = of(loss, 1.5, n, 0.01, flip, width, relu_limit());
                        const std::string name = to_text(loss);
                        CAPTURE(name);
                        CHECK(r.weight_norm_again == nearly(r.weight_norm, 1e-10));
                        CHECK(r.error_bound < 1e-10);
                        CHECK(r.error_rate == nearly(flip + (1 - 2 * flip) * r.clean_error_rate, 1e-13));
                        CHECK(r.clean_error_rate ==
                              nearly(normal_cdf(-r.overlap / std::sqrt(r.prediction_variance - r.overlap * r.overlap)),
                                     1e-12));
                    }
    }

    TEST_CASE("[limit] an infinite ridge is the mean of the inputs, whatever the loss") {
        for (const Loss& loss : losses)
            for (const double n : {0.5, 2.0, 5.0})
                for (const double S : {0.5, 1.0, 4.0}) {
                    const double best = normal_cdf(-std::sqrt(S) / std::sqrt(1 + 1 / (S * n)));
                    CHECK(of(loss, S, n, infinite<>).error_rate == nearly(best, 1e-12));
                    CHECK(of(loss, S, n, 1e9).error_rate == nearly(best, 1e-7));
                    CHECK(of(loss, S, n, 0.1).error_rate > best);
                }
    }

    TEST_CASE("[limit] many samples find the direction, and the logistic loss its odds 2 sqrt(S) s") {
        const ConvexRisk<> r = of(LogisticLoss{}, 1.0, 1e7, 1e-3);
        CHECK(r.error_rate == nearly(normal_cdf(-1.0), 1e-6));
        CHECK(r.overlap == nearly(2, 1e-6));
        CHECK(r.calibration_error < 1e-6);
        CHECK(r.best_temperature == nearly(1, 1e-6));
        CHECK(r.calibration_slope == nearly(1, 1e-6));
    }

    TEST_CASE("[limit] the hard margin vanishes at the threshold, and small ridges of the hinge come to it") {
        const double n = of(HingeLoss{}, 1, 1, 1, 0.05).threshold_samples;
        double before = infinite<>;
        for (const double below : {1e-1, 1e-2, 1e-3}) {
            const ConvexRisk<> r = of(MarginConstraint{}, 1, n * (1 - below), 0, 0.05);
            const double rate = r.margin / below;
            if (below < 0.05) CHECK(rate == nearly(before, 0.1));
            before = rate;
        }
        CHECK(of(HingeLoss{}, 1, n / 2, 1e-10, 0.05).error_rate ==
              nearly(of(MarginConstraint{}, 1, n / 2, 0, 0.05).error_rate, 1e-7));
        // pure chance: Cover's 2 samples a dimension
        CHECK(of(HingeLoss{}, 1, 1, 1, 0.5).threshold_samples == nearly(2, 1e-9));
    }

    TEST_CASE("[limit] without a ridge, where the classes overlap: many of the same ridges come to it") {
        for (const Loss& loss : losses)
            CHECK(of(loss, 1, 6, 1e-7, 0.1).error_rate == nearly(of(loss, 1, 6, 0, 0.1).error_rate, 1e-5));
    }

    TEST_CASE("[limit] infinitely many samples: Bayes' classifier without a ridge, very many of them with one") {
        const ConvexRisk<> r = of(LogisticLoss{}, 1.5, infinite<>, 0);
        CHECK(r.error_rate == nearly(normal_cdf(-std::sqrt(1.5)), 1e-14));
        CHECK(r.overlap == nearly(2 * 1.5, 1e-12));  // log odds 2 sqrt(S) s, whose class mean is 2 S
        CHECK(r.calibration_error < 1e-13);
        for (const double S : {0.1, 8.0, 50.0, 100.0, 400.0}) {  // classes far apart, of which only rare margins tell
            CAPTURE(S);
            CHECK(of(LogisticLoss{}, S, infinite<>, 0).overlap == nearly(2 * S, 1e-9));
            CHECK(of(ExponentialLoss{}, S, infinite<>, 0).overlap == nearly(S, 1e-9));
        }
        for (const Loss& loss : losses)
            for (const double ridge : {1e-3, 0.1, 3.0}) {
                if (std::holds_alternative<HingeLoss>(loss) && ridge > 1) continue;
                CAPTURE(to_text(loss));
                CAPTURE(ridge);
                const double n = std::holds_alternative<HingeLoss>(loss) ? 1e4 : 1e6;
                const ConvexRisk<> all = of(loss, 1, infinite<>, ridge, 0.1, 2, relu_limit()),
                                   many = of(loss, 1, n, ridge * n, 0.1, 2, relu_limit());
                const double within = 100 / n;
                CHECK(all.error_rate == nearly(many.error_rate, within));
                CHECK(all.overlap == nearly(many.overlap, 10 * within));
                CHECK(all.test_loss == nearly(many.test_loss, within));
                CHECK(all.objective == nearly(many.objective, within));
                CHECK(all.weight_norm == nearly(many.weight_norm, 20 * within));
                CHECK(of(loss, 1, infinite<>, infinite<>, 0.1, 2, relu_limit()).error_rate ==
                      nearly(of(loss, 1, infinite<>, 1e9, 0.1, 2, relu_limit()).error_rate, 1e-8));
            }
    }

    TEST_CASE("[limit] ridge 0 where the classes are separable, and least squares that interpolate") {
        const ConvexRisk<> margin = of(MarginConstraint{}, 1, 0.8, 0, 0.05);
        for (const Loss& loss : losses) {
            if (std::holds_alternative<SquareLoss>(loss)) continue;
            const ConvexRisk<> none = of(loss, 1, 0.8, 0, 0.05);
            CHECK(none.error_rate == margin.error_rate);
            CHECK(none.train_loss == 0);
            const bool endless =
                std::holds_alternative<LogisticLoss>(loss) || std::holds_alternative<ExponentialLoss>(loss);
            CHECK(std::isinf(none.test_loss) == endless);
            if (!endless) CHECK(none.test_loss == nearly(of(loss, 1, 0.8, 1e-10, 0.05).test_loss, 1e-6));
        }
        for (const double n : {0.5, 1.9}) {
            const ConvexRisk<> none = of(SquareLoss{}, 1, n, 0, 0.05, 2, relu_limit()),
                               tiny = of(SquareLoss{}, 1, n, 1e-10, 0.05, 2, relu_limit());
            CHECK(none.error_rate == nearly(tiny.error_rate, 1e-7));
            CHECK(none.overlap == nearly(tiny.overlap, 1e-7));
            CHECK(none.weight_norm == nearly(tiny.weight_norm, 1e-6));
        }
        CHECK(of(SquareLoss{}, 1, 2, 0, 0.05, 2, relu_limit()).error_rate == 0.5);  // the threshold
    }

    TEST_CASE("[limit] means that no feature sees are chance, at every ridge") {
        for (const Loss& loss : losses)
            for (const double ridge : {0.1, 1e5, infinite<>}) {
                const ConvexRisk<> r = convex_risk(
                    {.loss = loss, .labels = {LabelKind::mixture, 1, 0}, .samples = 3, .width = 2, .ridge = ridge},
                    relu_limit(), {{{Mode(3), 1.0}}, 0});
                CHECK(r.error_rate == nearly(0.5, 1e-14));
                CHECK(r.overlap == 0);
                CHECK(std::isfinite(r.weight_norm));
                CHECK(std::isfinite(r.error_bound));
            }
    }

    TEST_CASE("[random] every question has an answer") {
        std::mt19937_64 random(5);
        const auto scale = [&](double a, double b) {
            return std::exp(std::uniform_real_distribution<>(std::log(a), std::log(b))(random));
        };
        for (int i = 0; i < 300; ++i) {
            const Loss& loss = losses[random() % losses.size()];
            const double S = scale(1e-3, 50), n = scale(1e-2, 1e3), ridge = scale(1e-8, 1e8), width = scale(1e-2, 1e3),
                         flip = i % 2 ? 0 : 0.2;
            CAPTURE(i);
            const ConvexRisk<> r = of(loss, S, n, ridge, flip, width, relu_limit());
            CHECK(r.error_rate >= flip);
            CHECK(r.error_rate <= 0.5 + 1e-12);
            if (ridge > 1e-2) CHECK(r.weight_norm_again == nearly(r.weight_norm, 1e-6));
        }
    }

    TEST_CASE("[refusal] a sentence for what is not covered") {
        CHECK_THROWS_AS(of(MarginConstraint{}, 1, 100, 0, 0.1), NotCovered);
        CHECK_THROWS_AS(of(MarginConstraint{}, 1, infinite<>, 0), NotCovered);
    }
}
