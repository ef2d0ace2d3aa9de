// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/robust.hpp"

#include <doctest/doctest.h>

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "../nearly.hpp"
#include "convex_cases.hpp"
#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

RobustRisk<> risk_of(const convex_cases::Case& c) { return robust_risk(c.problem, c.spectrum, c.target); }

convex_cases::Case features(const std::string& loss, double n, double p, double ridge, const std::string& noise = "") {
    convex_cases::Case c;
    convex_cases::add_level(c, 0.25, 0.25, 1);
    c.spectrum.tail = 0.09;
    c.problem.loss = read_loss("loss", loss);
    if (!noise.empty()) c.problem.noise = read_noise_law("noise", noise);
    c.problem.noise_variance = 0.3;
    c.problem.samples = n;
    c.problem.width = p;
    c.problem.ridge = ridge;
    return c;
}

/// Random spectra, sizes and energies, this loss, plain noise.
convex_cases::Case random_regression(std::mt19937_64& random, const Loss& loss) {
    convex_cases::Case c = convex_cases::random_case(random, false);
    std::uniform_real_distribution<> uniform(0, 1);
    c.problem.loss = loss;
    c.problem.labels = {};
    c.problem.noise_variance = 2 * uniform(random);
    for (auto& [mode, energy] : c.target.energy) energy *= 3;
    return c;
}

/// n E[M''] and E[g^2] at u = f* - f + noise: the means that formula (15.11) equates, given the noise and the rest.
struct Means {
    double curvature = 0, squares = 0;
};

/// Over a normal of this variance around a residual, between the edges, in closed form.
Means normal_means(double shift, double sd, double edge, double inner, double limit) {
    const double a = (-edge - shift) / sd, b = (edge - shift) / sd;
    const auto cdf = [](double x) { return std::erfc(-x / std::sqrt(2)) / 2; };
    const auto density = [](double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi); };
    const double P = cdf(b) - cdf(a), first = density(a) - density(b), second = P + a * density(a) - b * density(b);
    const double inside = shift * shift * P + 2 * shift * sd * first + sd * sd * second;
    return {inner * P, inner * inner * inside + limit * limit * (cdf(a) + cdf(-b))};
}

}  // namespace

TEST_SUITE("saddle/robust") {
    TEST_CASE("[limit] Huber's loss with a far threshold is the square loss") {
        std::mt19937_64 random(1);
        for (int i = 0; i < 300; ++i) {
            const convex_cases::Case c = random_regression(random, HuberLoss{1e6});
            const RobustRisk<> own = risk_of(c);
            const Operation<> op{
                {c.problem.samples, c.problem.width}, c.problem.ridge / c.problem.samples, c.problem.noise_variance};
            const Risk<> known = risk(Degrees<>(c.spectrum), AlignedTarget<>(c.target, c.spectrum), op);
            CAPTURE(i);
            const double worse = 1 + 0.02 * known.test_error;
            CHECK(own.excess_risk == nearly(known.excess_risk, 1e-12 * worse));
            CHECK(own.test_error == nearly(known.test_error, 1e-12 * worse));
            CHECK(own.weight_norm == nearly(known.weight_norm, 1e-12 * worse));
            CHECK(own.effective_ridge == nearly(known.effective_ridge, 1e-12 * worse));
            if (known.train_error > 1e-8) CHECK(2 * own.train_loss == nearly(known.train_error, 1e-10));
            CHECK(2 * own.test_loss == nearly(own.test_error, 1e-12));
            CHECK(own.support < 1e-100);
        }
    }

    TEST_CASE("[limit] Huber's loss with a near threshold is the absolute loss at the ridge over it") {
        for (const auto& [n, p] : {std::pair{2.0, 1.0}, {1.0, 3.0}, {4.0, infinite<>}}) {
            const RobustRisk<> absolute = risk_of(features("absolute", n, p, 0.2));
            const RobustRisk<> huber = risk_of(features("huber(1e-6)", n, p, 0.2e-6));
            CHECK(huber.excess_risk == nearly(absolute.excess_risk, 1e-5));
            CHECK(huber.train_loss * 1e6 == nearly(absolute.train_loss, 1e-5));
            CHECK(huber.test_loss * 1e6 == nearly(absolute.test_loss, 1e-5));
            CHECK(huber.weight_norm == nearly(absolute.weight_norm, 1e-5));
        }
    }

    TEST_CASE("[identity] the equations (15.11), means of Student's noise by quadrature over its density") {
        for (const char* loss : {"absolute", "huber(0.5)", "huber(3)"})
            for (const double freedom : {1.0, 2.5, 3.0, 30.0})
                for (const double scale : {1.0, 0.3}) {
                    const convex_cases::Case c =
                        features(loss, 2, 1.5, 0.1, "student(" + to_text(freedom) + "," + to_text(scale) + ")");
                    const RobustRisk<> r = risk_of(c);
                    const LearnedField<> field(c.spectrum, c.target, c.problem.width);
                    const FieldSums<double> f = field.at(r.effective_ridge - field.k0());
                    double edge = 0, inner = 0, limit = 0;
                    std::visit(
                        [&](const auto& l) {
                            if constexpr (std::decay_t<decltype(l)>::residual)
                                edge = l.edge(r.V), inner = l.inner(r.V), limit = l.template limit<double>();
                        },
                        c.problem.loss);
                    const boost::math::students_t law(freedom);
                    Means means;
                    // in x of noise = scale sinh x: tails of powers become exponential
                    const auto mean = [&](double Means::*which) {
                        double sum = 0;
                        for (double from = -40; from < 40; from += 0.5)
                            sum += boost::math::quadrature::gauss_kronrod<double, 31>::integrate(
                                [&](double x) {
                                    const double t = std::sinh(x);
                                    return boost::math::pdf(law, t) * std::cosh(x) *
                                           (normal_means(scale * t, std::sqrt(r.excess_risk), edge, inner, limit).*
                                            which);
                                },
                                from, from + 0.5, 4, 1e-13);
                        return sum;
                    };
                    means.curvature = mean(&Means::curvature);
                    means.squares = mean(&Means::squares);
                    CAPTURE(loss);
                    CAPTURE(freedom);
                    CAPTURE(scale);
                    const double n = c.problem.samples;
                    CHECK(r.V * means.curvature == nearly(f.T1 / n, 1e-11));
                    const double b = field.missed() + field.learnable() * (f.omega1 * f.omega1 + f.c2 * f.a1 * f.a1);
                    CHECK(r.excess_risk == nearly(b + n * f.T2 / f.T1 / f.T1 * r.V * r.V * means.squares, 1e-11));
                    CHECK(c.problem.ridge == nearly(f.nu1 * f.T1 / r.V, 1e-11));
                    CHECK(r.overlap == nearly(field.learnable() * f.a1, 1e-12));
                    if (freedom > 2)
                        CHECK(r.test_error == nearly(r.excess_risk + scale * scale * freedom / (freedom - 2), 1e-13));
                }
    }

    TEST_CASE("[identity] parts of Student's noise: weights add to one, the variance is nu/(nu - 2)") {
        for (const double freedom : {0.5, 1.0, 2.0, 3.0, 7.0, 100.0, 1000.0}) {
            NoiseLaw law;
            law.freedom = freedom;
            law.scale = 0.7;
            double weight = 0, variance = 0, density = 0;
            for (const NoisePart<double>& p : noise_parts<double>(law, 9)) {
                weight += p.weight;
                variance += p.weight * p.variance;
                density += p.weight / std::sqrt(2 * std::numbers::pi * p.variance);
            }
            CAPTURE(freedom);
            CHECK(weight == nearly(1, 1e-14));
            if (freedom >= 7) CHECK(variance == nearly(law.variance(), 1e-10));
            CHECK(density == nearly(boost::math::pdf(boost::math::students_t(freedom), 0.0) / 0.7, 1e-12));
        }
        const auto plain = noise_parts<double>(NoiseLaw{}, 0.4);
        REQUIRE(plain.size() == 1);
        CHECK(plain[0].weight == 1);
        CHECK(plain[0].variance == 0.4);
    }

    TEST_CASE("[identity] equal parts of a mixture are one normal; many degrees of freedom are a normal") {
        for (const char* loss : {"huber(0.7)", "absolute"}) {
            const RobustRisk<> plain = risk_of(features(loss, 2, 3, 0.1));
            const RobustRisk<> parts = risk_of(features(loss, 2, 3, 0.1, "mixture(0.2:0.3,0.5:0.3,0.3:0.3)"));
            CHECK(parts.excess_risk == nearly(plain.excess_risk, 1e-13));
            CHECK(parts.train_loss == nearly(plain.train_loss, 1e-12));
            CHECK(parts.test_error == nearly(plain.test_error, 1e-13));
            convex_cases::Case c = features(loss, 2, 3, 0.1);
            c.problem.noise_variance = 1;
            CHECK(risk_of(features(loss, 2, 3, 0.1, "student(1000)")).excess_risk ==
                  nearly(risk_of(c).excess_risk, 2e-3));
        }
    }

    TEST_CASE("[limit] noise without a variance: a finite excess risk and an infinite test error") {
        double last = infinite<>;
        for (const char* noise : {"student(0.5)", "student(1)", "student(2)", "student(2.5)", "student(5)"}) {
            const RobustRisk<> r = risk_of(features("huber(1)", 3, 2, 0.5, noise));
            CAPTURE(noise);
            CHECK(std::isfinite(r.excess_risk));
            CHECK(r.excess_risk < last);
            CHECK(r.excess_risk > 0);
            CHECK(std::isfinite(r.weight_norm));
            CHECK((r.test_error == infinite<>) == (read_noise_law("noise", noise).variance() == infinite<>));
            CHECK(r.error_bound < 1e-12);
            last = r.excess_risk;
        }
        // where noise is heavy the absolute loss is better than the square, which knows its variance alone
        const std::string heavy = "mixture(0.95:0.01,0.05:100)";
        CHECK(risk_of(features("absolute", 3, 2, 0.1, heavy)).excess_risk <
              risk_of(features("huber(1e6)", 3, 2, 0.1, heavy)).excess_risk / 2);
    }

    TEST_CASE("[identity] the second route to the norm, formula (15.16)") {
        std::mt19937_64 random(2);
        for (int i = 0; i < 200; ++i) {
            const HuberLoss huber{0.8};
            const convex_cases::Case c = random_regression(random, i % 2 ? Loss(huber) : Loss(AbsoluteLoss{}));
            const RobustRisk<> r = risk_of(c);
            const double n = c.problem.samples, v = c.problem.noise_variance, sd = std::sqrt(r.excess_risk + v);
            const double edge = i % 2 ? huber.edge(r.V) : r.V, inner = i % 2 ? huber.inner(r.V) : 1 / r.V,
                         limit = i % 2 ? 0.8 : 1;
            const double z = edge / sd / std::sqrt(2), in = std::erf(z), bump = std::exp(-z * z);
            const double squares = sd * sd * (in - 2 * z / std::sqrt(std::numbers::pi) * bump);
            const double pulled = inner * (1 - r.V * inner) * squares +
                                  limit * (sd * std::sqrt(2 / std::numbers::pi) * bump - r.V * limit * std::erfc(z));
            const LearnedField<> field(c.spectrum, c.target, c.problem.width);
            const FieldSums<double> f = field.at(r.effective_ridge - field.k0());
            const double b1 = field.variance() * (1 - field.learnable() * f.a1);
            CAPTURE(i);
            CHECK(c.problem.ridge * r.weight_norm == nearly(n * ((b1 + v) * inner * in - pulled), 1e-10, 1e-12 * n));
            CHECK(r.objective == nearly(r.train_loss + c.problem.ridge * r.weight_norm / (2 * n), 1e-14));
            CHECK(r.test_error == nearly(r.excess_risk + v, 1e-14));
            CHECK(r.train_loss <= r.test_loss);
            // E(f* - f)^2 in its parts
            CHECK(
                r.excess_risk ==
                nearly(field.variance() - 2 * std::sqrt(field.variance()) * r.overlap + r.prediction_variance, 1e-12));
        }
    }

    TEST_CASE("[agreement] the error bound, against 19 digits") {
        std::mt19937_64 random(3);
        for (int i = 0; i < 60; ++i) {
            const HuberLoss huber{0.6};
            convex_cases::Case c = random_regression(random, i % 2 ? Loss(huber) : Loss(AbsoluteLoss{}));
            if (i % 5 == 0) c.problem.noise = read_noise_law("noise", "mixture(0.9:0.1,0.1:10)");
            const RobustRisk<> r = risk_of(c);
            using R = long double;
            Spectrum<R> spectrum;
            Target<R> target;
            spectrum.tail = c.spectrum.tail;
            for (const Level<>& l : c.spectrum.levels)
                spectrum.levels.push_back({l.mode, l.eigenvalue, l.multiplicity, l.mass, 0, 0});
            target.rest = c.target.rest;
            for (const auto& [mode, energy] : c.target.energy) target.energy.emplace_back(mode, energy);
            const LearnedField<R> field(spectrum, target, R(c.problem.width));
            const auto parts = noise_parts<R>(c.problem.noise, c.problem.noise_variance);
            const ConvexFitSizes<R> sizes{c.problem.samples, c.problem.ridge};
            const RobustRisk<R> more =
                i % 2 ? robust_risk(huber, parts, field, sizes) : robust_risk(AbsoluteLoss{}, parts, field, sizes);
            CAPTURE(i);
            CHECK(std::abs(r.test_error - more.test_error) <= R(r.error_bound));
            CHECK(r.error_bound < 1e-10 * r.test_error);
            CHECK(r.weight_norm == nearly(double(more.weight_norm), 1e-11));
        }
    }

    TEST_CASE("[limit] a large ridge: the average of the slopes of the labels") {
        for (const char* loss : {"huber(0.6)", "absolute"}) {
            const double n = 2, p = 1.5, ridge = 1e6, mass = 0.34, s = 0.25;
            const RobustRisk<> r = risk_of(features(loss, n, p, ridge));
            // f = (n/lambda) E[l'(y) phi], y of variance 1.3: E[l'(y) f*] = P(|y| < edge)
            const double sd = std::sqrt(1.3), d = 0.6, z = d / sd / std::sqrt(2);
            const bool absolute = std::string(loss) == "absolute";
            const double slope = absolute ? std::sqrt(2 / std::numbers::pi) / sd : std::erf(z);
            const double squares = absolute
                                       ? 1
                                       : 1.3 * (std::erf(z) - 2 * z / std::sqrt(std::numbers::pi) * std::exp(-z * z)) +
                                             d * d * std::erfc(z);
            const double pull = n / ridge;
            const double q =
                pull * pull * (slope * slope * (s * s + mass / p * s) + squares * (s * s + mass * mass / p) / n);
            CAPTURE(loss);
            CHECK(r.overlap == nearly(pull * slope * s, 1e-5));
            CHECK(r.excess_risk == nearly(1 - 2 * r.overlap, 1e-11));
            // q is a difference of numbers near one: its size alone
            CHECK(std::abs(r.prediction_variance - q) < 1e-14);
        }
    }

    TEST_CASE("[error] what this theory does not cover: one sentence each") {
        const auto sentence = [](const convex_cases::Case& c) -> std::string {
            try {
                static_cast<void>(risk_of(c));
            } catch (const NotCovered& e) {
                return e.what();
            }
            return "";
        };
        convex_cases::Case c = features("huber(0.5)", 2, 1, 0.1);
        c.problem.ensemble = 3;
        CHECK(sentence(c) == "ensembles of fits with this loss are not covered");
        c = features("huber(0.5)", 2, 1, 0.1);
        c.problem.labels = {LabelKind::sign, 0, 0};
        CHECK_THROWS_WITH_AS(static_cast<void>(risk_of(c)),
                             "loss = huber(0.5): this loss takes labels that are numbers: labels = regression",
                             DomainError);
        CHECK_THROWS_WITH_AS(static_cast<void>(risk_of(features("hinge", 2, 1, 0.1))),
                             "loss = hinge: expected a loss of the residual", DomainError);
    }
}
