// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/statistics/verdict.hpp"

#include <doctest/doctest.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <random>

#include "lazyrisk/numerics/scalar.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

TEST_SUITE("statistics/verdict") {
    TEST_CASE("[identity] z, relative deviation, Student's p") {
        const Verdict v = judge({{2.0, 2.2, 0.1, 11, 1}}, 0.03);
        CHECK(v.points[0].z == nearly(2));
        CHECK(v.points[0].relative_deviation == nearly(0.1));
        CHECK(v.points[0].p_value == nearly(2 * boost::math::cdf(boost::math::students_t(10), -2.0)));
        CHECK(v.points[0].adjusted_p_value == v.points[0].p_value);
    }

    TEST_CASE("[identity] Holm: the k-th smallest of N counts N-k+1 times, never less than the one before") {
        std::vector<Measured> points;
        for (const double z : {4.0, 0.1, 3.0}) points.push_back({1, 1 + z * 1e-3, 1e-3, 100, 1});
        const Verdict v = judge(points, 0.03);
        CHECK(v.points[0].adjusted_p_value == nearly(3 * v.points[0].p_value));
        CHECK(v.points[2].adjusted_p_value == nearly(2 * v.points[2].p_value));
        CHECK(v.points[1].adjusted_p_value == nearly(v.points[1].p_value));
        CHECK(v.independent == 1);
        CHECK(v.finite_size == 2);  // significant, but 0.4 % is within the tolerance
        CHECK(v.disagreeing == 0);
        CHECK(judge(points, 0).disagreeing == 2);
        CHECK(judge(points, 0.001).disagreeing ==
              0);  // what is left beyond 0.1 % are three and two standard errors of three points
        CHECK(judge({{1, 1.1, 1e-3, 100, 1}}, 0.03).disagreeing == 1);
    }

    TEST_CASE("[simulation] under the null hypothesis one verdict in a hundred is wrong") {
        std::mt19937_64 random(5);
        std::normal_distribution<> normal;
        int wrong = 0;
        const int repetitions = 2000, trials = 10;
        for (int r = 0; r < repetitions; ++r) {
            std::vector<Measured> points;
            for (int i = 0; i < 20; ++i) {
                double sum = 0, squares = 0;
                for (int t = 0; t < trials; ++t) {
                    const double x = 1 + normal(random);
                    sum += x, squares += x * x;
                }
                const double mean = sum / trials, variance = (squares - trials * mean * mean) / (trials - 1);
                points.push_back({1, mean, std::sqrt(variance / trials), trials, (unsigned long long)i});
            }
            wrong += judge(points, 0).disagreeing > 0;
        }
        CHECK(wrong < 0.01 * repetitions + 4 * std::sqrt(0.01 * repetitions));
        CHECK(wrong > 0);
    }

    TEST_CASE(
        "[identity] points that share draws: correlation over common trials, what they are worth, their combined z") {
        const std::vector<std::uint64_t> all{0, 1, 2, 3, 5}, some{1, 2, 5, 7};
        const std::vector<double> x{1, 2, 4, 3, 7}, y{4, 8, 14, 100};  // twice x where both were seen
        const Measured a{1, 1.1, 0.1, 5, 9, false, all, x}, b{1, 1.1, 0.1, 4, 9, false, some, y},
            other{1, 1.1, 0.1, 4, 8, false, some, y};
        CHECK(correlation(a, b) == nearly(1, 1e-14));
        CHECK(correlation(a, other) == 0);
        const Verdict together = judge({a, a}, 0.03), apart = judge({a, other}, 0.03);
        CHECK(together.effective == nearly(1));
        CHECK(together.combined_z == nearly(together.points[0].z));
        CHECK(apart.effective == nearly(2));
        CHECK(apart.combined_z == nearly((apart.points[0].z + apart.points[1].z) / std::sqrt(2.0)));
        Measured heavy = a;
        heavy.heavy_tailed = true;
        CHECK(judge({heavy, b}, 0.03).points[0].verdict == "heavy-tailed");
        CHECK(judge({heavy, b}, 0.03).judged == 1);
    }

    TEST_CASE(
        "[identity] what an estimated correlation is worth: chance is taken off its square; two common trials tell "
        "nothing") {
        const std::vector<std::uint64_t> five{0, 1, 2, 3, 4};
        const std::vector<double> x{1, 2, 4, 3, 7}, y{2, 1, 5, 3, 4};
        const Measured a{1, 1.1, 0.1, 5, 9, false, five, x}, b{1, 1.3, 0.1, 5, 9, false, five, y};
        const double r = correlation(a, b);
        CHECK(r == nearly(10 / std::sqrt(21.2 * 10), 1e-12));  // by hand: sums of products about 3.4 and 3
        const double worth = r * r - (1 - r * r) * (1 - r * r) / 4;
        const Verdict v = judge({a, b}, 0.03);
        CHECK(v.effective == nearly(4 / (2 + 2 * worth), 1e-12));
        CHECK(v.combined_z == nearly((v.points[0].z + v.points[1].z) / std::sqrt(2 + 2 * r), 1e-12));
        const std::vector<std::uint64_t> pair{0, 1};
        const std::vector<double> u{1, 2}, v2{3, 5};
        const Measured two{1, 1.1, 0.1, 2, 9, false, pair, u}, other{1, 1.2, 0.1, 2, 9, false, pair, v2};
        CHECK(correlation(two, other) == 0);
        CHECK(judge({two, other}, 0.03).effective == nearly(2));
    }

    TEST_CASE("[identity] the sign of the theory changes nothing") {
        for (const double theory : {2.0, 1e-3}) {
            const Verdict plus = judge({{theory, 1.02 * theory, 1e-3 * theory, 100, 1}}, 0.03);
            const Verdict minus = judge({{-theory, -1.02 * theory, 1e-3 * theory, 100, 1}}, 0.03);
            CHECK(plus.points[0].verdict == "finite-size");
            CHECK(minus.points[0].verdict == plus.points[0].verdict);
            CHECK(minus.points[0].z == nearly(-plus.points[0].z));
            CHECK(minus.points[0].relative_deviation == nearly(plus.points[0].relative_deviation));
        }
    }

    TEST_CASE("[limit] a pole is not judged; one trial proves nothing") {
        const Verdict v = judge({{INFINITY, 5, 1, 10, 1}, {1, 2, INFINITY, 1, 2}}, 0.03);
        CHECK(v.points[0].verdict == "pole");
        CHECK(v.points[1].verdict == "agrees");
        CHECK(v.judged == 1);
    }

    TEST_CASE(
        "[identity] without a spread there is no z: the difference against rounding and the error bound, and the "
        "others are judged as before") {
        const Measured seen{1, 1.05, 0.02, 20, 1}, constant{0.5, 0.6, 1e-18, 20, 2};
        const Verdict v = judge({seen, constant}, 0.03), alone = judge({seen}, 0.03);
        CHECK(v.points[1].verdict == "disagrees");
        CHECK_FALSE(v.points[1].has_spread);
        CHECK(v.points[1].z == 0);
        CHECK(v.points[1].relative_deviation == nearly(0.2));
        CHECK(v.without_spread == 1);
        CHECK(v.judged == 2);
        CHECK(v.rms_z == alone.rms_z);
        CHECK(v.largest_z == alone.largest_z);
        CHECK(v.combined_z == alone.combined_z);
        CHECK(v.smallest_adjusted_p == alone.smallest_adjusted_p);
        CHECK(v.points[0].adjusted_p_value == alone.points[0].adjusted_p_value);
        CHECK(v.disagreements() == 1);
        CHECK(v.sentence(0.03).find("1 of them the same in every trial") != std::string::npos);
        // within the tolerance, within the bound, within rounding
        CHECK(judge({{0.5, 0.51, 0, 20, 2}}, 0.03).points[0].verdict == "finite-size");
        CHECK(judge({{.theory = 0.5, .mean = 0.6, .standard_error = 1e-18, .trials = 20, .error_bound = 0.2}}, 0.03)
                  .points[0]
                  .verdict == "agrees");
        CHECK(judge({{0.5, 0.5 * (1 + 1e-13), 0, 20, 2}}, 0.03).points[0].verdict == "agrees");
        CHECK(judge({{0, 0, 0, 20, 2}}, 0).points[0].verdict == "agrees");
        CHECK(judge({{0, 1e-3, 0, 20, 2}}, 0.03).points[0].verdict == "disagrees");
        CHECK(judge({{0.5, 0.6, 0, 20, 2}}, 0.03).sentence(0.03).find("p = ") ==
              std::string::npos);  // nothing of chance is said
        // just above rounding it is a spread again
        CHECK(judge({{0.5, 0.6, 1e-11, 20, 2}}, 0.03).points[0].has_spread);
    }

    TEST_CASE("[identity] a share that every trial counted the same has the spread of counting") {
        const std::uint64_t trials[] = {0, 1};
        const double none[] = {0, 0}, other[] = {0.1, 0.12};
        Measured rare{.theory = 1e-5, .mean = 0, .trials = 2, .trial = trials, .value = none, .counted = 4000};
        const Verdict v = judge({rare}, 0.03);
        CHECK(v.points[0].verdict == "agrees");  // 0.04 are expected
        CHECK(v.points[0].z == nearly(-std::sqrt(1e-5 * 4000 / (1 - 1e-5)), 1e-12));
        rare.counted = 0;
        CHECK(judge({rare}, 0.03).points[0].verdict == "disagrees");
        rare.counted = 4000, rare.theory = 0.1;
        CHECK(judge({rare}, 0.03).points[0].z < -20);
        // beside a point of the same draws there is nothing that is no number
        rare.theory = 1e-5;
        const Measured beside{
            .theory = 0.11, .mean = 0.11, .standard_error = 0.01, .trials = 2, .trial = trials, .value = other};
        const Verdict both = judge({rare, beside}, 0.03);
        CHECK(std::isfinite(both.combined_z));
        CHECK(std::isfinite(both.effective));
    }

    TEST_CASE("[identity] what no point shows alone: a common factor, and signs") {
        // 20 points, each 1.3 standard errors above the theory, by 4 %
        std::vector<Measured> points;
        for (int i = 0; i < 20; ++i)
            points.push_back({1.0 + i, 1.04 * (1.0 + i), 0.04 * (1.0 + i) / 1.3, 1000000, (unsigned long long)i});
        const Verdict v = judge(points, 0.03);
        for (const Judgement& j : v.points) CHECK(j.verdict == "agrees");
        CHECK(v.common.groups == 20);
        CHECK(v.common.above == 20);
        CHECK(v.common.sign_p == nearly(2 * std::pow(0.5, 20), 1e-12));
        CHECK(v.common.factor_p == nearly(std::erfc(1.3 * std::sqrt(20.0) / std::sqrt(2.0)), 1e-10));
        CHECK(v.common.factor == nearly(1.04, 1e-10));
        CHECK(v.common.factor_error == nearly(0.04 / 1.3 / std::sqrt(20.0), 1e-10));
        CHECK(v.common.beyond_p == nearly(std::erfc(1.3 / 4 * std::sqrt(20.0) / std::sqrt(2.0)), 1e-8));
        CHECK(v.common_p == nearly(3 * v.common.factor_p, 1e-12));
        CHECK(v.word() == "finite-size");
        CHECK(v.disagreements() == 0);
        CHECK(v.sentence(0.03).find("together they are 1.04 +- 0.0069 times the theory, 20 of 20 above it") !=
              std::string::npos);
        // at a smaller tolerance the same factor disagrees
        CHECK(judge(points, 0.01).word() == "disagrees");
        CHECK(judge(points, 0.01).disagreements() == 1);
        CHECK(judge(points, 0.01).sentence(0.01).find("significantly more than 1 %") != std::string::npos);
        // below the theory it is the same
        for (Measured& m : points) m.mean = m.theory * 2 - m.mean;
        CHECK(judge(points, 0.03).common.factor == nearly(0.96, 1e-10));
        CHECK(judge(points, 0.03).common.above == 0);
        CHECK(judge(points, 0.03, Together::not_tested).word() == "agrees");
        // scattered evenly there is nothing in common
        for (std::size_t i = 0; i < points.size(); ++i) points[i].mean = points[i].theory * (i % 2 ? 0.96 : 1.04);
        CHECK(judge(points, 0.03).word() == "agrees");
        CHECK(judge(points, 0.03).common.sign_p == 1);
    }

    TEST_CASE(
        "[identity] points that share draws are one observation, with the deviation that their correlation gives") {
        const std::vector<std::uint64_t> trials{0, 1, 2, 3, 4};
        const std::vector<double> x{1, 2, 4, 3, 7};
        const Measured a{1, 1.1, 0.1, 5, 9, false, trials, x};
        const Verdict one = judge({a}, 0), twice = judge({a, a}, 0);
        CHECK(one.common.groups == 0);  // a single point is judged already
        CHECK(twice.common.groups == 1);
        CHECK(twice.common.sign_p == 1);
        CHECK(twice.common.factor_p == nearly(one.points[0].p_value, 1e-10));
    }

    TEST_CASE("[identity] groups of unequal size: normal scores, each counted with the root of its number of points") {
        const std::vector<std::uint64_t> five{0, 1, 2, 3, 4};
        const std::vector<double> x{1, 2, 4, 3, 7}, y{2, 1, 5, 3, 4}, w{4, 1, 3, 2, 2};
        const int many = 1000000;  // Student's t is normal
        const auto measured = [&](double theory, double mean, unsigned long long draw,
                                  const std::vector<double>& value) {
            return Measured{theory, mean, 0.05 * theory, many, draw, false, five, value};
        };
        const std::vector<Measured> points{measured(1, 1.12, 9, x), measured(2, 2.3, 9, y), measured(1, 1.04, 9, w),
                                           measured(3, 3.3, 8, x), measured(1, 0.98, 7, y)};
        const double spread = std::sqrt(3 + 2 * (correlation(points[0], points[1]) + correlation(points[0], points[2]) +
                                                 correlation(points[1], points[2])));
        // each group's z where the means are the theory times f: standard errors are 5 % of the theory
        const auto score = [&](double f) {
            const double three = ((1.12 - f) + (1.15 - f) + (1.04 - f)) / 0.05 / spread;
            return (std::sqrt(3.0) * three + (1.1 - f) / 0.05 + (0.98 - f) / 0.05) / std::sqrt(5.0);
        };
        const auto two_sided = [](double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); };
        const double slope = (score(0) - score(1)), root = score(0) / slope;
        const CommonDeviation common = judge(points, 0.03).common;
        CHECK(common.groups == 3);
        CHECK(common.above == 2);
        CHECK(common.sign_p == nearly(1));  // two of three
        CHECK(common.factor_p == nearly(two_sided(score(1)), 1e-10));
        CHECK(common.beyond_p == nearly(two_sided(score(1.03)), 1e-9));
        CHECK(common.factor == nearly(root, 1e-10));
        CHECK(common.factor_error == nearly(1 / slope, 1e-9));
        // a tolerance that the factor does not reach
        CHECK(judge(points, 0.5).common.beyond_p == 1);
        // points without a positive theory or a spread, and those of one trial, are no part of it
        std::vector<Measured> more = points;
        more.push_back({-1, -2, 0.1, many, 6});
        more.push_back({0, 2, 0.1, many, 5});
        more.push_back({1, 2, infinite<>, many, 4});
        more.push_back({1, 2, 0.1, 1, 3});
        CHECK(judge(more, 0.03).common.groups == 3);
        CHECK(judge(more, 0.03).common.factor == common.factor);
    }

    TEST_CASE(
        "[simulation] under the null hypothesis points and what they have in common are wrong in 1.7 % together, "
        "however few the trials") {
        std::mt19937_64 random(11);
        std::normal_distribution<> normal;
        for (const int trials : {2, 4, 12}) {
            int wrong = 0, common = 0;
            const int repetitions = 1500;
            for (int r = 0; r < repetitions; ++r) {
                std::vector<Measured> points;
                for (int i = 0; i < 15; ++i) {
                    const double size = std::exp(normal(random));
                    double sum = 0, squares = 0;
                    for (int t = 0; t < trials; ++t) {
                        const double x = 1 + size * normal(random);
                        sum += x, squares += x * x;
                    }
                    const double mean = sum / trials, variance = (squares - trials * mean * mean) / (trials - 1);
                    points.push_back({1, mean, std::sqrt(variance / trials), trials, (unsigned long long)i});
                }
                const Verdict v = judge(points, 0);
                wrong += v.disagreements() > 0;
                common += v.common_disagrees;
            }
            CAPTURE(trials);
            CAPTURE(wrong);
            CAPTURE(common);
            CHECK(wrong < 0.0167 * repetitions + 4 * std::sqrt(0.0167 * repetitions));
            CHECK(common < 0.0067 * repetitions + 4 * std::sqrt(0.0067 * repetitions));
        }
    }

    TEST_CASE("[identity] a theory that says how far off it is, is judged by that") {
        const auto judged = [](std::optional<double> own, double mean, double error = 0.001) {
            Measured m{1, mean, error, 100};
            m.own_error = own;
            return judge({m}, 0.03);
        };
        CHECK(judged({}, 1.05).word() == "disagrees");
        CHECK(judged(0.06, 1.05).word() == "finite-size");
        CHECK(judged(0.01, 1.025).word() == "disagrees");
        CHECK(judged({}, 1.025).word() == "finite-size");
        CHECK(judged(0.01, 1.025, 0.02).word() == "agrees");    // not significant
        CHECK(judged(0.01, 1.005, 0).word() == "finite-size");  // without a spread
        CHECK(judged(0.01, 1.02, 0).word() == "disagrees");
        const Verdict v = judged(0.01, 1.025);
        CHECK(v.own_errors == 1);
        CHECK(v.sentence(0.03).find("the tolerance is the theory's own estimate of its error") != std::string::npos);
        Measured own{1, 1.05, 0.001, 100, 1}, other{1, 1.05, 0.001, 100, 2};
        own.own_error = 0.06;
        const Verdict both = judge({own, other}, 0.03);
        CHECK(both.disagreeing == 1);
        CHECK(both.sentence(0.03).find("or 3 % where it has none") != std::string::npos);
    }
}
