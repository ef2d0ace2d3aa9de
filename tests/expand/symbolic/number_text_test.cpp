// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/number_text.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <string>

#include "capture_bound.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;
using GiNaC::numeric;

TEST_SUITE("expand/symbolic/number_text") {
    TEST_CASE(
        "[identity] so many significant digits, on both sides of every power of ten and of the exponent's range") {
        CHECK(digits_of(0, 5) == "0");
        CHECK(digits_of(Digits("1.5"), 3) == "1.50");
        CHECK(digits_of(-Digits("12.345678"), 4) == "-12.35");
        CHECK(digits_of(1, 3) == "1.00");
        CHECK(digits_of(10, 3) == "10.0");
        CHECK(digits_of(Digits("0.1"), 3) == "0.100");
        CHECK(digits_of(Digits("0.099"), 2) == "0.099");
        CHECK(digits_of(Digits("0.00001"), 2) == "0.000010");
        CHECK(digits_of(Digits("0.0000099"), 2) == "9.9e-06");
        CHECK(digits_of(Digits("1e15"), 3) == "1.00e+15");
        CHECK(digits_of(Digits("123456"), 3) == "123456");  // digits before the point are all there
        for (const char* text :
             {"3.14159265358979323846264338327950288419716939937510",
              "0.00271828182845904523536028747135266249775724709369995",
              "1.4142135623730950488016887242096980785697e-40", "6.0221407612345678901234567890123456789012e23"})
            for (const int digits : {2, 15, 30}) {
                const Digits exact(text), read(digits_of(exact, digits));
                CAPTURE(text);
                CAPTURE(digits);
                CHECK(abs(Digits(read / exact - 1)) <= Digits(0.5) * pow(Digits(10), 1 - digits));
                CHECK(abs(Digits(read / exact - 1)) >= pow(Digits(10), -digits - 4));  // and not many more
            }
        for (const char* text : {"0.1", "-3.25", "1e-300", "7e200"})
            CHECK(abs(Digits(evaluate(long_float(Digits(text)), {}) / Digits(text) - 1)) < Digits("1e-90"));
        CHECK(long_float(0).is_zero());
    }

    TEST_CASE("[identity] a double is the short decimal that it prints as, and a fraction prints as it is read") {
        CHECK(exact_number(0.1) == numeric(1, 10));
        CHECK(exact_number(-2.5e-3) == numeric(-1, 400));
        CHECK(exact_number(1e300) == GiNaC::pow(numeric(10), numeric(300)));
        CHECK_THROWS_AS(exact_number(HUGE_VAL), DomainError);
        for (const char* text : {"0", "0.1", "-7", "1/3", "-22/7", "1e-09", "0.123456789012345"}) {
            CHECK(number_text(exact_number("x", text)) == text);
        }
        CHECK(number_text(numeric(1, 2)) == "0.5");
        CHECK(number_text(exact_number("x", "1e400")) == "1" + std::string(400, '0'));  // no double is as large
    }

    TEST_CASE("[identity] a text is the fraction that it spells") {
        const auto read = [](const char* text) { return exact_number("alpha", text); };
        const std::vector<std::pair<const char*, numeric>> spelled{{"0.3", numeric(3, 10)},
                                                                   {"3/10", numeric(3, 10)},
                                                                   {"-1/4", numeric(-1, 4)},
                                                                   {"+2", 2},
                                                                   {"-0.125", numeric(-1, 8)},
                                                                   {"1e-3", numeric(1, 1000)},
                                                                   {"1E3", 1000},
                                                                   {"2.5e+2", 250},
                                                                   {"25e2", 2500},
                                                                   {".5", numeric(1, 2)},
                                                                   {"5.", 5},
                                                                   {"007", 7},
                                                                   {"0", 0},
                                                                   {"1.50", numeric(3, 2)},
                                                                   {"12e10", numeric("120000000000")}};
        for (const auto& [text, value] : spelled) {
            CAPTURE_BOUND(text);
            CHECK(read(text) == value);
        }
        for (const char* text : {"", "-", ".", "x", "1x", "1/0", "1/", "1/-2", "1.5/2", "1e", "1e+", "1e1000", "1.2.3",
                                 "--1", " 1", "1/2/3", "e5"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(read(text), DomainError);
        }
        CHECK_THROWS_WITH_AS(read("many"), doctest::Contains("alpha = many"), DomainError);
    }
}
