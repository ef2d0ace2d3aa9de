// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/letter.hpp"

#include <doctest/doctest.h>

using namespace lazyrisk;

TEST_SUITE("words/letter") {
    TEST_CASE("[identity] a letter is one where no letter, digit or _ is beside it") {
        for (const char* with : {"a", "a*x", "x-a", "max(x-a,0)", "tanh(a)", "2*a", "aa+a"}) {
            CAPTURE(with);
            CHECK(mentions(with, "a"));
        }
        for (const char* without : {"", "tanh(x)", "a2", "2a", "a_b", "max(x,0)"}) {
            CAPTURE(without);
            CHECK_FALSE(mentions(without, "a"));
        }
        CHECK(mentions("exp(t-1)", "t"));
        CHECK_FALSE(mentions("tanh(x)", "t"));
    }

    TEST_CASE("[identity] a number takes every place of the letter, a negative one in parentheses") {
        CHECK(with_number("max(x-a,a*aa)", "a", 0.5) == "max(x-0.5,0.5*aa)");
        CHECK(with_number("a-x", "a", -2) == "(-2)-x");
        CHECK(with_number("x", "a", 1) == "x");
    }
}
