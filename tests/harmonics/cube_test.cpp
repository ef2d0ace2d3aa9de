// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/cube.hpp"
#include "../nearly.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

using namespace lazyrisk;

TEST_SUITE("harmonics/cube") {
    TEST_CASE(
        "[agreement] eigenvalues are averages over every point of the cube, even and odd lengths, the middle degree "
        "too") {
        const auto h = [](long double t) { return std::exp(t) + t * t * t - 0.3L; };
        for (int q = 1; q <= 12; ++q) {
            const CubeEigenvalues xi = cube_eigenvalues(h, q, 0);
            REQUIRE(xi.value.size() == std::size_t(q) + 1);
            for (int l = 0; l <= q; ++l) {
                long double mean = 0;
                for (unsigned s = 0; s < 1u << q; ++s) {  // a set bit is a minus sign
                    const long double sign = std::popcount(s & ((1u << l) - 1)) % 2 == 0 ? 1 : -1;
                    mean += sign * h((q - 2.0L * std::popcount(s)) / q);
                }
                CAPTURE(q);
                CAPTURE(l);
                CHECK(std::abs(xi.value[std::size_t(l)] - std::ldexp(mean, -q)) < 1e-16L);  // 2^q terms, rounded
                CHECK(xi.error[std::size_t(l)] < 1e-16L);
            }
        }
    }

    TEST_CASE("[identity] E prod_i (1 + c s_i) s_1 ... s_l = c^l at every length: both weights, all degrees") {
        for (const int q : {1, 2, 7, 30, 59, 60, 61, 62, 101, 300})
            for (const long double c : {0.97L, -0.97L, 0.5L}) {
                const auto h = [&](long double t) {
                    const long double minus = std::round((1 - t) * q / 2);
                    return std::pow(1 + c, q - minus) * std::pow(1 - c, minus);
                };
                const CubeEigenvalues xi = cube_eigenvalues(h, q, 0);
                for (int l = 0; l <= q; ++l) {
                    CAPTURE(q);
                    CAPTURE(l);
                    CAPTURE(double(c));
                    CHECK(std::abs(xi.value[std::size_t(l)] - std::pow(c, l)) <= xi.error[std::size_t(l)]);
                    CHECK(xi.error[std::size_t(l)] < 1e-14L);
                }
            }
    }

    TEST_CASE("[identity] the noise of h is that of every eigenvalue, once") {
        const auto h = [](long double t) { return std::cos(t); };
        const CubeEigenvalues exact = cube_eigenvalues(h, 8, 0), rough = cube_eigenvalues(h, 8, 1e-3L);
        for (std::size_t l = 0; l <= 8; ++l) {
            CHECK(rough.value[l] == exact.value[l]);
            CHECK(double(rough.error[l] - exact.error[l]) == nearly(1e-3, 1e-12));
        }
    }

    TEST_CASE("[identity] binomial coefficients: Pascal's triangle, exactly to 2^60, and 0 outside") {
        std::vector<std::uint64_t> row{1};
        for (int n = 0; n <= 62; ++n) {
            for (int k = 0; k <= n; ++k) {
                CAPTURE(n);
                CAPTURE(k);
                CHECK(
                    std::abs(binomial(n, k) - static_cast<long double>(row[std::size_t(k)])) <=
                    (row[std::size_t(k)] < 1ull << 60 ? 0 : 0x1p-60L * static_cast<long double>(row[std::size_t(k)])));
            }
            CHECK(binomial(n, -1) == 0);
            CHECK(binomial(n, n + 1) == 0);
            row.push_back(0);
            for (std::size_t k = row.size() - 1; k > 0; --k) row[k] += row[k - 1];
        }
    }
}
