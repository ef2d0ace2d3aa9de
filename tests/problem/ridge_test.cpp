// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/ridge.hpp"
#include "../nearly.hpp"

#include <doctest/doctest.h>

using namespace lazyrisk;

TEST_SUITE("problem/ridge") {
    TEST_CASE("[identity] docs/conventions.md, the worked example: d = 100, n = 300") {
        CHECK(Ridge<>::total(3e-3).over_samples(300, 100) == nearly(1e-5, 1e-15));
        CHECK(Ridge<>::per_sample(1e-5).over_samples(300, 100) == 1e-5);
        CHECK(Ridge<>::mei_montanari(1e-3).over_samples(300, 100) == nearly(1e-5, 1e-15));
        // the limit, in units of 1/d: sizes are n/d
        CHECK(Ridge<>::total(3e-3).over_samples(3, infinite<>) == nearly(1e-3, 1e-15));
        CHECK(Ridge<>::mei_montanari(1e-3).over_samples(3, infinite<>) == 1e-3);
        CHECK_THROWS_AS(static_cast<void>(Ridge<>::per_sample(1e-5).over_samples(3, infinite<>)), DomainError);
        CHECK(Ridge<>::per_sample(0).over_samples(3, infinite<>) == 0);
    }

    TEST_CASE("[identity] relative to the trace: neural-tangents' diag_reg; one that is not given is 1e-3") {
        const Ridge<> ridge = Ridge<>::of_trace(1e-2);
        CHECK(ridge.with_diagonal(0.5).over_samples(40, 20) == nearly(1e-2 * 0.5 / 40, 1e-15));
        CHECK(ridge.with_diagonal(0.5).over_samples(40, infinite<>) == nearly(1e-2 * 0.5 / 40, 1e-15));
        CHECK_THROWS_AS(static_cast<void>(ridge.over_samples(40, 20)), DomainError);
        CHECK(Ridge<>::of_trace(0).with_diagonal(infinite<>).over_samples(40, 20) == 0);
        CHECK(Ridge<>::from_over_samples(1e-4, RidgeConvention::trace, 40, 20, 0.5).value == nearly(8e-3, 1e-15));
        CHECK(Ridge<>::total(2).with_diagonal(0.5).value == 2);
        CHECK(Ridge<>{}.value == 1e-3);
        CHECK(Ridge<>::none().value == 0);
    }

    TEST_CASE("[identity] from_over_samples is the inverse") {
        for (const auto convention : {RidgeConvention::total, RidgeConvention::mean, RidgeConvention::mei_montanari}) {
            const Ridge<> ridge{0.7, convention};
            CHECK(Ridge<>::from_over_samples(ridge.over_samples(40, 20), convention, 40, 20, 3).value ==
                  nearly(0.7, 1e-15));
            CHECK(Ridge<>::from_over_samples(infinite<>, convention, 40, 20, 3).value == infinite<>);
            CHECK(Ridge<>::from_over_samples(0, convention, 40, 20, 3).value == 0);
        }
    }
}
