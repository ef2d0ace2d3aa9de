// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The check of an expansion is itself checked: on functions whose remainder is known.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "lazyrisk/expand/symbolic/expansion.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;
using GiNaC::ex;

namespace {

/// 1 + x of 1 + x + x^order, with the remainder that is claimed.
Expansion shortened(int order, std::optional<ex> claimed) {
    Expansion e;
    e.name = "a sum";
    e.variable = GiNaC::symbol("x");
    e.terms = {{0, 1}, {1, 1}};
    e.remainder = std::move(claimed);
    e.exact = [order](const Values&, const Digits& x) { return Digits(1 + x + pow(x, order)); };
    return e;
}

}  // namespace

TEST_SUITE("expand/catalogue/check") {
    TEST_CASE("[identity] a remainder holds as it is: one claimed higher or lower does not") {
        for (const int order : {2, 3, 5}) {
            for (int claimed = 1; claimed <= 6; ++claimed) {
                const OrderCheck seen = check(shortened(order, ex(claimed)), {});
                CAPTURE(order);
                CAPTURE(claimed);
                CHECK(seen.claimed == claimed);
                CHECK(seen.slope.back() == nearly(order, 1e-6));
                CHECK(seen.holds == (claimed == order));
            }
            CHECK_FALSE(check(shortened(order, {}), {}).holds);  // an exact series leaves nothing
        }
        Expansion half = shortened(2, ex(3) / 2);
        half.exact = [](const Values&, const Digits& x) { return Digits(1 + x + x * sqrt(x)); };
        CHECK(check(half, {}).holds);
    }

    TEST_CASE(
        "[identity] of several remainders the largest is claimed: the lowest power of a small variable, the highest of "
        "a large one") {
        Expansion e = shortened(2, ex(3));
        e.further_remainders = {ex(2), ex(5)};
        CHECK(check(e, {}).claimed == 2);
        CHECK(check(e, {}).holds);
        // 1/x + O(x^-2) of 1/x + x^-2 + x^-3
        Expansion large;
        large.name = "a sum";
        large.variable = GiNaC::symbol("x");
        large.large = true;
        large.terms = {{-1, 1}};
        large.remainder = ex(-3);
        large.further_remainders = {ex(-2)};
        large.exact = [](const Values&, const Digits& x) { return Digits(1 / x + 1 / (x * x) + 1 / (x * x * x)); };
        const OrderCheck seen = check(large, {}, 1e-4);
        CHECK(seen.claimed == -2);
        CHECK(seen.slope.back() == nearly(-2, 1e-3));
        CHECK(seen.holds);
        CHECK(seen.argument.front() == nearly(1e4));
        CHECK(seen.argument.back() > seen.argument.front());
    }

    TEST_CASE("[identity] exact series, from below 0, and numbers for letters") {
        Expansion e = shortened(2, {});
        e.exact = [](const Values&, const Digits& x) { return Digits(1 + x); };
        const OrderCheck seen = check(e, {});
        CHECK(seen.holds);
        CHECK(std::isinf(seen.claimed));
        e.exact = [](const Values&, const Digits& x) { return Digits((1 + x) * (1 + Digits(1e-39))); };
        CHECK_FALSE(check(e, {}).holds);
        Expansion negative = shortened(3, ex(3));
        negative.negative = true;
        CHECK(check(negative, {}).argument.front() < 0);
        CHECK(check(negative, {}).holds);
        Expansion letters = shortened(2, ex(2));
        const GiNaC::symbol a("a"), b("b");
        letters.terms[1].coefficient = b;
        letters.definitions = {{b, 2 * a}};
        letters.exact = [](const Values& v, const Digits& x) { return Digits(1 + 2 * v.at("a") * x + x * x); };
        CHECK(check(letters, {{"a", Digits(3)}}).holds);
        CHECK(coefficients(letters, {{"a", Digits(3)}})[1] == 6);
        CHECK(coefficients(letters, {{"b", Digits(5)}})[1] == 5);  // who knows the abbreviation need not know its parts
        CHECK(sum(letters, {{"a", Digits(3)}}, Digits(2)) == 13);
        CHECK_THROWS_AS(coefficients(letters, {}), DomainError);
        letters.exact = {};
        CHECK_THROWS_AS(check(letters, {{"a", Digits(3)}}), DomainError);
    }
}
