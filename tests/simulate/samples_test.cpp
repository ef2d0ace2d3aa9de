// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Linear regression on samples that are not alike, drawn: the theory at sizes that grow, and one draw in two ways.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "lazyrisk/answer/answer_problem.hpp"
#include "lazyrisk/average/use_averages.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/statistics/estimate.hpp"
#include "nearly.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

/// Half as many samples as covariates, with a ridge that goes along.
Problem<Linear> problem(double dimension) {
    return {.model = {read_covariance("covariance", "levels(4:0.25,1:0.75)"), {.source = 0.5}, dimension},
            .target = {{{1, 1.0}}, 0},
            .samples = dimension / 2,
            .ridge = Ridge<>::total(dimension / 20),
            .noise_variance = 0.3};
}

struct Averaged {
    Estimate test_error, train_error, weight_norm;
};
Averaged averaged(const Problem<Linear>& p, int trials) {
    Realization world = realize(p.model, {});
    use_averages(world, p.model, p.target, infinite<>);
    Accumulator test, train, norm;
    for (int t = 0; t < trials; ++t) {
        const TrialPoint point{
            .samples = int(p.samples), .width = 0, .ridge = p.ridge.value, .noise_variance = p.noise_variance};
        const Outcome o = world.averages->outcome(point, {7, 3, std::uint64_t(t)});
        test.add(o.test_error), train.add(o.train_error), norm.add(o.weight_norm);
    }
    return {test.estimate(), train.estimate(), norm.estimate()};
}

/// Sizes 1 and 2: what falls as 1/n is gone from twice the second less the first.
double z_beyond(const Estimate& small, const Estimate& large, double theory) {
    const double mean = 2 * large.mean - small.mean, error = std::hypot(2 * large.standard_error, small.standard_error);
    return (mean - theory) / error;
}

template <class Change>
void meets_theory(const Change& change) {
    Problem<Linear> small = problem(80), large = problem(160);
    change(small), change(large);
    const Averaged a = averaged(small, 600), b = averaged(large, 400);
    const Risk<> r = answer(small).risk, same = answer(large).risk;
    CHECK(r.test_error == nearly(same.test_error, 1e-10));
    CHECK(std::abs(z_beyond(a.test_error, b.test_error, r.test_error)) < 3.5);
    CHECK(std::abs(z_beyond(a.train_error, b.train_error, r.train_error)) < 3.5);
    CHECK(std::abs(z_beyond(a.weight_norm, b.weight_norm, r.weight_norm)) < 3.5);
    CHECK(b.test_error.mean == nearly(r.test_error, 0.05));
}

void points_agree_with_averages(const Problem<Linear>& p) {
    const Measurement points = simulate(p, {.trials = 300, .test_points = 300});
    const Averaged exact = averaged(p, 1000);
    const auto z = [](const Estimate& a, const Estimate& b) {
        return std::abs(a.mean - b.mean) / std::hypot(a.standard_error, b.standard_error);
    };
    CHECK(z(points.test_error, exact.test_error) < 4);
    CHECK(z(points.train_error, exact.train_error) < 4);
    CHECK(z(points.weight_norm, exact.weight_norm) < 4);
}

}  // namespace

TEST_SUITE("simulate/samples") {
    TEST_CASE("[simulation] weights, replacement, Student's t") {
        meets_theory([](Problem<Linear>& p) { p.model.sample_weights = read_sample_weights("1:0.5,4:0.5:3"); });
        meets_theory([](Problem<Linear>& p) { p.model.sample_weights = read_sample_weights("bootstrap"); });
        meets_theory([](Problem<Linear>& p) { p.model.sample_weights = read_sample_weights("student(6)"); });
        // labels that no linear function has disturb each sample alike; in Student's rows too
        meets_theory([](Problem<Linear>& p) {
            p.model.sample_weights = read_sample_weights("1:0.5,4:0.5:3");
            p.target.rest = 0.2;
        });
        meets_theory([](Problem<Linear>& p) {
            p.model.sample_weights = read_sample_weights("student(6)");
            p.target.rest = 0.2;
        });
    }

    TEST_CASE("[simulation] several training laws, a penalty, noise on the inputs") {
        meets_theory([](Problem<Linear>& p) {
            p.model.populations = read_populations(
                "levels(0.2:0.25,2:0.75):share=0.75;levels(4:0.25,1:0.75):share=0.25:weight=3:noise=0.5");
        });
        meets_theory([](Problem<Linear>& p) { p.model.penalty = read_penalty("covariance(0.7)"); });
        meets_theory([](Problem<Linear>& p) { p.model.input_noise = 0.8; });
        meets_theory([](Problem<Linear>& p) {
            p.model.penalty = read_penalty("levels(1:0.25,3:0.75)");
            p.model.sample_weights = read_sample_weights("1:0.5,4:0.5:3");
            p.model.test_covariance = read_covariance("c", "levels(1:0.25,5:0.75)");
        });
    }

    TEST_CASE("[simulation] a test law of other axes, a target by its coefficients") {
        TemporaryFolder folder;
        // blocks of 4 inputs, so that the theory is the same in every dimension
        const auto files = [&](double d) {
            std::ofstream train(folder.file("train.csv")), test(folder.file("test.csv")), beta(folder.file("b.csv"));
            const double a[4][4] = {{2, 0.7, 0, 0}, {0.7, 1, 0.2, 0}, {0, 0.2, 1.5, 0}, {0, 0, 0, 0.4}},
                         b[4][4] = {{1, -0.6, 0.3, 0}, {-0.6, 2, 0, 0.5}, {0.3, 0, 1, 0}, {0, 0.5, 0, 3}};
            beta << "coefficient\n";
            for (int i = 0; i < int(d); ++i) {
                for (int j = 0; j < int(d); ++j) {
                    const bool inside = i / 4 == j / 4;
                    train << (j > 0 ? "," : "") << (inside ? a[i % 4][j % 4] : 0);
                    test << (j > 0 ? "," : "") << (inside ? b[i % 4][j % 4] : 0);
                }
                train << '\n', test << '\n', beta << (i % 4 == 0 ? 1 : i % 4 == 1 ? -0.5 : 0.8) << '\n';
            }
        };
        meets_theory([&](Problem<Linear>& p) {
            files(p.model.dimension);
            p.model.covariance = read_covariance("c", folder.file("train.csv"));
            p.model.alignment = read_alignment("a", folder.file("b.csv"));
            p.model.test_covariance = read_covariance("t", folder.file("test.csv"));
        });
        // by test points: one draw in two ways
        Problem<Linear> p = problem(40);
        files(40);
        p.model.covariance = read_covariance("c", folder.file("train.csv"));
        p.model.alignment = read_alignment("a", folder.file("b.csv"));
        p.model.test_covariance = read_covariance("t", folder.file("test.csv"));
        const Measurement points = simulate(p, {.trials = 200, .test_points = 500});
        const Averaged exact = averaged(p, 400);
        CHECK(std::abs(points.test_error.mean - exact.test_error.mean) <
              4 * std::hypot(points.test_error.standard_error, exact.test_error.standard_error));
    }

    TEST_CASE("[agreement] test points and exact averages of samples that are not alike") {
        for (const char* weights : {"1:0.5,4:0.5:3", "bootstrap", "student(8)"}) {
            CAPTURE(weights);
            Problem<Linear> p = problem(40);
            p.model.sample_weights = read_sample_weights(weights);
            points_agree_with_averages(p);
        }
    }

    TEST_CASE("[agreement] test points and exact averages behind noise on the inputs") {
        Problem<Linear> p = problem(40);
        p.model.input_noise = 0.6;
        p.model.penalty = read_penalty("covariance(0.5)");
        points_agree_with_averages(p);
        p.model.sample_weights = read_sample_weights("1:0.5,4:0.5");
        points_agree_with_averages(p);
    }

    TEST_CASE("[identity] kinds take their samples in turn, laws have their moments") {
        Linear model;
        model.sample_weights = read_sample_weights("1:0.3,2:0.7");
        const DrawnSamples given(model);
        const Stream stream = Draw{1, 2, 3}.stream(Role::data);
        for (const int n : {10, 37, 1000}) {
            double heavy = 0;
            for (const DrawnSample& s : given(0, n, stream)) heavy += s.weight == 2;
            CHECK(std::abs(heavy - 0.7 * n) < 1);
        }
        // in parts as in one
        const auto all = given(0, 100, stream), part = given(60, 40, stream);
        for (std::size_t i = 0; i < 40; ++i) CHECK(part[i].weight == all[60 + i].weight);
        for (const auto& [law, mean, square] : {std::tuple{"bootstrap", 1.0, 2.0}, {"student(20)", 1.0, 18.0 / 16}}) {
            model.sample_weights = read_sample_weights(law);
            double first = 0, second = 0;
            const int n = 200000;
            for (const DrawnSample& s : DrawnSamples(model)(0, n, stream))
                first += s.weight, second += s.weight * s.weight;
            CHECK(first / n == nearly(mean, 0.02));
            CHECK(second / n == nearly(square, 0.03));
            // and the groups of the theory have them exactly
            double share = 0, weight = 0, squared = 0;
            for (const SampleGroup& g : groups_of(*model.sample_weights))
                share += g.share, weight += g.share * g.weight, squared += g.share * g.weight * g.weight;
            CHECK(share == nearly(1, 1e-14));
            CHECK(weight == nearly(mean, 1e-12));
            CHECK(squared == nearly(square, 1e-11));
        }
    }
}
