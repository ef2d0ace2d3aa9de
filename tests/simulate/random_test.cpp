// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/random.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <vector>

using namespace lazyrisk;

namespace {

std::vector<double> drawn(Stream stream, std::size_t count) {
    std::vector<double> x(count);
    stream.normals(x);
    return x;
}

/// Mean of x^a y^b in its standard errors from `expected`; `variance` is that of one term.
double deviation(const std::vector<double>& x, const std::vector<double>& y, int a, int b, double expected,
                 double variance) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += std::pow(x[i], a) * std::pow(y[i], b);
    return (sum / double(x.size()) - expected) / std::sqrt(variance / double(x.size()));
}

}  // namespace

TEST_SUITE("simulate/random") {
    TEST_CASE("[simulation] moments one to four are those of a standard normal") {
        const auto x = drawn(Stream(1, 2, 3, Role::data), 400000);
        // E x^{2j} = (2j-1)!!, hence the variances 1, 2, 15, 105 - 9.
        CHECK(std::abs(deviation(x, x, 1, 0, 0, 1)) < 4);
        CHECK(std::abs(deviation(x, x, 2, 0, 1, 2)) < 4);
        CHECK(std::abs(deviation(x, x, 3, 0, 0, 15)) < 4);
        CHECK(std::abs(deviation(x, x, 4, 0, 3, 96)) < 4);
    }

    TEST_CASE("[simulation] neighbours, and streams that differ in one part of the name, are uncorrelated") {
        const std::size_t count = 100000;
        const auto x = drawn(Stream(1, 2, 3, Role::data), count);
        const std::vector<double> shifted(x.begin() + 1, x.end());
        CHECK(std::abs(deviation(shifted, x, 1, 1, 0, 1)) < 4);
        for (const Stream& other :
             {Stream(2, 2, 3, Role::data), Stream(1, 3, 3, Role::data), Stream(1, 2, 4, Role::data),
              Stream(1, 2, 3, Role::test), Stream(1, 2, 3, Role::data, 1)}) {
            const auto y = drawn(other, count);
            CHECK(std::abs(deviation(x, y, 1, 1, 0, 1)) < 4);
            CHECK(std::abs(deviation(x, y, 2, 2, 1, 8)) < 4);
        }
    }

    TEST_CASE("[identity] a stream is a function of its name, and a longer fill begins as a shorter one") {
        const auto few = drawn(Stream(7, 1, 0, Role::noise), 5), many = drawn(Stream(7, 1, 0, Role::noise), 50);
        CHECK(std::vector<double>(many.begin(), many.begin() + 5) == few);
    }

    TEST_CASE("[identity] keys of neighbouring sizes differ") {
        std::set<std::uint64_t> keys;
        for (std::uint64_t a = 0; a < 100; ++a)
            for (std::uint64_t b = 0; b < 100; ++b) keys.insert(mixed(mixed(1, a), b));
        CHECK(keys.size() == 10000);
    }
}
