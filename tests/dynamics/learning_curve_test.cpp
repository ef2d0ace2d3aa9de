// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/dynamics/learning_curve.hpp"

#include <doctest/doctest.h>

#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cmath>
#include <numbers>

#include "../nearly.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/resolvent/bulks.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "random_problem.hpp"
#include "reference.hpp"

using namespace lazyrisk;

namespace {

double number(const std::string& text) { return text == "inf" ? infinite<> : std::stod(text); }

Spectrum<> spectrum_of(const std::vector<std::pair<std::string, std::string>>& fields, int degrees) {
    Question q;
    for (const auto& [name, text] : fields) set_field(q, name, std::string_view(text));
    return std::visit([&](const auto& m) { return diagonalize(m, degrees); }, model_of(q));
}

/// The spectrum and target of a case of the table, and how many levels its own tail was cut at.
struct Case {
    Spectrum<> spectrum;
    Target<> target;
};
Case case_of(const std::string& name, const std::string& dim) {
    if (name.starts_with("epochdd")) {
        const double d = number(dim), b1 = d, b2 = (d + 2) * (d - 1) / 2;
        Spectrum<> s;
        s.levels = {{0, 0, 1, 0, 0}, {1, 0.002 / b1, b1, 0.002, 0}, {2, 1 / b2, b2, 1, 0}};
        return {s, {{{1, 0.7}, {2, 0.3}}, 0}};
    }
    const Target<> target{{{1, 0.5}, {2, 0.4}, {3, 0.1}}, 0};
    if (name.starts_with("ntk"))
        return {spectrum_of({{"model", "kernel"}, {"kernel", "ntk"}, {"layers", "both"}, {"dim", dim}}, 200), target};
    // the table's spectrum of random features ends at degree 40, without the trace beyond
    Spectrum<> s = spectrum_of({{"model", "random-features"}, {"dim", dim}}, 40);
    s.tail = 0;
    return {s, target};
}

Spectrum<> two_levels() {
    Spectrum<> s;
    s.levels = {{0, 0.2, 1, 0.2, 0}, {1, 0.02, 20, 0.4, 0}, {2, 0.0004, 200, 0.08, 0}, {3, 1e-5, 1500, 0.015, 0}};
    s.tail = 0.03;
    return s;
}
const Target<> three{{{1, 1.0}, {2, 0.5}, {3, 0.2}}, 0.1};

}  // namespace

TEST_SUITE("dynamics/learning_curve") {
    TEST_CASE(
        "[reference] gradient flow: test, training and oracle errors of every row of the table to 1e-9; simulated "
        "columns within errors") {
        int rows = 0, near = 0;
        std::map<std::string, Case> cases;
        for (const auto& row : reference::table("dynamics_gradient_flow.csv")) {
            const std::string name = row.at("case");
            auto found = cases.find(name);
            if (found == cases.end()) found = cases.emplace(name, case_of(name, row.at("d"))).first;
            const Case& c = found->second;
            const double noise = number(row.at("noise_var"));
            const Operation<> op{{number(row.at("n")), number(row.at("N"))}, number(row.at("ridge")), noise, 1};
            // the table gives quarters of a decade to 8 digits
            const double printed = number(row.at("t")), exact = std::pow(10.0, std::round(4 * std::log10(printed)) / 4);
            const double t = std::abs(printed / exact - 1) < 1e-7 ? exact : printed;
            const TimeRisk r = risk_at(c.spectrum, c.target, op, std::span<const double>(&t, 1)).front();
            CAPTURE(name);
            CAPTURE(t);
            CAPTURE(r.error_bound);
            CHECK(std::abs(r.excess_risk - number(row.at("risk_eq"))) <= 1e-9 * std::max(1.0, r.excess_risk));
            CHECK(std::abs(r.train_error - number(row.at("train_eq"))) <= 1e-9);
            CHECK(std::abs(r.oracle_error - noise - number(row.at("oracle_world"))) <= 1e-9);
            // finite size: 7 % at an interpolation peak, 4 standard errors elsewhere
            const double off = r.excess_risk - number(row.at("risk_sim"));
            near += std::abs(off) <= 4 * number(row.at("risk_se")) || std::abs(off) <= 0.04 * r.excess_risk;
            CHECK(std::abs(off) <= std::max(4 * number(row.at("risk_se")), 0.075 * r.excess_risk));
            ++rows;
        }
        CHECK(rows == 241);
        CHECK(near > 230);
    }

    TEST_CASE("[identity] isotropic data: the exact integrals over the Marchenko-Pastur law, to 1e-11") {
        // K/n of n samples of p directions of variance 1/p each: the target is left as e^{-ts} in p directions, the
        // rest never seen
        for (const auto& pair : {std::pair{100.0, 101.0}, {100.0, 300.0}, {300.0, 100.0}}) {
            const double p = pair.first, n = pair.second;
            Spectrum<> s;
            s.levels = {{0, 1 / p, p, 1, 0}};
            const double c = p / n, low = (1 - std::sqrt(c)) * (1 - std::sqrt(c)) / p,
                         high = (1 + std::sqrt(c)) * (1 + std::sqrt(c)) / p;
            boost::math::quadrature::tanh_sinh<double> rule;
            // density of the p x p covariance's eigenvalues
            const auto average = [&](auto f) {
                return rule.integrate(
                    [&](double x, double xc) {
                        const double a = xc < 0 ? -xc : x - low, b = xc > 0 ? xc : high - x;
                        return f(x) * p * std::sqrt(a * b) / (2 * std::numbers::pi * c * x);
                    },
                    low, high);
            };
            const double zero = std::max(0.0, 1 - n / p);
            for (double t = 1; t < 1e6; t *= 10) {
                CAPTURE(p);
                CAPTURE(n);
                CAPTURE(t);
                const TimeRisk r =
                    risk_at(s, {{{0, 1.0}}, 0}, {{n, infinite<>}, 0, 0.5, 1}, std::span<const double>(&t, 1)).front();
                const double bias = zero + average([&](double x) { return std::exp(-2 * t * x); });
                // noise: (1/p) tr of covariance^{-1} (1 - e^{-ts})^2 / n, in directions of variance 1/p
                const double variance =
                    0.5 / n * average([&](double x) { return std::expm1(-t * x) * std::expm1(-t * x) / x; });
                const double train = average([&](double x) { return x * p * std::exp(-2 * t * x); }) +
                                     0.5 * (1 + p / n * average([&](double x) { return std::expm1(-2 * t * x); }));
                const double norm =
                    p * average([&](double x) { return std::expm1(-t * x) * std::expm1(-t * x); }) +
                    0.5 * p / n * average([&](double x) { return std::expm1(-t * x) * std::expm1(-t * x) / x; });
                CHECK(std::abs(r.bias - bias) < 1e-11);
                CHECK(std::abs(r.variance - variance) < 1e-11 * std::max(1.0, variance));
                CHECK(std::abs(r.train_error - train) < 1e-11);
                CHECK(std::abs(r.weight_norm - norm) < 1e-11 * p * std::max(1.0, norm / p));
                CHECK(std::abs(r.test_error - (bias + variance + 0.5)) < r.error_bound);
            }
        }
    }

    TEST_CASE(
        "[limit] time 0 is the full energy, infinite time the ridge fit, with and without decay, finite width and "
        "ensembles") {
        const Spectrum<> s = two_levels();
        const Degrees<> degrees(s);
        for (const double width : {60.0, 150.0, 400.0, infinite<>})
            for (const double decay : {0.0, 1e-3})
                for (const double ensemble : {1.0, 3.0, infinite<>}) {
                    CAPTURE(width);
                    CAPTURE(decay);
                    CAPTURE(ensemble);
                    const Operation<> op{{100, width}, decay, 0.3, ensemble};
                    const LearningCurve curve(degrees, three, s, op);
                    const TimeRisk begin = curve.at({0, 0}), end = curve.at({}), late = curve.at({1e9, 0}),
                                   early = curve.at({1e-9, 0});
                    const Risk<> ridge = risk(degrees, AlignedTarget<>(three, s), op);
                    CHECK(begin.excess_risk == nearly(1.8, 1e-15));
                    CHECK(begin.train_error == nearly(2.1, 1e-15));
                    CHECK(end.test_error == ridge.test_error);
                    for (const auto& [got, expected] : {std::pair{late.bias, ridge.bias},
                                                        {late.variance, ridge.variance},
                                                        {late.train_error, ridge.train_error},
                                                        {late.weight_norm, ridge.weight_norm},
                                                        {late.degrees_of_freedom, ridge.degrees_of_freedom},
                                                        {late.degrees_of_freedom_2, ridge.degrees_of_freedom_2}})
                        CHECK(std::abs(got - expected) <= 1e-10 * std::max(1.0, expected));
                    CHECK(std::abs(early.test_error - begin.test_error) < 1e-8);
                    CHECK(std::abs(late.test_error - ridge.test_error) <= late.error_bound);
                }
    }

    TEST_CASE(
        "[limit] descent with small steps is the flow; large steps by a contour of their own agree with the circle") {
        const Spectrum<> s = two_levels();
        const Degrees<> degrees(s);
        const LearningCurve curve(degrees, three, s, {{100, 150}, 0, 0.3, 1});
        const TimeRisk flow = curve.at({50, 0});
        double last = infinite<>;
        for (const double steps : {50.0, 500.0, 5000.0, 50000.0}) {
            const double off = std::abs(curve.at(Training::descent(50 / steps, steps)).test_error - flow.test_error);
            CHECK(off < 0.2 * last);
            last = off;
        }
        CHECK(last < 1e-5);
        // 40 steps by the circle, 41 by hyperbolas: (1 - step s)^steps is smooth in steps where step s < 1
        const double step = 0.5 / curve.steepest();
        const auto at = [&](double steps) { return curve.at(Training::descent(step, steps)).test_error; };
        const double fourth = at(38) - 4 * at(39) + 6 * at(40) - 4 * at(41) + at(42);
        const double before = at(35) - 4 * at(36) + 6 * at(37) - 4 * at(38) + at(39);
        CHECK(std::abs(fourth - before) < 1e-6);
    }

    TEST_CASE("[identity] descent of one step and of two, from moments of the sample covariance") {
        // after one step of size h: theta = h X^T y / n.  One isotropic level of p modes of eigenvalue s:
        // bias E|b - h C b|^2 = 1 - 2 h s + h^2 E b C^2 b, C^2 = s^2 (1 + p/n)
        Spectrum<> s;
        const double p = 50, n = 40, v = 0.02;
        s.levels = {{0, v, p, v * p, 0}};
        const Degrees<> degrees(s);
        const Target<> target{{{0, 1.0}}, 0};
        const LearningCurve curve(degrees, target, s, {{n, infinite<>}, 0, 1, 1});
        const double h = 1.5 / curve.steepest(), a = h * v, c = p / n;
        const TimeRisk one = curve.at(Training::descent(h, 1)), two = curve.at(Training::descent(h, 2));
        CHECK(std::abs(one.bias - (1 - 2 * a + a * a * (1 + c))) < 1e-12);
        CHECK(std::abs(one.variance - a * a * c) < 1e-12);
        // moments of Marchenko-Pastur: 1, 1 + c, 1 + 3c + c^2, 1 + 6c + 6c^2 + c^3
        const double m2 = 1 + c, m3 = 1 + 3 * c + c * c, m4 = 1 + 6 * c + 6 * c * c + c * c * c;
        CHECK(std::abs(two.bias - (1 - 4 * a + 6 * a * a * m2 - 4 * a * a * a * m3 + a * a * a * a * m4)) < 1e-12);
    }

    TEST_CASE(
        "[identity] descent near its largest step: many steps by two hyperbolas equal the integral over the law") {
        Spectrum<> s;
        const double p = 100, n = 250, v = 1 / p, c = p / n;
        s.levels = {{0, v, p, 1, 0}};
        const Degrees<> degrees(s);
        const Target<> target{{{0, 1.0}}, 0};
        const LearningCurve curve(degrees, target, s, {{n, infinite<>}, 0, 0.5, 1});
        const double low = v * (1 - std::sqrt(c)) * (1 - std::sqrt(c)),
                     high = v * (1 + std::sqrt(c)) * (1 + std::sqrt(c));
        CHECK(std::abs(curve.steepest() / high - 1) < 1e-12);
        boost::math::quadrature::tanh_sinh<double> rule;
        for (const double share : {0.3, 0.9, 1.5, 1.99})
            for (const double steps : {3.0, 20.0, 40.0, 41.0, 100.0, 1001.0, 100000.0}) {
                CAPTURE(share);
                CAPTURE(steps);
                const double step = share / high;
                const double bias = rule.integrate(
                    [&](double x, double xc) {
                        const double a = xc < 0 ? -xc : x - low, b = xc > 0 ? xc : high - x;
                        return std::pow((1 - step * x) * (1 - step * x), steps) * std::sqrt(a * b) /
                               (2 * std::numbers::pi * c * x * v);
                    },
                    low, high);
                CHECK(std::abs(curve.at(Training::descent(step, steps)).bias - bias) < 2e-11);
            }
    }

    TEST_CASE(
        "[identity] decay is the same flow in shifted time: the noise-free training of one level in closed form") {
        // n infinite: the population flow with decay, learned share (s/(s+d)) (1 - e^{-t(s+d)})
        Spectrum<> s;
        s.levels = {{0, 0.3, 1, 0.3, 0}, {1, 0.01, 10, 0.1, 0}};
        const Degrees<> degrees(s);
        const Target<> target{{{0, 1.0}, {1, 2.0}}, 0.5};
        const LearningCurve curve(degrees, target, s, {{infinite<>, infinite<>}, 0.02, 0.4, 1});
        for (const double t : {0.1, 3.0, 100.0, 1e4}) {
            double expected = 0.5;
            std::vector<double> shares;
            for (const auto& [x, e] : {std::pair{0.3, 1.0}, {0.01, 2.0}}) {
                shares.push_back(x / (x + 0.02) * -std::expm1(-t * (x + 0.02)));
                expected += e * (1 - shares.back()) * (1 - shares.back());
            }
            const std::vector<double> eigenvalues{0.3, 0.01};
            const TimeRisk r = curve.at({t, 0}, eigenvalues);
            CHECK(std::abs(r.excess_risk - expected) < 1e-11);
            CHECK(std::abs(r.learned[0] - shares[0]) < 1e-12);
            CHECK(std::abs(r.learned[1] - shares[1]) < 1e-12);
            CHECK(r.variance < 1e-15);
        }
    }

    TEST_CASE("[identity] the best time beats every time of a fine scan, and is the end without noise") {
        const Spectrum<> s = two_levels();
        const Degrees<> degrees(s);
        for (const double width : {100.0, infinite<>}) {
            const LearningCurve curve(degrees, three, s, {{100, width}, 0, 0.5, 1});
            const double best = curve.best_time(), least = curve.at({best, 0}).test_error;
            CHECK(best > 0);
            CHECK(best < infinite<>);
            for (double t = 0.01; t < 1e8; t *= 1.1) CHECK(curve.at({t, 0}).test_error >= least * (1 - 1e-12));
        }
        Spectrum<> one;
        one.levels = {{0, 0.01, 100, 1, 0}};
        const Degrees<> single(one);
        const Target<> target{{{0, 1.0}}, 0};
        CHECK(is_infinite(LearningCurve(single, target, one, {{50, infinite<>}, 0, 0, 1}).best_time()));
        const Target<> nothing{{}, 1.0};
        CHECK(LearningCurve(single, nothing, one, {{50, infinite<>}, 0, 1, 1}).best_time() == 0);
    }

    TEST_CASE(
        "[identity] random problems, extreme ones often: finite at every time, and without decay the training error "
        "never rises") {
        std::mt19937_64 random(7);
        int answered = 0, refused = 0;
        for (int i = 0; i < 400; ++i) {
            const RandomProblem p(random);
            double top = p.spectrum.tail, total = p.target.rest + p.op.noise_variance;
            for (const Level<>& level : p.spectrum.levels) top = std::max(top, level.eigenvalue);
            for (const auto& [mode, energy] : p.target.energy) total += energy;
            if (!(top > 1e-80)) continue;  // times would leave their range
            const Degrees<> degrees(p.spectrum);
            CAPTURE(i);
            try {
                const LearningCurve curve(degrees, p.target, p.spectrum, p.op);
                double last = infinite<>;
                for (double t = 1e-6 / top; t < 1e13 / top; t *= 50) {
                    const TimeRisk r = curve.at({t, 0});
                    CHECK(std::isfinite(r.test_error));
                    CHECK(std::isfinite(r.weight_norm));
                    CHECK(r.error_bound >= 0);
                    CHECK(r.train_error <= total * (1 + 1e-9));
                    if (p.op.ridge_over_samples == 0) CHECK(r.train_error <= last + 1e-9 * total);
                    last = r.train_error;
                    ++answered;
                }
            } catch (const NotConverged&) {
                ++refused;
            }
        }
        CHECK(answered > 4000);
        CHECK(refused <= 2);
    }

    TEST_CASE("[error] negative times, and steps that diverge are named with the largest stable one") {
        const Spectrum<> s = two_levels();
        const Degrees<> degrees(s);
        const LearningCurve curve(degrees, three, s, {{100, 150}, 0.01, 0.3, 1});
        CHECK_THROWS_AS(static_cast<void>(curve.at({-1, 0})), DomainError);
        CHECK_NOTHROW(static_cast<void>(curve.at(Training::descent(1.999 / curve.steepest(), 100))));
        try {
            static_cast<void>(curve.at(Training::descent(2.1 / curve.steepest(), 10)));
            FAIL("a step that diverges was taken");
        } catch (const DomainError& e) {
            CHECK(std::string(e.what()).find(to_text(2 / curve.steepest())) != std::string::npos);
        }
    }

    TEST_CASE("[agreement] 200 times of 40 levels at once are those asked one by one") {
        Spectrum<> s;
        for (int k = 0; k < 40; ++k) {
            const double b = std::pow(2.0, k);
            s.levels.push_back({k, 1 / (b * (k + 1) * (k + 1)), b, 1.0 / (k + 1) / (k + 1), 0});
        }
        std::vector<double> times;
        for (int i = 0; i < 200; ++i) times.push_back(std::pow(10.0, -1 + 8.0 * i / 199));
        const Operation<> op{{1000, 2000}, 0, 0.1, 1};
        const auto list = risk_at(s, three, op, times);
        REQUIRE(list.size() == 200);
        for (const std::size_t i : {0, 60, 120, 199}) {
            const TimeRisk alone = risk_at(s, three, op, std::vector<double>{times[i]}).front();
            CHECK(std::abs(list[i].test_error - alone.test_error) <= list[i].error_bound + alone.error_bound);
        }
    }

    TEST_CASE(
        "[identity] steps beyond 1/largest: even and odd numbers of steps go on from one representation to the other") {
        // up to 40 steps go by a circle, more by two hyperbolas; where the step is above 1/largest a mode changes its
        // sign with every step
        const Spectrum<> s = diagonalize(Kernel{relu(), 30}, 40);
        const Degrees<> degrees(s);
        const Operation<> op{{90, infinite<>}, 0, 0.1, 1};
        const LearningCurve curve(degrees, three, s, op);
        const double largest = largest_eigenvalue(degrees, op.sizes), step = 1.98 / largest;
        const std::vector<double> eigenvalues{s.levels[0].eigenvalue, s.levels[1].eigenvalue};
        std::vector<TimeRisk> at;
        for (const int steps : {37, 38, 39, 40, 41, 42, 43, 44})
            at.push_back(curve.at({step * steps, step}, eigenvalues));
        // each parity is a smooth sequence of its own: the third difference over the seam is small
        const auto seam = [&](const auto& value, double size) {
            for (std::size_t first : {0, 1}) {
                const double a = value(at[first]), b = value(at[first + 2]), c = value(at[first + 4]),
                             d = value(at[first + 6]);
                CHECK(std::abs(d - 3 * c + 3 * b - a) < 1e-2 * size);
            }
        };
        CHECK(at[2].learned[0] - at[3].learned[0] > 1e-3);
        seam([](const TimeRisk& r) { return r.learned[0]; }, at[2].learned[0] - at[3].learned[0]);
        seam([](const TimeRisk& r) { return r.test_error; }, 0.1 * at[3].test_error);
    }

    TEST_CASE(
        "[identity] error bound of a flow: near interpolation, at long times, the law of Marchenko and Pastur is "
        "within it, and not far within") {
        const double p = 100, ratio = 0.999, n = p / ratio, noise = 0.3, root = std::sqrt(ratio);
        const double left = (1 - root) * (1 - root), right = (1 + root) * (1 + root);
        // mean over the law, exponentially accurate in the angle
        const auto mean = [&](const auto& f) {
            constexpr int points = 40000;
            double sum = 0;
            for (int i = 0; i < points; ++i) {
                const double half = std::numbers::pi * (i + 0.5) / points / 2, c = std::cos(half), s = std::sin(half);
                const double x = left * c * c + right * s * s, width = (right - left) * s * c;
                sum += width * width / (2 * std::numbers::pi * ratio * x) * f(x) * std::numbers::pi / points;
            }
            return sum;
        };
        Spectrum<> s;
        s.levels = {{0, 1, p, p, 0}};
        double worst = 0;
        for (double log_time = -2; log_time <= 6.05; log_time += log_time < 4.5 ? 0.5 : 0.1) {
            const double t = std::pow(10, log_time);
            const TimeRisk r =
                risk_at(s, {{{0, 1.0}}, 0}, {{n, infinite<>}, 0, noise, 1}, std::span<const double>(&t, 1)).front();
            const double exact =
                noise + mean([&](double x) {
                    return std::exp(-2 * t * x) + noise * ratio * std::expm1(-t * x) * std::expm1(-t * x) / x;
                });
            CAPTURE(t);
            CAPTURE(r.error_bound);
            CHECK(std::abs(r.test_error - exact) <= r.error_bound);
            worst = std::max(worst, std::abs(r.test_error - exact) / r.error_bound);
        }
        CHECK(worst > 0.02);  // mostly rounding
    }

    TEST_CASE(
        "[identity] error bound of a descent: modes decay alone where samples are unlimited, however near the largest "
        "step") {
        Spectrum<> s;
        s.levels = {{0, 1, 1, 1, 0}, {1, 0.5, 1, 0.5, 0}, {2, 0.01, 1, 0.01, 0}};
        const Target<> target{{{0, 1.0}, {1, 1.0}, {2, 1.0}}, 0};
        const Operation<> op{{1e19, infinite<>}, 0, 0, 1};
        const Degrees<> degrees(s);
        const LearningCurve curve(degrees, target, s, op);
        for (const double step : {0.3, 1.3, 1.95, 1.999, 1.99999})
            for (const int steps : {1, 2, 39, 40, 41, 42, 500, 4091, 15542, 39573}) {
                CAPTURE(step);
                CAPTURE(steps);
                const TimeRisk r = curve.at({step * steps, step});
                double exact = 0;
                for (const double eigenvalue : {1.0, 0.5, 0.01}) exact += std::pow(1 - step * eigenvalue, 2.0 * steps);
                CHECK(std::abs(r.test_error - exact) <= r.error_bound);
                CHECK(r.error_bound < 1e-8);
            }
    }

    TEST_CASE(
        "[identity] descent with decay of the constant alone, beyond the edge that its equivalent has: closed form") {
        // K = s on n samples has the eigenvalue s/n n: f_t = share mean(y), share = s/(s + decay) (1 - (1 - step (s +
        // decay))^t); the equivalent's edge is s (1 + 1/sqrt n)^2
        const double v = 0.3, energy = 0.7;
        Spectrum<> s;
        s.levels = {{0, v, 1, v, 0}};
        const Degrees<> degrees(s);
        const Target<> target{{{0, energy}}, 0};
        for (const double n : {9.0, 20.0, 400.0})
            for (const double decay : {0.0, 0.01, 0.1, 0.3, 2.0}) {
                const LearningCurve curve(degrees, target, s, {{n, infinite<>}, decay, 0.1, 1});
                const double all = v + decay, edge = v * (1 + 1 / std::sqrt(n)) * (1 + 1 / std::sqrt(n)) + decay;
                CHECK(curve.steepest() == nearly(all, 1e-12));
                for (const double part : {0.001, 0.3, 0.7, 0.99})
                    for (const double steps : {1.0, 2.0, 7.0, 40.0, 41.0, 200.0}) {
                        const double step = 2 / edge + part * (2 / all - 2 / edge);
                        const double share = v / all * (1 - std::pow(1 - step * all, steps));
                        CAPTURE(n);
                        CAPTURE(decay);
                        CAPTURE(part);
                        CAPTURE(steps);
                        const TimeRisk r = curve.at(Training::descent(step, steps));
                        // the equivalent spends one of n samples on the mode: 1/(1 - 1/n)
                        CHECK(r.bias * (1 - 1 / n) == nearly(energy * (1 - share) * (1 - share), 1e-9, 1e-10));
                    }
                CHECK_THROWS_AS(static_cast<void>(curve.at(Training::descent(2.001 / all, 5))), DomainError);
            }
    }

    TEST_CASE("[limit] with decay as well: descent beyond the equivalent's edge goes on where it was below it") {
        const Spectrum<> s = diagonalize(Kernel{relu(), 50}, 20);
        const Degrees<> degrees(s);
        const Target<> linear{{{1, 1.0}}, 0};
        for (const double part : {0.0, 0.01, 0.05, 0.2}) {
            const double bulk = largest_eigenvalue(degrees, {60, infinite<>}), decay = part * bulk, edge = bulk + decay;
            const LearningCurve curve(degrees, linear, s, {{60, infinite<>}, decay, 0.1, 1});
            CAPTURE(part);
            REQUIRE(curve.steepest() < edge);
            for (const double steps : {5.0, 40.0, 300.0}) {
                CAPTURE(steps);
                const double below = curve.at(Training::descent(1.999 / edge, steps)).test_error;
                for (const double above : {2.001, 2.01})
                    CHECK(curve.at(Training::descent(above / edge, steps)).test_error == nearly(below, 0.01));
                const double last = 1.99 / curve.steepest();
                CHECK(std::isfinite(curve.at(Training::descent(last, steps)).test_error));
            }
        }
    }
}
