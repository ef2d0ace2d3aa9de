// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Linear regression drawn: the law of the inputs, the target's energy, the risk beside theory and exact averages.
#include <doctest/doctest.h>

#include <cmath>

#include "lazyrisk/answer/answer_problem.hpp"
#include "lazyrisk/average/use_averages.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/statistics/estimate.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

Linear model_of(const char* covariance, double dimension, const char* alignment = "isotropic") {
    return {in_dimension(read_covariance("covariance", covariance), dimension), read_alignment("alignment", alignment),
            dimension};
}

double z_of(const Estimate& e, double theory) { return (e.mean - theory) / e.standard_error; }

/// Exact averages over a few draws, with their standard errors.
struct Averaged {
    Estimate bias, variance, train_error, weight_norm;
};
Averaged averaged(const Problem<Linear>& p, int trials) {
    Realization world = realize(p.model, {});
    use_averages(world, p.model, p.target, infinite<>);
    Accumulator bias, variance, train, norm;
    for (int t = 0; t < trials; ++t) {
        const TrialPoint point{
            .samples = int(p.samples), .width = 0, .ridge = p.ridge.value, .noise_variance = p.noise_variance};
        const Outcome o = world.averages->outcome(point, {7, 3, std::uint64_t(t)});
        bias.add(o.bias), variance.add(o.variance), train.add(o.train_error), norm.add(o.weight_norm);
    }
    return {bias.estimate(), variance.estimate(), train.estimate(), norm.estimate()};
}

}  // namespace

TEST_SUITE("simulate/linear") {
    TEST_CASE("[simulation] inputs have their covariance, along the axes and at test; entries their fourth cumulant") {
        Linear model = model_of("levels(4:0.5,1:0.5)", 4);
        model.test_covariance = read_covariance("c", "levels(1:0.5,9:0.5)");
        for (const double kurtosis : {0.0, -2.0, 1.5}) {
            model.kurtosis = kurtosis;
            const Realization r = realize(model, {{{1, 1.0}}, 0});
            const Matrix x = r.inputs(0, 40000, Draw{3, 1, 0}.stream(Role::data)),
                         y = r.test_inputs(0, 40000, Draw{3, 1, 0}.stream(Role::test));
            for (int i = 0; i < 4; ++i) {
                const double s = i < 2 ? 4 : 1, t = i < 2 ? 1 : 9;
                const auto moment = [](const auto& row, int power, double expected, double spread) {
                    CHECK(std::abs(row.array().pow(power).mean() - expected) < 4 * spread / 200);
                };
                const double spread = std::sqrt(2 + kurtosis) + 1e-12;
                moment(x.row(i) / std::sqrt(s), 2, 1, spread);
                moment(y.row(i) / std::sqrt(t), 2, 1, spread);
                if (kurtosis <= 0)
                    moment(x.row(i) / std::sqrt(s), 4, 3 + kurtosis, kurtosis < 0 ? 1e-9 : std::sqrt(96.0));
            }
            CHECK(std::abs((x.row(0).array() * x.row(3).array()).mean()) < 4 * 2.0 / 200);
            // drawn in parts as in one
            CHECK((r.inputs(7, 3, Draw{3, 1, 0}.stream(Role::data)) - x.middleCols(7, 3)).norm() == 0);
        }
    }

    TEST_CASE("[identity] the target has the energy of each eigenspace; of a sequence every eigenvalue is there") {
        const Linear model = model_of("power(1.5)", 50, "power(2)");
        const Realization r = realize(model, {{{1, 2.0}}, 0});
        CHECK(r.dimension == 50);
        const InputFunction f = r.target({1, 2, 3});
        double total = 0;
        const double sum = [] {
            double z = 0;
            for (int k = 1; k <= 50; ++k) z += std::pow(k, -2.0);
            return z;
        }();
        for (int k = 1; k <= 50; ++k) {
            Matrix axis = Matrix::Zero(50, 1);
            axis(k - 1, 0) = 1;
            const double energy = std::pow(f(axis)[0], 2) * std::pow(k, -1.5);
            CHECK(energy == nearly(2 * std::pow(k, -2.0) / sum, 1e-12));
            total += energy;
        }
        CHECK(total == nearly(2, 1e-12));
    }

    TEST_CASE("[simulation] test points, and exact averages of the same draws") {
        const Problem<Linear> p{.model = model_of("levels(4:0.25,1:0.75)", 40),
                                .target = {{{1, 1.0}}, 0},
                                .samples = 20,
                                .ridge = Ridge<>::total(2),
                                .noise_variance = 0.2};
        const Measurement points = simulate(p, {.trials = 40, .test_points = 300});
        const Measurement exact = [&] {
            Realization world = realize(p.model, {});
            use_averages(world, p.model, p.target, infinite<>);
            return simulate(std::move(world), Fit{p.samples, infinite<>, p.ridge, p.noise_variance},
                            {.trials = 40, .estimator = Estimator::exact});
        }();
        CHECK(std::abs(points.bias.mean - exact.bias.mean) <
              4 * std::hypot(points.bias.standard_error, exact.bias.standard_error));
        CHECK(std::abs(points.variance.mean - exact.variance.mean) <
              4 * std::hypot(points.variance.standard_error, exact.variance.standard_error));
        CHECK(std::abs(points.train_error.mean - exact.train_error.mean) <
              4 * std::hypot(points.train_error.standard_error, exact.train_error.standard_error));
        CHECK(std::abs(points.weight_norm.mean - exact.weight_norm.mean) <
              4 * std::hypot(points.weight_norm.standard_error, exact.weight_norm.standard_error));
    }

    TEST_CASE("[simulation] exact averages beside theory with its first order in 1/n") {
        struct Setting {
            const char* covariance;
            double d, n, ridge, kurtosis;
        };
        for (const Setting& s : {Setting{"identity", 100, 50, 2.5, 0},
                                 {"identity", 60, 120, 3, -2},
                                 {"levels(4:0.25,1:0.75)", 80, 40, 4, 1.5},
                                 {"levels(10:0.1,1:0.9)", 100, 50, -1.5, 0},
                                 {"levels(4:0.25,1:0.75)", 40, 120, -2, 0},
                                 {"power(1.5)", 120, 30, 0.01, 0},
                                 {"ar1(0.8)", 100, 60, 0, 0}}) {
            CAPTURE(s.covariance);
            CAPTURE(s.ridge);
            Problem<Linear> p{.model = model_of(s.covariance, s.d),
                              .target = {{{1, 1.0}}, 0},
                              .samples = s.n,
                              .ridge = Ridge<>::total(s.ridge),
                              .noise_variance = 0.2};
            p.model.kurtosis = s.kurtosis;
            const Averaged seen = averaged(p, 40);
            const Answer plain = answer(p);
            p.model.finite_size = true;
            const Answer a = answer(p);
            // beyond its own order the correction leaves its square
            const double left = 2 * std::pow(*a.equivalent_error / plain.risk.excess_risk, 2);
            CHECK(std::abs(seen.bias.mean - a.risk.bias) < 4 * seen.bias.standard_error + left * a.risk.bias + 1e-15);
            CHECK(std::abs(seen.variance.mean - a.risk.variance) <
                  4 * seen.variance.standard_error + left * a.risk.variance);
            CHECK(std::abs(seen.weight_norm.mean - plain.risk.weight_norm) <
                  4 * seen.weight_norm.standard_error + 0.05 * plain.risk.weight_norm);
        }
    }

    TEST_CASE("[simulation] another covariance at test") {
        Problem<Linear> p{.model = model_of("levels(4:0.25,1:0.75)", 120),
                          .target = {{{1, 1.0}}, 0},
                          .samples = 90,
                          .ridge = Ridge<>::total(10),
                          .noise_variance = 0.2};
        p.model.test_covariance = read_covariance("c", "levels(1:0.25,2:0.75)");
        const Averaged seen = averaged(p, 60);
        p.model.finite_size = true;
        const Answer a = answer(p);
        CHECK(std::abs(z_of(seen.bias, a.risk.bias)) < 4);
        CHECK(std::abs(z_of(seen.variance, a.risk.variance)) < 4);
        const Measurement points = simulate(p, {.trials = 20, .test_points = 400});
        CHECK(std::abs(z_of(points.bias, a.risk.bias)) < 4);
    }

    TEST_CASE("[identity] every loss is tested on inputs of the test law: twice the variance, twice the excess risk") {
        for (const char* loss : {"square", "huber(0.5)", "absolute"}) {
            CAPTURE(loss);
            Problem<Linear> p{.model = model_of("levels(4:0.25,1:0.75)", 20),
                              .target = {{{1, 1.0}}, 0},
                              .samples = 30,
                              .ridge = Ridge<>::total(1),
                              .noise_variance = 0.2};
            p.loss = read_loss("loss", loss);
            const auto excess = [&] { return simulate(p, {.trials = 3, .test_points = 50}).test_error.mean - 0.2; };
            const double plain = excess();
            p.model.test_covariance = read_covariance("c", "levels(8:0.25,2:0.75)");
            const double twice = excess();
            CHECK(twice == nearly(2 * plain, 1e-9));
        }
    }

    TEST_CASE("[error] what cannot be drawn, and a ridge below a draw's own edge") {
        const Target<> target{{{1, 1.0}}, 0};
        CHECK_THROWS_AS(static_cast<void>(realize(Linear{}, target)), DomainError);
        CHECK_THROWS_AS(static_cast<void>(realize(Linear{PowerLaw{1.5}}, target)), DomainError);
        CHECK_THROWS_AS(static_cast<void>(realize(model_of("marchenko-pastur(0.5)", 40), target)), NotCovered);
        CHECK_THROWS_AS(static_cast<void>(realize(model_of("levels(4:0.25,1:0.75)", 42), target)), DomainError);
        CHECK_THROWS_AS(static_cast<void>(realize(model_of("identity", 40), {{{1, 1.0}}, 0.5})), NotCovered);
        CHECK_THROWS_AS(static_cast<void>(realize(model_of("identity", 1e10), target)), DomainError);
        Linear odd = model_of("identity", 40);
        odd.kurtosis = -1;
        CHECK_THROWS_AS(static_cast<void>(realize(odd, target)), NotCovered);
        const Problem<Linear> p{.model = model_of("identity", 40),
                                .target = target,
                                .samples = 20,
                                .ridge = Ridge<>::total(-30),
                                .noise_variance = 0.2};
        CHECK_THROWS_AS(static_cast<void>(simulate(p, {.trials = 3, .test_points = 10})), NotConverged);
        CHECK_THROWS_AS(static_cast<void>(averaged(p, 1)), NotConverged);
    }
}
