// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/dual_table.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "capture_bound.hpp"
#include "found_dual.hpp"
#include "lazyrisk/image_kernel/series_dual.hpp"
#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

TEST_SUITE("image_kernel/dual_table") {
    TEST_CASE("[agreement] what closed forms have, in both orders and next to the ends") {
        for (const char* name : {"relu", "erf"}) {
            const Activation s = activation_named(name);
            const TablePixelDual table(s, true);
            const auto closed = pixel_dual(s, true);
            for (const auto& [q, r] : {std::pair{0.3, 0.9}, {500.0, 300.0}})
                for (const double rho : {-1.0, -0.9, 0.0, 0.93, 1 - 1e-9, 1.0}) {
                    CAPTURE(name);
                    CAPTURE_BOUND(q);
                    CAPTURE_BOUND(r);
                    CAPTURE(rho);
                    const double c = rho * std::sqrt(q * r);
                    const auto exact = found(*closed, q, r, c), value = found(table, q, r, c);
                    const auto xx = found(*closed, q, q, q), zz = found(*closed, r, r, r);
                    CHECK(value.value == nearly(exact.value, 0, 1e-11 * std::sqrt(xx.value * zz.value)));
                    CHECK(value.slope == nearly(exact.slope, 0, 1e-11 * std::sqrt(xx.slope * zz.slope)));
                    CHECK(found(table, r, q, c).value == nearly(value.value, 1e-15));
                }
        }
    }

    TEST_CASE("[limit] a pixel without variance") {
        const TablePixelDual zero(activation_named("max(x,0)+min(exp(x)-1,0)"), true);
        CHECK(found(zero, 0, 1, 0).value == 0);
        const TablePixelDual other(activation_named("max(x-0.2,0)+1"), false);  // 1 at 0
        const double mean =
            1 + std::exp(-0.02) / std::sqrt(2 * std::numbers::pi) - 0.2 * std::erfc(0.2 / std::numbers::sqrt2) / 2;
        CHECK(found(other, 0, 1, 0).value == nearly(mean, 1e-11));
        CHECK(found(other, 0, 0, 0).value == nearly(1, 1e-11));
    }

    TEST_CASE("[agreement] near-coincident kinks, where boxes do not help") {
        const Activation s = activation_named("min(max(x,-1),1)");
        const TablePixelDual table(s, true);
        const double q = 1.3;
        CHECK(found(table, q, q, q).slope == nearly(std::erf(1 / std::sqrt(2 * q)), 1e-12));
        const Pieces left(s, q), right(s, q * 1.0001);
        const double angle = 1e-3;
        const auto exact = [&](MeanOf of) { return conditional_means(std::span(&left, 1), right, of, angle)[0]; };
        const auto value = found(table, q, q * 1.0001, std::cos(angle) * q * std::sqrt(1.0001));
        CHECK(value.value == nearly(exact(MeanOf::values), 1e-10));
        CHECK(value.slope == nearly(exact(MeanOf::slopes), 1e-10));
    }

    TEST_CASE("[threads] what is answered does not depend on who asked first") {
        const Activation s = activation_named("max(x,0)+min(exp(x)-1,0)");
        const auto all = [&](int threads, bool backwards) {
            const DualTable table(s, true);
            std::vector<double> values(64);
            parallel_for(values.size(), threads, [&](std::size_t i) {
                const double at = double(backwards ? values.size() - 1 - i : i) / double(values.size());
                const PixelDual::Value pair = table.at(0.5 + at, 1.7 - at, 0.1 + at);
                values[backwards ? values.size() - 1 - i : i] = pair.value + pair.slope;
            });
            return values;
        };
        CHECK(all(1, false) == all(4, true));
    }

    TEST_CASE("[errors] what has no dual is refused with a sentence") {
        CHECK_THROWS_AS(TablePixelDual(activation_named("step(x-30)"), true), NotCovered);
        CHECK_NOTHROW(TablePixelDual(activation_named("exp(x^2/3)"), true));  // has means at small variances
        CHECK_NOTHROW(TablePixelDual(activation_named("step(x-30)"), false));
        const TablePixelDual table(activation_named("tanh"), true);
        std::vector<double> features(2);
        CHECK_THROWS_AS(table.describe(1e13, features.data(), 1), NotCovered);
        CHECK_THROWS_AS((void)DualTable(activation_named("exp(x^2/8)"), false).at(3, 3, 1), NotConverged);
    }
}
