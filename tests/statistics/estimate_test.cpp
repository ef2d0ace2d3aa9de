// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/statistics/estimate.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "lazyrisk/simulate/random.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

TEST_SUITE("statistics/estimate") {
    TEST_CASE("[identity] mean and standard error of 1, 2, 3, 4: 5/2 and sqrt(5/3)/2") {
        Accumulator a;
        for (const double x : {1, 2, 3, 4}) a.add(x);
        CHECK(a.estimate().mean == 2.5);
        CHECK(a.estimate().standard_error == nearly(std::sqrt(5.0 / 3) / 2, 1e-15));
    }

    TEST_CASE("[identity] a large mean costs no digits of the spread") {
        Accumulator a;
        for (const double x : {1e9 + 1, 1e9 + 2, 1e9 + 3}) a.add(x);
        CHECK(a.estimate().standard_error == nearly(std::sqrt(1.0 / 3), 1e-15));
    }

    TEST_CASE("[limit] one infinite value makes the mean infinite, whatever comes before and after it") {
        for (int place = 0; place < 3; ++place) {
            Accumulator a;
            for (int i = 0; i < 3; ++i) a.add(i == place ? infinite<> : 2.0);
            CHECK(a.estimate().mean == infinite<>);
            CHECK(a.estimate().standard_error == infinite<>);
        }
    }

    TEST_CASE("[error] one trial says nothing about its spread") {
        Accumulator a;
        a.add(5);
        CHECK(a.estimate().mean == 5);
        CHECK(is_infinite(a.estimate().standard_error));
    }

    TEST_CASE("[identity] order statistics: 95 % of the median needs the binomial's tail") {
        std::vector<double> x;
        for (int i = 1; i <= 20; ++i) x.push_back(i);
        // of 20 coins fewer than 6 heads come with probability 0.0207, fewer than 7 with 0.0577: the sixth from either
        // end
        CHECK(median(x).value == 10.5);
        CHECK(median(x).low == 6);
        CHECK(median(x).high == 15);
        CHECK(median(std::vector<double>{3, 1, 2}).value == 2);
        CHECK(median(std::vector<double>{3, 1, 2}).low == 1);
    }

    TEST_CASE("[simulation] normal numbers have light tails, squared inverses of normal numbers heavy ones") {
        int light = 0, heavy = 0;
        for (std::uint64_t t = 0; t < 200; ++t) {
            std::vector<double> x(30);
            Stream(1, 1, t, Role::noise).normals(x);
            light += heavy_tailed(x);
            for (double& v : x) v = 1 / (v * v);
            heavy += heavy_tailed(x);
        }
        CHECK(light <= 1);
        CHECK(heavy > 150);  // not every draw of 30 shows its tail
        CHECK_FALSE(heavy_tailed(std::vector<double>{1, 1, 1, 1, 1, 1}));
    }

    TEST_CASE(
        "[reference] the level 1e-4 is for all the values together: 29 quantiles of the normal distribution and one "
        "value moved out") {
        // Grubbs' critical value of G = largest deviation over s at n = 30 is (n-1)/sqrt(n) sqrt(t^2/(n-2+t^2)), t the
        // quantile of Student's distribution with 28 degrees at 1e-4/(2 n): t = 5.777775, G = 3.904586 (mpmath, 30
        // digits); at 1e-4/2 it would be t = 4.530474, G = 3.443478
        const auto with_last = [](double last) {
            std::vector<double> x;
            for (int i = 1; i <= 29; ++i) x.push_back(boost::math::quantile(boost::math::normal(), i / 30.0));
            x.push_back(last);
            return x;
        };
        const auto grubbs = [&](double last) {
            const std::vector<double> x = with_last(last);
            Accumulator a;
            for (const double v : x) a.add(v);
            return (last - a.estimate().mean) / (a.estimate().standard_error * std::sqrt(30.0));
        };
        double low = 1, high = 100;
        for (int i = 0; i < 100; ++i) {
            const double middle = (low + high) / 2;
            (heavy_tailed(with_last(middle)) ? high : low) = middle;
        }
        CHECK(grubbs(high) == nearly(3.904586, 1e-6));
    }

    TEST_CASE("[agreement] the interval of the median, by counting coins: every size from 1 to 60, even and odd") {
        for (int n = 1; n <= 60; ++n) {
            std::vector<double> x;
            for (int i = 0; i < n; ++i) x.push_back(1 + (i * 37) % n + (i * 37 % n) / 1000.0);
            std::sort(x.begin(), x.end());
            // the largest k for which fewer than k heads come with at most 2.5 %; the outermost two where none does
            double below = 0, term = std::pow(0.5, n);
            int k = 1;
            for (int heads = 0; heads < n; ++heads) {
                below += term;
                if (below <= 0.025) k = heads + 1;
                term *= double(n - heads) / (heads + 1);
            }
            const Median seen = median(x);
            CAPTURE(n);
            CHECK(seen.value ==
                  (n % 2 == 1 ? x[std::size_t(n / 2)] : (x[std::size_t(n / 2) - 1] + x[std::size_t(n / 2)]) / 2));
            CHECK(seen.low == x[std::size_t(k) - 1]);
            CHECK(seen.high == x[std::size_t(n - k)]);
        }
        CHECK(median({}).value == Median{}.value);
    }

    TEST_CASE("[identity] four values say nothing about tails, five may; one side is as far as the other") {
        CHECK_FALSE(heavy_tailed(std::vector<double>{1, 1, 1, 1e9}));
        CHECK_FALSE(heavy_tailed(std::vector<double>{1, 1.1, 0.9, 1.05, 3}));
        for (const double far : {1e6, -1e6}) {
            std::vector<double> x{far};
            for (int i = 0; i < 40; ++i) x.push_back(std::sin(i));
            CHECK(heavy_tailed(x));
        }
    }
}
