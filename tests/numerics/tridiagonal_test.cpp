// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/tridiagonal.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "nearly.hpp"

using namespace lazyrisk;

TEST_SUITE("numerics/tridiagonal") {
    TEST_CASE("[identity] ones beside zeros: 2 cos(pi j/(n+1))") {
        for (const int n : {1, 2, 3, 10, 57, 300}) {
            const std::vector<double> seen = tridiagonal_eigenvalues(std::vector<double>(std::size_t(n), 0.0),
                                                                     std::vector<double>(std::size_t(n - 1), 1.0));
            REQUIRE(seen.size() == std::size_t(n));
            for (int j = 0; j < n; ++j)
                CHECK(seen[std::size_t(j)] == nearly(-2 * std::cos(std::numbers::pi * (j + 1) / (n + 1)), 0, 1e-14));
        }
    }

    TEST_CASE(
        "[identity] Laguerre's matrix: every eigenvalue is a zero of its last polynomial, whose sign changes there") {
        const int n = 40;
        std::vector<double> diagonal, beside;
        for (int k = 0; k < n; ++k) diagonal.push_back(2 * k + 1);
        for (int k = 1; k < n; ++k) beside.push_back(k);
        const auto sign = [](long double x) {  // of L_n, by its recurrence
            long double before = 0, now = 1;
            for (int k = 0; k < n; ++k) {
                const long double next = ((2 * k + 1 - x) * now - k * before) / (k + 1);
                before = now, now = next;
            }
            return now > 0;
        };
        const std::vector<double> seen = tridiagonal_eigenvalues(diagonal, beside);
        REQUIRE(seen.size() == std::size_t(n));
        for (const double x : seen) CHECK(sign(x - 1e-12L) != sign(x + 1e-12L));
    }

    TEST_CASE("[identity] blocks that nothing joins, equal eigenvalues, nothing at all") {
        CHECK(tridiagonal_eigenvalues({3, 1, 2}, {0, 0}) == std::vector<double>{1, 2, 3});
        CHECK(tridiagonal_eigenvalues({0, 0, 0}, {0, 0}) == std::vector<double>{0, 0, 0});
        const std::vector<double> pairs = tridiagonal_eigenvalues({0, 0, 0, 0}, {1, 0, 1});
        for (int j = 0; j < 4; ++j) CHECK(pairs[std::size_t(j)] == nearly(j < 2 ? -1 : 1, 1e-15));
        CHECK(tridiagonal_eigenvalues({}, {}).empty());
    }
}
