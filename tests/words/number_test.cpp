// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/number.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <utility>

#include "capture_bound.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

TEST_SUITE("words/number") {
    TEST_CASE("[identity] numbers as people type them") {
        for (const auto& [text, value] : {std::pair{"0.5", 0.5},
                                          {"+3", 3.0},
                                          {"-2.5e-3", -2.5e-3},
                                          {" 7 ", 7.0},
                                          {"1/2", 0.5},
                                          {"3 / 4", 0.75},
                                          {"1/2/4", 0.125},
                                          {"10^-3", 1e-3},
                                          {"10**-3", 1e-3},
                                          {"10^3", 1000.0},
                                          {"3*10^-2", 3 * 1e-2},
                                          {"2*3/4", 1.5},
                                          {"4^0.5", 2.0},
                                          {"inf", std::numeric_limits<double>::infinity()},
                                          {"Inf", std::numeric_limits<double>::infinity()}}) {
            CAPTURE_BOUND(text);
            CHECK(parse_number("x", text) == value);
        }
    }

    TEST_CASE("[error] what is no number says what one is") {
        for (const char* text :
             {"",   " ",    "nan",   "NaN",     "1e",    "0x10",  "abc",    "1/0", "1/",  "/2",  "2^",
              "^2", "1//2", "2***3", "inf/inf", "0*inf", "inf^2", "(-1)^2", "1 2", "--1", "1/2x"}) {
            CAPTURE(text);
            CHECK_THROWS_WITH_AS(parse_number("x", text), doctest::Contains("expected a number, or inf"), DomainError);
        }
        CHECK_THROWS_WITH_AS(parse_number("x", "1e999"), doctest::Contains("range of a double"), DomainError);
        CHECK_THROWS_WITH_AS(parse_number("x", "10^400"), doctest::Contains("range of a double"), DomainError);
        CHECK_THROWS_WITH_AS(parse_number("x", "0,5"), doctest::Contains("decimal point"), DomainError);
        CHECK_THROWS_WITH_AS(parse_number("x", "0.1..10"), doctest::Contains("FROM:TO:COUNT"), DomainError);
        CHECK_THROWS_WITH_AS(parse_number("ridge", "zero"), doctest::Contains("ridge = \"zero\""), DomainError);
    }
}
