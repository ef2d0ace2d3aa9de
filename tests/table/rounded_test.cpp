// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/rounded.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "capture_bound.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

TEST_SUITE("table/rounded") {
    TEST_CASE("[golden] two digits of the error decide the last place") {
        const auto shown = [](double value, double error) { return siunitx_input(uncertain(value, error)); };
        CHECK(shown(0.8528, 0.0107) == "0.853(11)");
        CHECK(shown(0.8528, 0.0996) == "0.85(10)");  // not 0.853(100)
        CHECK(shown(8662, 4875) == "8700(4900)");
        CHECK(shown(262.31, 38.2) == "262(38)");
        CHECK(shown(1.2345e-5, 4.4e-7) == "1.234(44)e-5");
        CHECK(shown(3.2e7, 1.1e6) == "3.20(11)e7");
        CHECK(shown(0, 0.011) == "0.000(11)");
        CHECK(shown(-0.0004, 0.011) == "0.000(11)");  // no -0
        CHECK(shown(-0.0568, 0.011) == "-0.057(11)");
        CHECK(shown(0.25, 0) == "0.2500");
        CHECK(shown(infinite<>, 1) == "inf");
        CHECK(plain_number(uncertain(1.2345e-5, 4.4e-7)) == "1.234(44) × 10⁻⁵");
        CHECK(plain_number(uncertain(-infinite<>, 1)) == "−∞");
    }

    TEST_CASE(
        "[identity] what is printed reads back within half a unit of its last place, and the error within its two "
        "digits") {
        std::mt19937 random(7);
        std::uniform_real_distribution<double> exponent(-9, 9), ratio(-4, 0.5), mantissa(1, 10);
        for (int i = 0; i < 2000; ++i) {
            const double value = mantissa(random) * std::pow(10, exponent(random)),
                         error = value * std::pow(10, ratio(random));
            const Rounded r = uncertain(value, error);
            CAPTURE(value);
            CAPTURE(error);
            const double power = std::pow(10.0, r.exponent.value_or(0)), unit = std::pow(10.0, *last_place(error));
            const std::size_t point = r.digits.find('.');
            const double place = point == std::string::npos ? 1 : std::pow(10.0, -double(r.digits.size() - point - 1));
            CHECK(std::abs(std::stod(r.digits) * power - value) <= 0.5001 * unit);
            const double read = std::stod(r.uncertainty) * (point == std::string::npos ? 1 : place) * power;
            CHECK(std::abs(read - error) <= 0.51 * unit);
            CHECK(read / unit >= 9.99);  // two digits
            CHECK(read / unit <= 100.1);
        }
    }

    TEST_CASE(
        "[golden] digits that are given override; an error bound cuts digits off; what was asked is printed as asked") {
        CHECK(siunitx_input(uncertain(0.85278, 0.0107, 4)) == "0.8528(107)");
        CHECK(siunitx_input(uncertain(0.85278, 0.0107, 2)) == "0.85(1)");
        CHECK(siunitx_input(uncertain(0.85278, 0.0007, 2)) == "0.85(1)");  // one unit at least
        CHECK(siunitx_input(significant(0.5, 4)) == "0.5000");
        CHECK(siunitx_input(significant(0.123456, 4, 2e-3)) == "0.12");
        CHECK(siunitx_input(significant(0.123456, 4, 1)) == "0.1");  // one digit is left
        CHECK(siunitx_input(significant(12345.678, 4)) == "12350");
        CHECK(siunitx_input(significant(0, 4)) == "0");
        CHECK(siunitx_input(to_place(1.6184, -2)) == "1.62");
        CHECK(siunitx_input(as_given(0.2)) == "0.2");
        CHECK(siunitx_input(as_given(1e-5)) == "1e-5");
        CHECK(siunitx_input(as_given(100000)) == "100000");
        CHECK(siunitx_input(as_given(0.12328467394420661)) == "0.1233");
        CHECK(plain_number(as_given(1e-3)) == "0.001");
        const auto form = [](const Rounded& n) { return siunitx_input(scientific(n)); };
        CHECK(form(significant(0.0024, 2)) == "2.4e-3");
        CHECK(form(uncertain(0.8528, 0.0107)) == "8.53(11)e-1");
        CHECK(form(uncertain(-262.31, 38.2)) == "-2.62(38)e2");
        CHECK(form(significant(8700, 2)) == "8.7e3");
        CHECK(form(significant(5, 1)) == "5e0");
        CHECK(form(significant(0, 3)) == "0");
        CHECK(plain_number(as_given(1e-5)) == "10⁻⁵");
    }

    TEST_CASE("[identity] numbers and errors of any size are written and read back; a number that is none is refused") {
        const double sizes[] = {5e-324, 1e-310, 1e-200, 1e-30, 1e-3, 1, 7e5, 3e15, 1e30, 1e200, 1e308};
        for (const double value : sizes)
            for (const double error : sizes)
                for (const int digits : {1, 4, 17}) {
                    CAPTURE(value);
                    CAPTURE(error);
                    CAPTURE(digits);
                    const Rounded r = uncertain(value, error, digits);
                    const double read =
                        std::strtod((r.digits + "e" + std::to_string(r.exponent.value_or(0))).c_str(), nullptr);
                    CHECK(std::abs(read - value) <=
                          std::max({value * std::pow(10.0, 1 - digits), error * 1e-14, 1e-323}));
                    CHECK(r.uncertainty.find_first_not_of("0123456789") == std::string::npos);
                    CHECK(std::isfinite(std::strtod(significant(value, digits, error).digits.c_str(), nullptr)));
                }
        CHECK(siunitx_input(uncertain(1e-30, 1.0, 4)) ==
              "0.00000000000000(100000000000000)");  // no more digits than the error has
        CHECK_THROWS_AS(significant(std::nan(""), 4), NotConverged);
        CHECK_THROWS_AS(uncertain(std::nan(""), 0.1), NotConverged);
        CHECK_THROWS_AS(to_place(std::nan(""), -2), NotConverged);
        CHECK_THROWS_AS(as_given(std::nan("")), NotConverged);
    }

    TEST_CASE("[identity] with its point behind the first digit a number is the same one, and so is its uncertainty") {
        // 8700(20): the uncertainty counts units of the last digit that is written
        const auto exact = [](const Rounded& r) {
            const std::size_t point = r.digits.find('.');
            const int behind = point == std::string::npos ? 0 : int(r.digits.size() - point - 1);
            const std::string unit = "e" + std::to_string(r.exponent.value_or(0) - behind);
            std::string units = r.digits;
            std::erase(units, '.');
            return std::pair{std::strtod((units + unit).c_str(), nullptr),
                             r.uncertainty.empty() ? 0 : std::strtod((r.uncertainty + unit).c_str(), nullptr)};
        };
        std::mt19937 random(11);
        std::uniform_real_distribution<double> exponent(-5, 7), ratio(-4, 0.5), mantissa(1, 10);
        std::vector<std::pair<double, double>> numbers{{8700, 20}, {-8700, 20}, {8000, 3000},
                                                       {100, 1},   {1000, 120}, {0.002, 0.0001},
                                                       {20, 10},   {5, 3},      {400000, 5000}};
        for (int i = 0; i < 2000; ++i) {
            const double value = (i % 2 ? -1 : 1) * mantissa(random) * std::pow(10, exponent(random));
            numbers.emplace_back(i % 3 ? value : std::round(value / 100) * 100,
                                 std::abs(value) * std::pow(10, ratio(random)));
        }
        for (const auto& [value, error] : numbers) {
            CAPTURE_BOUND(value);
            CAPTURE_BOUND(error);
            for (const Rounded& r : {uncertain(value, error), uncertain(value, error, 2), significant(value, 3)}) {
                const Rounded moved = scientific(r);
                CHECK(exact(moved) == exact(r));
                CHECK(moved.uncertainty == r.uncertainty);
                if (value == 0) continue;
                const std::size_t first = moved.digits.starts_with('-') ? 1 : 0;
                if (moved.digits.find_first_of("123456789") == std::string::npos) continue;  // below its uncertainty
                CHECK((moved.digits.size() == first + 1 || moved.digits[first + 1] == '.'));
                CHECK(moved.exponent.has_value());
            }
        }
        // rounded up to the next power of ten
        CHECK(siunitx_input(uncertain(9.9672e6, 575075, 2)) == "1.00(6)e7");
        CHECK(siunitx_input(uncertain(-9.9672e6, 575075, 2)) == "-1.00(6)e7");
        CHECK(siunitx_input(significant(9.9996e-6, 4)) == "1.0000e-5");
        CHECK(siunitx_input(significant(9.6e6, 1)) == "1.0e7");
        CHECK(siunitx_input(significant(1.04e6, 2)) == "1.0e6");
        CHECK(siunitx_input(scientific(uncertain(8700, 20))) == "8.700(20)e3");
        CHECK(siunitx_input(scientific(Rounded{"-8700", "4900"})) == "-8.700(4900)e3");
        CHECK(siunitx_input(scientific(Rounded{"20", "10"})) == "2.0(10)e1");
    }
}
