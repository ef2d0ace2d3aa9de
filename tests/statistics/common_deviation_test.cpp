// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/statistics/common_deviation.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "../nearly.hpp"
#include "lazyrisk/statistics/slope.hpp"
#include "lazyrisk/statistics/verdict.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

constexpr int many = 1000000;  // trials: Student's t is normal

/// Independent points of theory 2 and error .01 that are so many errors off.
std::vector<Measured> off_by(const std::vector<double>& z) {
    std::vector<Measured> points;
    for (const double one : z) points.push_back({2, 2 + 0.01 * one, 0.01, many, points.size() + 1});
    return points;
}

CommonDeviation of(const std::vector<Measured>& points, double tolerance = 0.03) {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < points.size(); ++i) all.push_back(i);
    return common_deviation(points, all, tolerance);
}

double two_sided(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

}  // namespace

TEST_SUITE("statistics/common_deviation") {
    TEST_CASE("[identity] normal scores of independent points: their sum over the root of their number") {
        const CommonDeviation c = of(off_by({1, 2, 4, -1}));
        CHECK(c.groups == 4);
        CHECK(c.above == 3);
        CHECK(c.sign_p == nearly(2 * 5.0 / 16, 1e-12));  // at most one of four below
        CHECK(c.factor_p == nearly(two_sided(3), 1e-6));
        // 1.03 times the theory is 6 errors more
        CHECK(c.beyond_p == 1);
        CHECK(of(off_by({1, 2, 4, -1}), 0.0025).beyond_p == nearly(two_sided((6 - 4 * 0.5) / 2), 1e-6));
        // least squares of equal errors: the mean
        CHECK(c.factor == nearly(1 + 0.01 * 1.5 / 2, 1e-9));
        CHECK(c.factor_error == nearly(0.01 / 2 / 2, 1e-6));
        const CommonDeviation below = of(off_by({-1, -2, -4, 1}), 0.0025);
        CHECK(below.above == 1);
        CHECK(below.sign_p == c.sign_p);
        CHECK(below.factor_p == nearly(c.factor_p, 1e-9));
        CHECK(below.beyond_p == nearly(two_sided(2), 1e-6));
        CHECK(below.factor == nearly(1 - 0.01 * 1.5 / 2, 1e-9));
    }

    TEST_CASE("[limit] means that are the theory are within every tolerance, and the verdict is that they agree") {
        for (const int points : {2, 3, 30}) {
            const std::vector<Measured> exact = off_by(std::vector<double>(std::size_t(points), 0));
            const CommonDeviation c = of(exact);
            CHECK(c.groups == 0);
            CHECK(c.sign_p == 1);
            CHECK(c.factor_p == 1);
            CHECK(c.beyond_p == 1);
            CHECK(c.factor == 1);
            CHECK(judge(exact, 0.03).word() == "agrees");
        }
        CHECK(judge(off_by({1, -1}), 0.03).word() == "agrees");  // they cancel
    }

    TEST_CASE("[identity] what counts: positive theories, two trials, a finite error; two points at least") {
        std::vector<Measured> points = off_by({1, 2});
        CHECK(of(points).groups == 2);
        for (int wrong = 0; wrong < 4; ++wrong) {
            std::vector<Measured> other = points;
            if (wrong == 0) other[0].theory = 0;
            if (wrong == 1) other[0].theory = -2;
            if (wrong == 2) other[0].trials = 1;
            if (wrong == 3) other[0].standard_error = INFINITY;
            CHECK(of(other).groups == 0);
            CHECK(of(other).factor_p == 1);
            other.push_back(points[1]);
            other.back().draw = 77;
            CHECK(of(other).groups == 2);
        }
        CHECK(common_deviation(points, {1}, 0.03).groups == 0);
        points[0].trials = 2;
        CHECK(of(points).groups == 2);
        // where the points hardly differ from the theory the factor is 1
        CHECK(of(off_by({1, 1})).factor == 1);
        CHECK(of(off_by({1, 1})).factor_error == 0);
    }

    TEST_CASE("[limit] deviations beyond the range of the normal distribution, and factors far from 1") {
        const CommonDeviation far = of(off_by({1e5, 1e5}));  // 500 times the theory
        CHECK(far.factor_p == 0);
        CHECK(far.factor == nearly(501, 1e-9));
        CHECK(of(off_by({-600, -600})).factor == nearly(-2, 1e-9));
    }
}

TEST_SUITE("statistics/slope") {
    TEST_CASE("[identity] exact powers have their exponent, without an interval or with one that is a point") {
        const std::vector<double> widths{3, 10, 50, 200};
        for (const double exponent : {-1.0, -0.5, 2.0}) {
            std::vector<double> values;
            for (const double w : widths) values.push_back(7 * std::pow(w, exponent));
            const Slope one = fitted_slope(widths, std::vector<std::vector<double>>{values});
            CHECK(one.value == nearly(exponent, 1e-13));
            CHECK(one.low == -INFINITY);
            CHECK(one.high == INFINITY);
            const Slope three = fitted_slope(widths, std::vector<std::vector<double>>{values, values, values});
            CHECK(three.low == nearly(exponent, 1e-13));
            CHECK(three.high == nearly(exponent, 1e-13));
        }
    }

    TEST_CASE(
        "[identity] the mean of the trials' slopes, with Student's 95 %; trials without a logarithm are left out") {
        // of two widths the slope is that of the line through both
        const std::vector<double> widths{2, 8};
        const auto trial = [](double slope) { return std::vector<double>{1, std::pow(4.0, slope)}; };
        const std::vector<std::vector<double>> values{trial(-1), trial(-0.5),   {0, 1},           trial(-0.9),
                                                      {1, -1},   {1, INFINITY}, {std::nan(""), 1}};
        const Slope s = fitted_slope(widths, values);
        const double mean = -0.8, error = std::sqrt((0.04 + 0.09 + 0.01) / 2 / 3);
        CHECK(s.value == nearly(mean, 1e-13));
        CHECK(s.high - s.value == nearly(4.302652729911275 * error, 1e-10));  // t of 2 degrees of freedom
        CHECK(s.value - s.low == nearly(4.302652729911275 * error, 1e-10));
        // three widths: weights are the logarithms about their mean
        const Slope least = fitted_slope(std::vector<double>{1, 2, 4}, std::vector<std::vector<double>>{{1, 5, 2}});
        CHECK(least.value == nearly(0.5, 1e-13));
        const Slope uneven = fitted_slope(std::vector<double>{1, 2, 16}, std::vector<std::vector<double>>{{1, 2, 1}});
        const double mid = 5.0 / 3;  // in units of log 2: 0, 1, 4
        CHECK(uneven.value == nearly((1 - mid) / (mid * mid + (1 - mid) * (1 - mid) + (4 - mid) * (4 - mid)), 1e-12));
    }

    TEST_CASE("[error] one width has no slope") {
        for (const auto& widths : {std::vector<double>{3}, {3, 3}})
            CHECK_THROWS_AS(fitted_slope(widths, std::vector<std::vector<double>>{{1, 2}}), DomainError);
    }
}
