// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/numbers.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace lazyrisk::report;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity(), none = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_SUITE("report/numbers") {
    TEST_CASE("[identity] so many digits, with or without zeros at the end") {
        CHECK(readable(0.96724) == "0.9672");
        CHECK(readable(0.96725001) == "0.9673");
        CHECK(readable(12400) == "12400");
        CHECK(readable(1.2e-5) == "1.2 × 10⁻⁵");
        CHECK(readable(0.5) == "0.5");
        CHECK(readable(2) == "2");
        CHECK(readable(20) == "20");
        CHECK(readable(-0.25) == "−0.25");
        CHECK(readable(0) == "0");
        CHECK(readable(infinity) == "∞");
        CHECK(readable(none).empty());
        CHECK(readable(1.0 / 3, 6) == "0.333333");
        CHECK(readable(1.0 / 3, 2) == "0.33");
        CHECK(to_digits(0.5, 4) == "0.5000");
        CHECK(to_digits(2, 4) == "2.000");
        CHECK(to_digits(0.25, 1).size() == 3);
        CHECK(to_digits(0, 4) == "0");
        CHECK(to_digits(none, 4).empty());
    }

    TEST_CASE("[identity] two digits of the error decide the last place") {
        CHECK(uncertain(0.85278, 0.01073) == "0.853(11)");
        CHECK(uncertain(8712, 4900) == "8700(4900)");
        CHECK(uncertain(1.234e-5, 4.5e-6) == "1.23(45) × 10⁻⁵");
        for (const double no_error : {0.0, -1.0, none, infinity}) CHECK(uncertain(0.5, no_error) == "0.5");
        CHECK(uncertain(infinity, 1) == "∞");
        CHECK(uncertain(none, 1).empty());
    }

    TEST_CASE("[identity] signs: two decimals of a score, two digits of a percentage") {
        CHECK(signed_score(1.8749) == "+1.87");
        CHECK(signed_score(-0.4) == "−0.40");
        CHECK(signed_score(0) == "+0.00");
        CHECK(signed_score(infinity) == "∞");
        CHECK(signed_percent(0.0342) == "+3.4\u2009%");
        CHECK(signed_percent(-0.0342) == "−3.4\u2009%");
        CHECK(signed_percent(0.342) == "+34\u2009%");
        CHECK(signed_percent(3.42) == "+342\u2009%");
        CHECK(signed_percent(0.00342) == "+0.34\u2009%");
        CHECK(signed_percent(0.01) == "+1.0\u2009%");
        CHECK(signed_percent(0) == "+0.0\u2009%");
        CHECK(signed_percent(1e-9) == "+0.000000\u2009%");
        CHECK(signed_percent(infinity) == "∞");
    }
}
