// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where a record says that its formula is known to be off, and where it says nothing.
#include <doctest/doctest.h>

#include <cmath>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/risk/weakness.hpp"
#include "lazyrisk/spectrum/feature_kurtosis.hpp"

using namespace lazyrisk;

namespace {

Operation<> at(double samples, double width, double noise = 0) { return {{samples, width}, 1e-6, noise, 1}; }

Risk<> used(double degrees_of_freedom) {
    Risk<> risk;
    risk.test_error = 1;
    risk.degrees_of_freedom = degrees_of_freedom;
    return risk;
}

constexpr double light = 3;  // the kurtosis of a normal variable

}  // namespace

TEST_SUITE("risk/weakness") {
    TEST_CASE("[identity] the kurtosis of features is that of moments of the sphere") {
        for (const double d : {2.0, 3.0, 10.0, 1000.0, infinite<>}) {
            CAPTURE(d);
            const double fourth = 3 / (1 + 2 / d),
                         eighth = fourth * 5 / (1 + 4 / d) * 7 / (1 + 6 / d);  // E x^4, E x^8 of (1.5)
            const auto close = [](double seen, double right) { CHECK(std::abs(seen - right) < 1e-3 * right); };
            close(feature_kurtosis(activation_named("relu"), d), 2 * fourth);
            close(feature_kurtosis(activation_named("linear"), d), fourth);
            close(feature_kurtosis(activation_named("relu2"), d), 2 * eighth / (fourth * fourth));
            close(slope_kurtosis(activation_named("relu2"), d), 2 * fourth);
            close(feature_kurtosis(activation_named("sign"), d), 1);
        }
        CHECK(std::abs(feature_kurtosis(activation_named("exp"), infinite<>) - std::exp(4.0)) < 1e-3 * std::exp(4.0));
        CHECK(feature_kurtosis(activation_named("0*x"), 10) == 1);
        CHECK(std::abs(feature_kurtosis(activation_named("max(x-1,0)"), 1000) - 23.7) < 0.2);  // a kink between panels
    }

    TEST_CASE("[identity] a remainder: more than half of what is left belongs to learned degrees of few harmonics") {
        const Operation<> op = at(256, infinite<>);
        const auto of = [&](const std::vector<LearnedPart>& target, double test_error) {
            Risk<> risk = used(100);
            risk.test_error = test_error;
            return weakness(target, op, risk, 50, light);
        };
        CHECK(of({{1, 0.99, 1}}, 1e-4) == Weakness::remainder);
        CHECK(of({{1, 0.99, 1}}, 1.9e-4) == Weakness::remainder);
        CHECK(of({{1, 0.99, 1}}, 2.1e-4) == Weakness::none);  // something else outweighs it
        CHECK(of({{1, 0.7, 1}}, 0.09) == Weakness::none);     // not learned yet
        CHECK(of({{1, 0.99, 200}}, 1e-4) == Weakness::none);  // an average over many
        CHECK(of({{1, 0.99, 1}, {1, 0.2, 50}}, 0.6401) == Weakness::none);
        Risk<> risk = used(100);
        risk.test_error = 3e-4;
        risk.sources.bias_squared = 1e-4;
        risk.sources.samples = 1e-4;  // doubled by the samples
        CHECK(weakness({{1, 0.99, 1}}, op, risk, 50, light) == Weakness::remainder);
        CHECK(weakness({{1, 0.99, 1}}, op, risk, infinite<>, light) == Weakness::none);  // the limit is exact
    }

    TEST_CASE("[identity] heavy tails, the threshold, small dimensions") {
        const std::vector<LearnedPart> target{{1, 0.5, 40}};
        const auto of = [&](const Operation<>& op, double used_freedom, double d, double kurtosis) {
            return weakness(target, op, used(used_freedom), d, kurtosis);
        };
        CHECK(of(at(200, 120), 90, 40, 12) == Weakness::heavy_tails);
        CHECK(of(at(200, 120), 90, 60, 12) == Weakness::none);
        CHECK(of(at(200, infinite<>), 90, 40, 12) == Weakness::none);  // a kernel averages over its features
        CHECK(of(at(100, 100), 99.7, 40, light) == Weakness::threshold);
        CHECK(of(at(100, 100), 99.2, 40, light) == Weakness::none);
        CHECK(of(at(100, 101), 99.7, 40, light) == Weakness::none);
        CHECK(of(at(100, infinite<>), 100, 40, light) == Weakness::none);
        CHECK(of(at(100, 200), 90, 9, light) == Weakness::small_dimension);
        CHECK(of(at(100, 200), 90, 10, light) == Weakness::none);
        CHECK(to_text(Weakness::none).empty());
        for (const Weakness w :
             {Weakness::remainder, Weakness::heavy_tails, Weakness::threshold, Weakness::small_dimension})
            CHECK(to_text(w).find(": ") != std::string::npos);
        Risk<> pole = used(100);
        pole.test_error = infinite<>;
        CHECK(weakness(target, at(100, 100), pole, 9, light) == Weakness::none);
    }

    TEST_CASE(
        "[identity] where each boundary lies: 4/5 learned, 25 harmonics, kurtosis 6 + d/8, half a sample, dimension "
        "10") {
        const Operation<> op = at(256, infinite<>);
        const auto remainder = [&](double learnability, double multiplicity) {
            Risk<> risk = used(100);
            risk.test_error = (1 - learnability) * (1 - learnability);  // all of it
            return weakness({{1, learnability, multiplicity}}, op, risk, 50, light);
        };
        CHECK(remainder(0.801, 24.9) == Weakness::remainder);
        CHECK(remainder(0.799, 24.9) == Weakness::none);
        CHECK(remainder(0.801, 25) == Weakness::none);
        const auto tails = [&](double d, double kurtosis) { return weakness({}, at(200, 120), used(90), d, kurtosis); };
        for (const double d : {16.0, 40.0, 200.0}) {
            CHECK(tails(d, 6 + d / 8 + 0.01) == Weakness::heavy_tails);
            CHECK(tails(d, 6 + d / 8 - 0.01) == Weakness::none);
        }
        const auto threshold = [&](double n, double p, double freedom) {
            return weakness({}, at(n, p), used(freedom), 50, light);
        };
        CHECK(threshold(100, 100, 99.51) == Weakness::threshold);
        CHECK(threshold(100, 100, 99.49) == Weakness::none);
        CHECK(threshold(101, 100, 99.9) == Weakness::none);
        CHECK(threshold(infinite<>, 100, 100) == Weakness::none);
        CHECK(weakness({}, at(100, 200), used(90), std::nan(""), 1e9) ==
              Weakness::none);  // a given spectrum has no dimension
        // two degrees add up, each by its energy and the square of what is left
        Risk<> risk = used(100);
        risk.test_error = 1.01 * 2 * (3 * 0.01 + 5 * 0.0004);
        CHECK(weakness({{3, 0.9, 4}, {5, 0.98, 9}}, op, risk, 50, light) == Weakness::none);
        risk.test_error *= 0.98;
        CHECK(weakness({{3, 0.9, 4}, {5, 0.98, 9}}, op, risk, 50, light) == Weakness::remainder);
        // what the samples add counts where the theory knows it
        risk = used(100);
        risk.test_error = 3e-4;
        risk.sources.bias_squared = risk.sources.samples = 1e-4;
        risk.has_sources = false;
        CHECK(weakness({{1, 0.99, 1}}, op, risk, 50, light) == Weakness::none);
    }
}
