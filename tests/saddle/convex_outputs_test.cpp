// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Shares, losses and calibration against sums over the margin's density, written down once more.
#include <doctest/doctest.h>

#include <boost/math/special_functions/owens_t.hpp>
#include <cmath>
#include <numbers>
#include <random>
#include <string>

#include "../nearly.hpp"
#include "convex_cases.hpp"
#include "lazyrisk/saddle/normal.hpp"
#include "lazyrisk/saddle/solve_saddle.hpp"

using namespace lazyrisk;

namespace {

/// X = y f/sigma on a fresh point, of density 2 phi(X) P(y = 1 | f = sigma X).
struct Margin {
    double sigma, cosine;
    Labels labels;

    [[nodiscard]] double probability(double X) const {
        double one = 0;
        if (labels.kind == LabelKind::logistic) {
            const double spread = std::sqrt(1 - cosine * cosine);
            for (int i = -100; i <= 100; ++i) {
                const double z = 0.1 * i;
                one += 0.1 * normal_density(z) / (1 + std::exp(-labels.slope * (cosine * X + spread * z)));
            }
        } else {
            one = normal_cdf(alpha() * X);
        }
        return labels.flip + (1 - 2 * labels.flip) * one;
    }
    [[nodiscard]] double alpha() const { return cosine / std::sqrt(1 - cosine * cosine + labels.slope); }
    template <class F>
    [[nodiscard]] double mean(const F& f, double step = 0.01) const {
        double sum = 0;
        for (int i = int(-11 / step); i <= int(11 / step); ++i)
            sum += step * normal_density(step * i) * 2 * probability(step * i) * f(sigma * step * i);
        return sum;
    }
    /// P(y f < a), in closed form; not of a logistic teacher.
    [[nodiscard]] double below(double a) const {
        const double X = a / sigma;
        return (1 - 2 * labels.flip) * (normal_cdf(X) - 2 * boost::math::owens_t(X, alpha())) +
               2 * labels.flip * normal_cdf(X);
    }
};

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

struct Solved {
    convex_cases::Case c;
    ConvexRisk<> risk;
    double V = 0;
    Margin margin;
};

/// Fits of several losses and labels, of moderate variance.
std::vector<Solved> solved(unsigned seed, int count, bool logistic_teachers) {
    std::mt19937_64 random(seed);
    std::vector<Solved> all;
    while (int(all.size()) < count) {
        Solved s;
        s.c = convex_cases::random_case(random, false);
        if (!logistic_teachers && s.c.problem.labels.kind == LabelKind::logistic) continue;
        s.risk = convex_risk(s.c.problem, s.c.spectrum, s.c.target);
        const double sigma = std::sqrt(s.risk.prediction_variance);
        s.margin = {sigma, s.risk.overlap / sigma, s.c.problem.labels};
        if (sigma > 4 || sigma < 0.02) continue;
        const LearnedField<> field(s.c.spectrum, s.c.target, s.c.problem.width);
        const LabelChannel<> channel(s.c.problem.labels, field);
        convex_cases::with_margin_loss(s.c, channel, field, [&](const auto& loss, const auto&, const auto&) {
            s.V = solve_saddle(loss, channel, field, {s.c.problem.samples, s.c.problem.ridge}).V;
        });
        all.push_back(s);
    }
    return all;
}

double slope_at(const Loss& loss, double x) {
    return std::visit([x](const auto& l) { return double(l.slope(x)); }, loss);
}

}  // namespace

TEST_SUITE("saddle/convex_outputs") {
    TEST_CASE("[agreement] error rates, training errors, support: Owen's function at V times the slope of the loss") {
        for (const Solved& s : solved(1, 150, false)) {
            CAPTURE(to_text(s.c.problem.loss));
            const double at_bound = s.V * slope_at(s.c.problem.loss, 1), at_zero = s.V * slope_at(s.c.problem.loss, 0);
            // two numbers near 1 are subtracted in the closed form
            CHECK(s.risk.error_rate == nearly(s.margin.below(0), 1e-12));
            CHECK(s.risk.train_error_rate == nearly(s.margin.below(-at_zero), 1e-11, 2e-16));
            CHECK(s.risk.support == nearly(s.margin.below(1 - at_bound), 1e-11, 2e-16));
        }
    }

    TEST_CASE("[agreement] test losses of smooth losses; that of the exponential loss in closed form") {
        for (const Solved& s : solved(2, 60, true)) {
            CAPTURE(to_text(s.c.problem.loss));
            CAPTURE(to_text(s.c.problem.labels));
            if (std::holds_alternative<LogisticLoss>(s.c.problem.loss) || is_square(s.c.problem.loss))
                CHECK(s.risk.test_loss == nearly(s.margin.mean([&](double x) {
                          return std::visit([x](const auto& l) { return double(l.value(x)); }, s.c.problem.loss);
                      }),
                                                 1e-9));
            if (!std::holds_alternative<ExponentialLoss>(s.c.problem.loss)) continue;
            if (s.c.problem.labels.kind == LabelKind::logistic) continue;
            const double flip = s.c.problem.labels.flip, q = s.risk.prediction_variance;
            const double right = normal_cdf(-s.risk.overlap / std::sqrt(1 + s.c.problem.labels.slope));
            CHECK(s.risk.test_loss == nearly(2 * std::exp(q / 2) * (flip + (1 - 2 * flip) * right), 1e-12));
        }
    }

    TEST_CASE("[agreement] training losses of smooth losses: the loss at the proximal points") {
        for (const Solved& s : solved(3, 60, true)) {
            if (s.V > 30) continue;
            CAPTURE(to_text(s.c.problem.loss));
            std::visit(
                [&]<class L>(const L& loss) {
                    if constexpr (std::is_same_v<L, LogisticLoss> || std::is_same_v<L, ExponentialLoss> ||
                                  std::is_same_v<L, SquareLoss>)
                        CHECK(s.risk.train_loss ==
                              nearly(s.margin.mean([&](double x) { return loss.value(loss.moreau(x, s.V).prox); }),
                                     1e-9));
                },
                s.c.problem.loss);
        }
    }

    TEST_CASE("[agreement] calibration: error, slope at 0, best temperature") {
        for (const Solved& s : solved(4, 40, true)) {
            const Margin& m = s.margin;
            CAPTURE(to_text(s.c.problem.loss));
            CAPTURE(to_text(m.labels));
            CAPTURE(m.sigma);
            double error = 0;
            constexpr double step = 0.004;
            for (int i = -2500; i <= 2500; ++i) {
                const double X = step * i;
                error += step * normal_density(X) * std::abs(sigmoid(m.sigma * X) - m.probability(X));
            }
            CHECK(s.risk.calibration_error == nearly(error, 1e-4, 1e-6));
            const double h = 1e-3;
            const double slope =
                (8 * (m.probability(h) - m.probability(-h)) - (m.probability(2 * h) - m.probability(-2 * h))) /
                (12 * h * m.sigma);
            CHECK(s.risk.calibration_slope == nearly(4 * slope, 1e-6));
            // the derivative of E log(1 + e^(-x/T)) in 1/T
            const double T = s.risk.best_temperature;
            REQUIRE(T > 0);
            const auto pull = [&](double temperature) {
                return m.mean([&](double x) { return x * sigmoid(-x / temperature); });
            };
            if (m.sigma / T < 15) {
                CHECK(std::abs(pull(T)) < 1e-10 * m.sigma);
                CHECK(pull(T * 0.99) * pull(T * 1.01) < 0);
            }
        }
    }

    TEST_CASE("[identity] a logistic fit of many samples of a logistic teacher is calibrated") {
        convex_cases::Case c;
        convex_cases::add_level(c, 1, 1, 1);
        c.problem.loss = LogisticLoss{};
        c.problem.labels = {LabelKind::logistic, 2, 0};
        c.problem.samples = 1e7;
        c.problem.width = infinite<>;
        c.problem.ridge = 1e-3;
        const ConvexRisk<> r = convex_risk(c.problem, c.spectrum, c.target);
        CHECK(r.calibration_error < 1e-6);
        CHECK(r.calibration_slope == nearly(1, 1e-5));
        CHECK(r.best_temperature == nearly(1, 1e-5));
        CHECK(r.overlap == nearly(2, 1e-5));
    }
}
