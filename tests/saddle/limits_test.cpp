// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Infinitely many samples, ridge 0 and an infinite ridge are values: what finite numbers tend to, and the square loss.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "../nearly.hpp"
#include "convex_cases.hpp"
#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/saddle/convex_risk.hpp"

using namespace lazyrisk;

namespace {

/// Two levels and a tail, with energy in all.
convex_cases::Case question(const std::string& loss, double n, double p, double ridge) {
    convex_cases::Case c;
    convex_cases::add_level(c, 0.25, 0.25, 1);
    convex_cases::add_level(c, 0.2, 0.05, 0.4);
    c.spectrum.tail = 0.09;
    c.target.rest = 0.1;
    c.problem.loss = read_loss("loss", loss);
    c.problem.samples = n;
    c.problem.width = p;
    c.problem.ridge = ridge;
    return c;
}

ConvexRisk<> signs(const std::string& loss, const std::string& labels, double n, double p, double ridge) {
    convex_cases::Case c = question(loss, n, p, ridge);
    c.problem.labels = read_labels("labels", labels);
    c.problem.labels.flip = 0.05;
    return convex_risk(c.problem, c.spectrum, c.target);
}

RobustRisk<> numbers(const std::string& loss, double n, double p, double ridge, const std::string& noise = "") {
    convex_cases::Case c = question(loss, n, p, ridge);
    if (noise.empty())
        c.problem.noise_variance = 0.3;
    else
        c.problem.noise = read_noise_law("noise", noise);
    return robust_risk(c.problem, c.spectrum, c.target);
}

/// The square loss of the same question, ridge per sample.
Risk<> squares(double n, double p, double ridge_over_samples) {
    const convex_cases::Case c = question("square", n, p, 0);
    return risk(Degrees<>(c.spectrum), AlignedTarget<>(c.target, c.spectrum),
                Operation<>{{n, p}, ridge_over_samples, 0.3, 1});
}

void are_near(const RobustRisk<>& a, const RobustRisk<>& b, double within) {
    CHECK(a.excess_risk == nearly(b.excess_risk, within));
    CHECK(a.test_loss == nearly(b.test_loss, within));
    for (const auto part : {&RobustRisk<>::overlap, &RobustRisk<>::prediction_variance, &RobustRisk<>::weight_norm})
        CHECK(std::abs(a.*part - b.*part) <= 20 * within * std::max(1.0, b.*part));
    CHECK(std::abs(a.train_loss - b.train_loss) <= within * (1 + std::abs(b.train_loss)));
    CHECK(std::abs(a.objective - b.objective) <= within * (1 + std::abs(b.objective)));
    CHECK(std::abs(a.support - b.support) <= 5 * within);
}

}  // namespace

TEST_SUITE("saddle/limits") {
    TEST_CASE("[agreement] signs: infinitely many samples at a ridge per sample, beside 1e7 of them") {
        for (const char* loss : {"logistic", "square", "squared-hinge", "exponential", "hinge"})
            for (const char* labels : {"sign", "probit(0.5)", "logistic(2)"})
                for (const double width : {2.0, infinite<>})
                    for (const double ridge : {1e-3, 0.05, 2.0}) {
                        CAPTURE(loss);
                        CAPTURE(labels);
                        CAPTURE(width);
                        CAPTURE(ridge);
                        const double n = std::string(loss) == "hinge" ? 1e5 : 1e7;
                        const ConvexRisk<> all = signs(loss, labels, infinite<>, width, ridge);
                        ConvexRisk<> many;
                        try {
                            many = signs(loss, labels, n, width, ridge * n);
                        } catch (const NotConverged&) {
                            CHECK(std::string(loss) == "hinge");  // at large ridges
                            continue;
                        }
                        const double near_by = 40 / n / std::min(1.0, ridge * 10);
                        CHECK(all.error_rate == nearly(many.error_rate, near_by));
                        CHECK(all.clean_error_rate == nearly(many.clean_error_rate, near_by));
                        CHECK(all.overlap == nearly(many.overlap, 10 * near_by));
                        CHECK(all.test_loss == nearly(many.test_loss, near_by));
                        CHECK(all.objective == nearly(many.objective, near_by));
                        CHECK(all.weight_norm == nearly(many.weight_norm, 20 * near_by));
                        CHECK(all.support == nearly(many.support, 20 * near_by));
                        CHECK(all.train_error_rate == nearly(many.train_error_rate, 20 * near_by));
                    }
    }

    TEST_CASE("[identity] signs: the square loss is (15.10) there, and a vanishing or endless ridge the limits") {
        const double mean = std::sqrt(2 / M_PI / 1.5) * 0.9;
        const ConvexRisk<> some = signs("square", "probit(0.5)", infinite<>, 2, 0.1);
        const convex_cases::Case c = question("square", infinite<>, 2, 0.1);
        const Risk<> regression = risk(Degrees<>(c.spectrum), AlignedTarget<>(c.target, c.spectrum),
                                       Operation<>{{infinite<>, 2.0}, 0.1, 0, 1});
        CHECK(some.effective_ridge == nearly(regression.effective_ridge, 1e-13));
        // E (y - f)^2 = 1 - mean^2 + mean^2 times the excess risk of the field in unit variance
        CHECK(some.test_error == nearly(1 - mean * mean + mean * mean * regression.excess_risk / 1.5, 1e-13));
        for (const char* loss : {"logistic", "squared-hinge", "exponential", "hinge"}) {
            CAPTURE(loss);
            const ConvexRisk<> none = signs(loss, "probit(0.5)", infinite<>, 2, 0),
                               tiny = signs(loss, "probit(0.5)", infinite<>, 2, 1e-11);
            CHECK(tiny.error_rate == nearly(none.error_rate, 1e-8));
            CHECK(tiny.overlap == nearly(none.overlap, 1e-7));
            const ConvexRisk<> all = signs(loss, "probit(0.5)", infinite<>, 2, infinite<>),
                               huge = signs(loss, "probit(0.5)", infinite<>, 2, 1e9);
            CHECK(huge.error_rate == nearly(all.error_rate, 1e-8));
            CHECK(huge.error_rate > none.error_rate);
            CHECK(all.overlap == 0);
        }
    }

    TEST_CASE(
        "[identity] signs: the exponential loss of few flips in closed form, and labels of which nothing is learned") {
        // E e^{-ty s} = 2 e^{t^2/2} (eps + (1 - 2 eps) Phi(-t)) is least at t
        for (const double flip : {1e-3, 1e-6, 1e-9}) {
            CAPTURE(flip);
            convex_cases::Case c;
            convex_cases::add_level(c, 1, 1, 1);
            c.problem.loss = ExponentialLoss{};
            c.problem.labels = {LabelKind::sign, 0, flip};
            c.problem.samples = c.problem.width = infinite<>;
            c.problem.ridge = 0;
            const double t = convex_risk(c.problem, c.spectrum, c.target).overlap;
            const double below = std::erfc(t / std::sqrt(2)) / 2, density = std::exp(-t * t / 2) / std::sqrt(2 * M_PI);
            CHECK(t * (flip + (1 - 2 * flip) * below) == nearly((1 - 2 * flip) * density, 1e-9));
        }
        convex_cases::Case c = question("logistic", infinite<>, 2, 0.1);
        c.problem.labels = {LabelKind::sign, 0, 0.5};
        const ConvexRisk<> none = convex_risk(c.problem, c.spectrum, c.target);
        CHECK(none.effective_ridge == nearly(squares(infinite<>, 2, 0.4).effective_ridge, 1e-12));  // l''(0) = 1/4
        c.problem.loss = HingeLoss{};
        CHECK(std::isinf(convex_risk(c.problem, c.spectrum, c.target).effective_ridge));
    }

    TEST_CASE("[agreement] signs: ensembles at the ends, beside numbers near them") {
        const auto of = [](const std::string& loss, double n, double ridge, double members) {
            convex_cases::Case c = question(loss, n, 2, ridge);
            c.problem.labels = read_labels("labels", "probit(0.5)");
            c.problem.labels.flip = 0.05;
            c.problem.ensemble = members;
            return convex_risk(c.problem, c.spectrum, c.target);
        };
        const auto agree = [](const ConvexRisk<>& a, const ConvexRisk<>& b, double within) {
            CHECK(a.error_rate == nearly(b.error_rate, within));
            CHECK(a.clean_error_rate == nearly(b.clean_error_rate, within));
        };
        for (const double members : {2.0, 5.0, infinite<>}) {
            CAPTURE(members);
            for (const char* loss : {"logistic", "square", "squared-hinge", "hinge"}) {
                CAPTURE(loss);
                agree(of(loss, 3, infinite<>, members), of(loss, 3, 1e9, members), 1e-8);
                if (std::string(loss) == "hinge") continue;
                for (const double ridge : {0.05, 2.0})
                    agree(of(loss, infinite<>, ridge, members), of(loss, 1e7, ridge * 1e7, members), 1e-5);
                agree(of(loss, infinite<>, 0, members), of(loss, infinite<>, 1e-9, members), 1e-7);
                agree(of(loss, infinite<>, infinite<>, members), of(loss, infinite<>, 1e9, members), 1e-8);
            }
            agree(of("square", 1.5, 0, members), of("square", 1.5, 1e-9, members), 1e-7);
            CHECK(of("square", 1.5, 0, members).prediction_variance ==
                  nearly(of("square", 1.5, 1e-9, members).prediction_variance, 1e-7));
        }
        // on the threshold of interpolation only an endless ensemble has an answer beside chance
        CHECK(of("square", 2, 0, 5).error_rate == 0.5);
        agree(of("square", 2, 0, infinite<>), of("square", 2 * (1 - 1e-8), 0, infinite<>), 1e-6);
        // what members share without their spread: more of them are better
        CHECK(of("logistic", infinite<>, 0, 5).error_rate < of("logistic", infinite<>, 0, 1).error_rate);
    }

    TEST_CASE("[agreement] numbers: ridge 0, an infinite one and infinitely many samples, beside numbers near them") {
        for (const char* loss : {"huber(0.5)", "absolute"})
            for (const char* noise : {"", "mixture(0.9:0.1,0.1:10)", "student(2.5)"}) {
                CAPTURE(loss);
                CAPTURE(noise);
                for (const double n : {6.0, 40.0})
                    are_near(numbers(loss, n, 2, 0, noise), numbers(loss, n, 2, 1e-9, noise), 1e-7);
                // of heavy tails the steps that no ridge leaves are far out
                const double tails = std::string(noise).starts_with("student") ? 1e-4 : 1e-6;
                are_near(numbers(loss, 1.5, 2, 0, noise), numbers(loss, 1.5, 2, 1e-10, noise), tails);
                are_near(numbers(loss, 1.5, infinite<>, 0, noise), numbers(loss, 1.5, infinite<>, 1e-10, noise), tails);
                are_near(numbers(loss, 3, 2, infinite<>, noise), numbers(loss, 3, 2, 1e9, noise), 1e-7);
                for (const double ridge : {0.01, 1.0})
                    are_near(numbers(loss, infinite<>, 2, ridge, noise), numbers(loss, 1e8, 2, ridge * 1e8, noise),
                             1e-5);
                are_near(numbers(loss, infinite<>, 2, 0, noise), numbers(loss, infinite<>, 2, 1e-10, noise), 1e-8);
                are_near(numbers(loss, infinite<>, 2, 0, noise), numbers(loss, 1e8, 2, 0, noise), 1e-6);
            }
    }

    TEST_CASE("[identity] numbers: a Huber that never leaves its square is the square loss") {
        for (const double n : {1.5, 6.0, infinite<>})
            for (const double ridge : {0.0, 0.1}) {
                CAPTURE(n);
                CAPTURE(ridge);
                const RobustRisk<> robust =
                    numbers("huber(1e6)", n, 2, std::isinf(n) || ridge == 0 ? ridge : ridge * n);
                const Risk<> square = squares(n, 2, ridge);
                CHECK(robust.excess_risk == nearly(square.excess_risk, 1e-12));
                CHECK(robust.test_error == nearly(square.test_error, 1e-12));
                CHECK(robust.effective_ridge == nearly(square.effective_ridge, 1e-11));
                CHECK(robust.weight_norm == nearly(square.weight_norm, 1e-11));
            }
        CHECK(std::isinf(numbers("huber(1)", 2, 2, 0).excess_risk));  // the interpolation threshold
        convex_cases::Case exact;  // without noise and in the span there is nothing to spread
        convex_cases::add_level(exact, 1, 1, 1);
        exact.problem.samples = 1;
        exact.problem.ridge = 0;
        exact.problem.width = infinite<>;
        exact.problem.loss = read_loss("loss", "huber(1)");
        CHECK(robust_risk(exact.problem, exact.spectrum, exact.target).excess_risk == 0);
        CHECK(std::isinf(numbers("absolute", 1.5, 2, 0, "student(2)").excess_risk));
        CHECK_FALSE(std::isinf(numbers("absolute", 6, 2, 0, "student(1)").excess_risk));
    }
}
