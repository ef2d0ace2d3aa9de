// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/regions.hpp"

#include <doctest/doctest.h>

using namespace lazyrisk;

TEST_SUITE("expand/symbolic/regions") {
    TEST_CASE("[identity] a region knows whether it is empty, a point of itself, and what is redundant") {
        const GiNaC::symbol &a = letter("alpha"), &b = letter("beta");
        const Region square{{a, b}, {a - 1, 2 - a, b - 2, 3 - b}};
        CHECK_FALSE(square.empty());
        CHECK(square.with(a - b).empty());
        CHECK(square.with(b - a).text() == square.text());
        CHECK(square.with(b - 2 * a + 1).text() == "alpha > 1, 2 < beta < 3, beta > 2*alpha - 1");
        CHECK(square.with(3 - 2 * a).text() == "1 < alpha < 3/2, 2 < beta < 3");
        const Region corner = square.with(b - a - GiNaC::ex(9) / 5);
        const auto at = corner.point();
        REQUIRE(at);
        for (const GiNaC::ex& e : corner.positive) CHECK(GiNaC::ex_to<GiNaC::numeric>(e.subs(*at)).is_positive());
        // open sets: touching along an edge is no point
        CHECK(square.with(a - 2).empty());
        CHECK(Region{{a}, {a - 5}}.text() == "alpha > 5");
    }
}
