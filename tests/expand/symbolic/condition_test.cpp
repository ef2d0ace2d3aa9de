// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/condition.hpp"

#include <doctest/doctest.h>

#include <tuple>

#include "lazyrisk/expand/symbolic/letters.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

TEST_SUITE("expand/symbolic/condition") {
    TEST_CASE("[identity] numbers decide, letters leave open, a letter alone is positive") {
        const GiNaC::ex a = letter("a"), c = letter("c"), psi = letter("psi1");
        const Condition larger = more(a, 2 * c), small = more(1, psi), none = equal(c, 0),
                        either = any_of(more(c, 0), small);
        CHECK(larger.text == "a > 2*c");
        CHECK(small.text == "psi1 < 1");
        CHECK(either.text == "c > 0 or psi1 < 1");
        CHECK(larger.holds({{"a", 3}, {"c", 1}}) == true);
        CHECK(larger.holds({{"a", 2}, {"c", 1}}) == false);
        CHECK(larger.holds({{"a", 2}}) == std::nullopt);
        CHECK(larger.holds({{"a", 0}}) == false);  // -2 c
        CHECK(small.holds({}) == std::nullopt);
        CHECK(none.holds({}) == std::nullopt);
        CHECK(none.holds({{"c", 0}}) == true);
        CHECK(none.holds({{"c", Digits("1e-30")}}) == false);
        CHECK(either.holds({}) == true);
        CHECK(either.holds({{"c", 0}}) == std::nullopt);
        CHECK(either.holds({{"c", 0}, {"psi1", 1}}) == false);
        CHECK(either.holds({{"c", 0}, {"psi1", Digits("0.9")}}) == true);
        CHECK(at_least(a, 1).holds({{"a", 1}}) == true);
        CHECK(at_least(a, 1).holds({{"a", Digits("0.999")}}) == false);
    }

    TEST_CASE("[identity] one of two: a truth table; what letters leave open stays open") {
        const auto is = [](std::optional<bool> answer) {
            Condition c = more(letter("a"), 0);
            c.holds = [answer](const Values&) { return answer; };
            return c;
        };
        const std::optional<bool> yes = true, no = false, open;
        for (const auto& [first, second, wanted] : {std::tuple(yes, yes, yes),
                                                    {yes, no, yes},
                                                    {yes, open, yes},
                                                    {no, no, no},
                                                    {no, open, open},
                                                    {open, open, open}}) {
            CHECK(any_of(is(first), is(second)).holds({}) == wanted);
            CHECK(any_of(is(second), is(first)).holds({}) == wanted);
        }
        const GiNaC::ex a = letter("a"), b = letter("b");
        CHECK(more(a + b, 0).holds({}) == true);
        CHECK(more(0, a + b).holds({}) == false);
        CHECK(more(a, b).holds({}) == std::nullopt);
        CHECK(more(a, a).holds({}) == false);
        CHECK(at_least(a, a).holds({}) == true);
        CHECK(at_least(0, a).holds({}) == false);
        CHECK(at_least(a, -1).holds({}) == true);
        CHECK(at_least(a, b).holds({{"a", 2}, {"b", 2}}) == true);
        CHECK(more(a, b).holds({{"a", 2}, {"b", 2}}) == false);
        CHECK(equal(a, b).holds({{"a", 2}}) == std::nullopt);
        CHECK(equal(a, b).holds({{"a", 2}, {"b", 2}}) == true);
        CHECK(equal(a, b).holds({{"a", 2}, {"b", 3}}) == false);
        CHECK(at_least(2, a).text == "a <= 2");
        CHECK(equal(1, a).text == "1 = a");
        CHECK(any_of(more(a, 0), more(1, b)).letters == std::set<std::string>{"a", "b"});
    }

    TEST_CASE("[error] a region says what it needs, what is given, and what there is instead") {
        const Validity region{{more(letter("psi1"), letter("psi2"), "there is another"), positive_letter("psi1")},
                              "lambda -> 0+"};
        CHECK(region.text() == "psi1 > psi2, lambda -> 0+");
        CHECK(region.letters() == std::set<std::string>{"psi1", "psi2"});
        CHECK_NOTHROW(require(region, "this", {{"psi1", 2}}));
        CHECK_THROWS_WITH_AS(require(region, "this", {{"psi1", 2}, {"psi2", 3}}),
                             "of = this: it needs psi1 > psi2, and here psi1 = 2, psi2 = 3; there is another",
                             DomainError);
        CHECK_THROWS_WITH_AS(require(region, "this", {{"psi1", 0}}),
                             "of = this: it needs psi1 > psi2, and here psi1 = 0; there is another",
                             DomainError);  // psi2 is positive
        const Validity sizes{{positive_letter("psi1")}, "d -> infinity"};
        CHECK(sizes.text() == "d -> infinity");
        CHECK(sizes.letters().empty());
        CHECK_THROWS_WITH_AS(require(sizes, "this", {{"psi1", 0}}), "of = this: it needs psi1 > 0, and here psi1 = 0",
                             DomainError);
    }
}
