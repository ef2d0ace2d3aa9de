// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/vanishing.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/harmonics/dimension.hpp"

using namespace lazyrisk;

TEST_SUITE("harmonics/vanishing") {
    TEST_CASE("[identity] what is first not zero, from exact moments of the sphere in 120 digits at d = 1e20") {
        struct Row {
            int n, k, s;
            double first;
        };
        for (const Row& row : {Row{6, 0, 2, 240},
                               {8, 0, 2, 1260},
                               {9, 1, 2, 11340},
                               {10, 0, 3, -302400},
                               {10, 2, 2, 113400},
                               {10, 6, 1, -907200},
                               {11, 1, 3, -4573800},
                               {11, 3, 2, 1247400},
                               {11, 9, 1, -3.592512e8}}) {
            const std::vector<Coefficient> order =
                orders_below_vanishing(decompose(hermite_polynomial(row.n), infinite<>, 40), row.k, 4);
            CAPTURE(row.n);
            CAPTURE(row.k);
            for (int s = 1; s < row.s; ++s)
                CHECK(std::abs(order[std::size_t(s) - 1].value) <= order[std::size_t(s) - 1].error);
            const Coefficient& first = order[std::size_t(row.s) - 1];
            CHECK(std::abs(double(first.value) - row.first) <= double(first.error) + 1e-15 * std::abs(row.first));
            CHECK(first.error < 1e-12L * std::abs(first.value));
        }
    }

    TEST_CASE(
        "[identity] all orders together are lambda at finite d: its series in 1/d, of he4 and he6 in closed form") {
        // E He_4 = 3/(1+2/d) - 3, E He_6 = 15/((1+2/d)(1+4/d)) - 45/(1+2/d) + 30 on the sphere
        const std::vector<Coefficient> four =
            orders_below_vanishing(decompose(hermite_polynomial(4), infinite<>, 20), 0, 4);
        const std::vector<Coefficient> six =
            orders_below_vanishing(decompose(hermite_polynomial(6), infinite<>, 20), 0, 4);
        for (int s = 1; s <= 4; ++s) {
            const double sign = s % 2 ? -1 : 1, two = std::pow(2, s);
            double both = 0;  // [x^s] 1/((1+2x)(1+4x)), up to the sign
            for (int i = 0; i <= s; ++i) both += std::pow(2, i) * std::pow(4, s - i);
            CHECK(double(four[std::size_t(s) - 1].value) == nearly(sign * 3 * two, 1e-14));
            CHECK(double(six[std::size_t(s) - 1].value) == nearly(sign * (15 * both - 45 * two), 1e-14, 1e-14 * 100));
        }
    }

    TEST_CASE(
        "[identity] the last coefficient of an order has its first term, and fewer orders are the first of more") {
        // the sphere's density is the Gaussian one times exp(-He_4/(4d)) to first order in 1/d: He_{k+4s} meets its
        // power s alone, in (k+4s)!/(4^s s!)
        for (int k = 0; k <= 3; ++k)
            for (int s = 1; s <= 4; ++s) {
                const int n = k + 4 * s;
                const Amplitudes last = decompose(hermite_polynomial(n), infinite<>, n + 1);
                const std::vector<Coefficient> more = orders_below_vanishing(last, k, 5);
                const double first = (s % 2 ? -1 : 1) * std::tgamma(n + 1.0) / (std::pow(4, s) * std::tgamma(s + 1.0));
                CAPTURE(k);
                for (int orders = s; orders <= 4; ++orders) {
                    const std::vector<Coefficient> fewer = orders_below_vanishing(last, k, orders);
                    CAPTURE(s);
                    CAPTURE(orders);
                    REQUIRE(fewer.size() == std::size_t(orders));
                    CHECK(double(fewer[std::size_t(s) - 1].value) == nearly(first, 1e-14));
                    for (std::size_t i = 0; i < fewer.size(); ++i) CHECK(fewer[i].value == more[i].value);
                }
            }
        // nothing is read beyond the coefficients that are there
        const std::vector<Coefficient> cut =
            orders_below_vanishing(decompose(hermite_polynomial(4), infinite<>, 5), 0, 4);
        CHECK(double(cut[0].value) == nearly(-6, 1e-14));
    }
}
