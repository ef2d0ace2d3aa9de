// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/invariant_dimension.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "../nearly.hpp"
#include "lazyrisk/harmonics/dimension.hpp"

using namespace lazyrisk;

namespace {

/// [z^k] of the mean over all d shifts of (1 - z^2)/prod(1 - z^length) over the cycles of the shift, k = 0 .. degrees.
std::vector<long double> mean_of_traces(int d, int degrees) {
    std::vector<long double> sum(std::size_t(degrees) + 1, 0);
    for (int shift = 0; shift < d; ++shift) {
        const int cycles = std::gcd(shift, d), length = d / cycles;  // gcd(0, d) = d
        std::vector<long double> series(std::size_t(degrees) + 1, 0);
        series[0] = 1;
        if (degrees >= 2) series[2] = -1;
        for (int c = 0; c < cycles; ++c)
            for (int k = length; k <= degrees; ++k) series[std::size_t(k)] += series[std::size_t(k - length)];
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += series[k];
    }
    for (long double& x : sum) x /= d;
    return sum;
}

}  // namespace

TEST_SUITE("harmonics/invariant_dimension") {
    TEST_CASE("[agreement] counts are the mean of the traces of every single shift: primes, squares, cubes, products") {
        for (const int d : {2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 18, 20, 25, 27, 30, 36, 49, 50, 60, 63, 64, 75, 98}) {
            const int degrees = d < 30 ? 14 : 7;  // whole numbers below 2^60, exact in this order of sums
            const std::vector<long double> seen = invariant_dimensions(d, degrees), right = mean_of_traces(d, degrees);
            REQUIRE(seen.size() == std::size_t(degrees) + 1);
            for (int k = 0; k <= degrees; ++k) {
                CAPTURE(d);
                CAPTURE(k);
                CHECK(seen[std::size_t(k)] == right[std::size_t(k)]);
                CHECK(seen[std::size_t(k)] == std::round(seen[std::size_t(k)]));
            }
        }
    }

    TEST_CASE(
        "[identity] of a prime number of coordinates only the shifts by it alone turn: (p - 1)/B(p,k) at its "
        "multiples") {
        for (const int p : {2, 3, 5, 7, 13})
            for (int k = p; k <= 4 * p; ++k) {
                // one cycle: [z^k] 1/(1 - z^p) = 1 at the next multiple of p
                const long double right = (p - 1) / std::exp(log_multiplicity<long double>(p, k));
                CAPTURE(p);
                CAPTURE(k);
                CHECK(double(invariant_excess(p, k) / right) == nearly(1, 1e-14));
            }
        // d = 4: phi(2) (k/2 + 1) and phi(4) = 2 once, at k a multiple of 4; B(4,k) = (k + 1)^2
        for (const int k : {4, 8, 20})
            CHECK(double(invariant_excess(4, k)) == nearly((k / 2 + 3.0) / ((k + 1.0) * (k + 1.0)), 1e-14));
        for (const int k : {5, 9, 21})  // the next even number, the next multiple of 4
            CHECK(double(invariant_excess(4, k)) == nearly(((k + 1) / 2 + 3.0) / ((k + 1.0) * (k + 1.0)), 1e-14));
    }
}
