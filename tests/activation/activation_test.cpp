// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/activation/activation.hpp"

#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "../nearly.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;
using Digits50 = boost::multiprecision::cpp_bin_float_50;

TEST_SUITE("activation/activation") {
    TEST_CASE(
        "[identity] every name: derivative against a difference in 50 digits, parity, kinks, name, double against 50 "
        "digits") {
        for (const NamedActivation& named : activation_names()) {
            const Activation s = activation_named(named.name);
            CAPTURE(named.name);
            CHECK(s.name() == named.name);
            const Digits50 h("1e-18");
            for (const double x : {-2.3, -0.7, -0.1, 0.2, 0.9, 1.7, 3.1}) {
                CAPTURE(x);
                const Digits50 difference = (s(Digits50(x + h)) - s(Digits50(x - h))) / (2 * h);
                CHECK(double(abs(s.derivative(Digits50(x)) - difference)) < 1e-30 * (1 + std::abs(double(difference))));
                CHECK(s(x) == nearly(double(s(Digits50(x))), 1e-14));
                CHECK(s(float(x)) == nearly(s(x), 1e-5));
                if (s.parity() == Parity::even) CHECK(s(-x) == s(x));
                if (s.parity() == Parity::odd) CHECK(s(-x) == -s(x));
            }
            // between kinks, and only there, neighbouring derivatives agree
            const bool jumps =
                std::abs(s.derivative(1e-12) - s.derivative(-1e-12)) > 1e-6 || std::abs(s(1e-12) - s(-1e-12)) > 1e-6;
            if (jumps) CHECK(s.kinks() == std::vector<double>{0.0});
        }
    }

    TEST_CASE("[identity] blocks, single numbers and extreme arguments agree") {
        for (const NamedActivation& named : activation_names()) {
            const Activation s = activation_named(named.name);
            std::vector<double> x{-30, -1, 0, 0.5, 30}, y = x;
            s.apply(std::span<double>(y));
            // vector functions are good to 4 units in the last place, the scalar ones to 1; a formula has a few of them
            for (std::size_t i = 0; i < x.size(); ++i)
                CHECK(std::abs(y[i] - s(x[i])) <= 8 * 0x1p-52 * std::abs(s(x[i])));
        }
        CHECK(activation_named("step")(0.0) == 0);
        CHECK(activation_named("sign")(0.0) == -1);
        CHECK(activation_named("softplus")(800.0) == 800);
        CHECK(activation_named("sigmoid")(-800.0) == 0);
        CHECK(activation_named("swish")(-800.0) == 0);
        CHECK(activation_named("leaky-relu(0.25)")(-4.0) == -1);
        CHECK(activation_named("polynomial(1,0,2)")(3.0) == 19);
        CHECK(activation_named("he3")(2.0) == 2);  // x^3 - 3x
    }

    TEST_CASE("[error] an unknown name offers the nearest; broken parameters say what is expected") {
        CHECK_THROWS_WITH_AS(activation_named("rellu"), doctest::Contains("did you mean relu?"), DomainError);
        CHECK_THROWS_AS(activation_named("leaky-relu(x)"), DomainError);
        CHECK_THROWS_AS(activation_named("leaky-relu(1,2)"), DomainError);
        CHECK_THROWS_AS(activation_named("polynomial(nan)"), DomainError);
        CHECK_THROWS_AS(activation_named("he12"), DomainError);
        CHECK_THROWS_AS(activation_named(""), DomainError);
    }
}
