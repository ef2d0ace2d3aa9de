// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Simulation against finite-d theory. The two share no mathematics: where they agree, both are right.
#include <doctest/doctest.h>

#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/statistics/verdict.hpp"

using namespace lazyrisk;

namespace {

struct Totals {
    int points = 0;
    double squares = 0, largest = 0;

    void add(double z) {
        ++points;
        squares += z * z;
        largest = std::max(largest, std::abs(z));
    }
    [[nodiscard]] double rms() const { return std::sqrt(squares / points); }
};

template <class Model>
void measure(const Problem<Model>& problem, int trials, std::uint64_t seed, std::vector<Measured>& measured,
             Totals& train, Totals& norm) {
    const Risk<> theory = risk(problem);
    const Measurement seen = simulate(problem, {.trials = trials, .seed = seed, .test_points = 500});
    measured.push_back(
        {theory.test_error, seen.test_error.mean, seen.test_error.standard_error, seen.trials, seen.draw});
    if (theory.train_error > 1e-12)
        train.add((seen.train_error.mean - theory.train_error) / seen.train_error.standard_error);
    norm.add((seen.weight_norm.mean - theory.weight_norm) / seen.weight_norm.standard_error);
}

}  // namespace

TEST_SUITE("answer/agreement") {
    TEST_CASE("[simulation] 72 problems at d = 40: the z-scores look like z-scores") {
        // sizes on both sides of both thresholds, small and large ridge, with label noise; 25 trials each
        std::vector<Measured> measured;
        Totals train, norm;
        std::uint64_t seed = 100;
        for (const char* name : {"relu", "tanh", "gelu"})
            for (const double n : {50.0, 200.0, 500.0})
                for (const double p : {40.0, 120.0, 700.0, infinite<>})
                    for (const double ridge : {1e-2, 1.0}) {
                        const Activation s = activation_named(name);
                        const Target<> target{{{0, 0.2}, {1, 1.0}, {2, 0.5}, {3, 0.1}}, 0};
                        ++seed;
                        if (is_infinite(p))
                            measure(Problem<Kernel>{{s, 40}, target, n, p, Ridge<>::total(ridge), 0.2}, 25, seed,
                                    measured, train, norm);
                        else
                            measure(Problem<RandomFeatures>{{s, 40}, target, n, p, Ridge<>::total(ridge), 0.2}, 25,
                                    seed, measured, train, norm);
                    }
        const Verdict verdict = judge(measured, 0.03);
        MESSAGE(verdict.sentence(0.03), "; training error rms z ", train.rms(), ", norm rms z ", norm.rms());
        CHECK(verdict.judged >= 60);
        CHECK(verdict.disagreeing == 0);
        // 72 standard normal numbers have an rms within 1 +- 0.25 at three sigma; Student's t with 24 degrees adds 4 %
        CHECK(verdict.rms_z < 1.3);
        CHECK(verdict.rms_z > 0.7);
        CHECK(train.rms() < 1.5);
        CHECK(norm.rms() < 1.5);
    }

    TEST_CASE("[simulation] where they differ, the difference shrinks with d") {
        // Features of exp have log-normal tails: with p ~ n ~ d the equivalent converges more slowly than for bounded
        // or Lipschitz activations (theory.md, section 5). 21 %, 14 % and 9 % at d = 20, 40, 80.
        std::vector<double> deviation, error;
        for (const double d : {20.0, 80.0}) {
            const Problem<RandomFeatures> problem{
                {Exp{}, d}, {{{0, 0.2}, {1, 1.0}, {2, 0.5}, {3, 0.1}}, 0}, 5 * d, 3 * d, Ridge<>::total(1e-2), 0.2};
            const Risk<> theory = risk(problem);
            const Measurement seen = simulate(problem, {.trials = 300, .seed = 3, .test_points = 200});
            deviation.push_back(seen.test_error.mean / theory.test_error - 1);
            error.push_back(seen.test_error.standard_error / theory.test_error);
        }
        MESSAGE("relative deviations at d = 20, 80: ", deviation[0], " +- ", error[0], ", ", deviation[1], " +- ",
                error[1]);
        CHECK(deviation[0] > 5 * error[0]);  // a real deviation, not noise
        CHECK(deviation[1] < 0.7 * deviation[0]);
    }

    TEST_CASE("[simulation] ensembles and the ridgeless limit") {
        std::vector<Measured> measured;
        Totals train, norm;
        const Target<> target{{{1, 1.0}, {2, 0.3}}, 0};
        for (const double p : {60.0, 400.0})
            for (const int members : {2, 5}) {
                Problem<RandomFeatures> problem{{relu(), 30}, target, 150, p, Ridge<>::total(1e-2), 0.1};
                problem.ensemble = members;
                measure(problem, 40, 7, measured, train, norm);
            }
        for (const double p : {50.0, 100.0, 300.0, 800.0})
            measure(Problem<RandomFeatures>{{relu(), 30}, target, 150, p, Ridge<>::none(), 0.1}, 40, 8, measured, train,
                    norm);
        const Verdict verdict = judge(measured, 0.03);
        MESSAGE(verdict.sentence(0.03), "; training error rms z ", train.rms());
        CHECK(verdict.disagreeing == 0);
        CHECK(verdict.rms_z < 1.9);
        CHECK(train.rms() < 2);
    }
}
