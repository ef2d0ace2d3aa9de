// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A million random problems: nothing fails, nothing is NaN, and the bound is true.
#include <doctest/doctest.h>

#include "digits50.hpp"
#include "random_problem.hpp"

using namespace lazyrisk;

namespace {

bool sane(double x) { return x >= 0; }  // false for NaN

}  // namespace

TEST_SUITE("risk/random") {
    TEST_CASE(
        "[identity] 10^6 random problems: every number is non-negative or infinite, none is NaN, every fixed point "
        "converges") {
        std::mt19937_64 random(20200101);
        int bad = 0, steps = 0, largest = 0;
        for (int i = 0; i < 1000000; ++i) {
            const RandomProblem problem(random);
            const Degrees<> degrees(problem.spectrum);
            const AlignedTarget<> target(problem.target, problem.spectrum);
            const Risk<> r = risk(degrees, target, problem.op);
            const bool fine = sane(r.test_error) && sane(r.bias) && sane(r.variance) && sane(r.train_error) &&
                              sane(r.weight_norm) && sane(r.effective_ridge) && sane(r.degrees_of_freedom) &&
                              sane(r.degrees_of_freedom_2) && sane(r.error_bound) && sane(r.sources.interaction) &&
                              sane(r.sources.features) && sane(r.sources.samples);
            const int taken = solve(degrees, problem.op.sizes, problem.op.ridge_over_samples).steps;
            steps += taken;
            largest = std::max(largest, taken);
            if (!fine) ++bad;
            CAPTURE(i);
            if (!fine) CHECK(fine);
            if (bad > 5) break;
        }
        CHECK(bad == 0);
        MESSAGE("passes a problem: ", steps / 1e6, " on average, ", largest, " at most");
        CHECK(largest <= 60);
    }

    TEST_CASE("[agreement] error_bound is true against 50 digits on 10^4 random problems, and not absurdly large") {
        std::mt19937_64 random(42);
        int finite = 0, tight = 0;
        double worst = 0;
        for (int i = 0; i < 10000; ++i) {
            const RandomProblem problem(random);
            const Risk<> r =
                risk(Degrees<>(problem.spectrum), AlignedTarget<>(problem.target, problem.spectrum), problem.op);
            const auto spectrum = exactly(problem.spectrum);
            const Risk<Digits50> exact =
                risk(Degrees<Digits50>(spectrum), AlignedTarget<Digits50>(exactly(problem.target), spectrum),
                     exactly(problem.op));
            CAPTURE(i);
            if (std::isinf(r.test_error)) {
                CHECK((is_infinite(exact.test_error) || exact.test_error > Digits50(1e300)));
                continue;
            }
            const double error = double(abs(Digits50(r.test_error) - exact.test_error));
            CHECK(error <= r.error_bound);
            if (r.test_error > 0 && !std::isinf(r.error_bound)) {
                ++finite;
                tight += r.error_bound < 1e-11 * r.test_error;
                worst = std::max(worst, error / r.test_error);
            }
        }
        MESSAGE(finite, " finite answers, largest relative error ", worst, ", bound below 1e-11 relative in ", tight);
        CHECK(tight > 0.9 * finite);
    }
}
