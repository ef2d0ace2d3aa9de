// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/proportional/spectrum_ridge.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <utility>

#include "lazyrisk/risk/risk.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

TEST_SUITE("expand/proportional/spectrum_ridge") {
    TEST_CASE("[agreement] the sum of the series is the risk in double precision, below, at and above the threshold") {
        Spectrum<> s;
        for (const auto& [eigenvalue, multiplicity] : {std::pair{0.5, 1.0}, {0.02, 20.0}, {0.001, 190.0}})
            s.levels.push_back({int(s.levels.size()), eigenvalue, multiplicity, eigenvalue * multiplicity, 0});
        for (const double tail : {0.1, 0.0}) {
            s.tail = tail;
            const Target<> target{{{0, 0.25}, {1, 1.0}, {2, 0.5}}, 0.125};
            for (const Sizes<>& sizes : {Sizes<>{40, infinite<>}, {40, 150}, {150, 40}, {60, 60}, {300, 400}}) {
                const Operation<> at{sizes, 0, 0.25, sizes.width == 150 ? 3.0 : 1.0};
                for (const Quantity quantity :
                     {Quantity::test_error, Quantity::bias, Quantity::variance, Quantity::effective_ridge}) {
                    CAPTURE(tail);
                    CAPTURE(sizes.samples);
                    CAPTURE(sizes.width);
                    CAPTURE(int(quantity));
                    const Expansion e = expand_in_ridge(s, target, at, quantity, 8);
                    Operation<> there = at;
                    there.ridge_over_samples = 1e-6;
                    const Risk<> r = risk(Degrees<>(s), AlignedTarget<>(target, s), there);
                    const double value = quantity == Quantity::test_error ? r.test_error
                                         : quantity == Quantity::bias     ? r.bias
                                         : quantity == Quantity::variance ? r.variance
                                                                          : r.effective_ridge;
                    CHECK(static_cast<double>(sum(e, {}, Digits(1e-6))) == nearly(value, 1e-9));
                }
            }
        }
    }

    TEST_CASE("[identity] without energy and noise the risk is 0 at every ridge: no term, and none left out") {
        Spectrum<> s;
        s.levels = {{0, 0.5, 1, 0.5, 0}, {1, 0.02, 20, 0.4, 0}};
        s.tail = 0.1;
        for (const Sizes<>& sizes : {Sizes<>{40, infinite<>}, {40, 150}, {150, 40}, {60, 60}}) {
            const Expansion e = expand_in_ridge(s, {{}, 0}, {sizes, 0, 0, 1}, Quantity::test_error, 3);
            CHECK(e.terms.empty());
            CHECK_FALSE(e.remainder.has_value());
        }
    }
}
