// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "../nearly.hpp"
#include "harmonics/second_route.hpp"
#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/powers.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

TEST_SUITE("harmonics/expression_amplitudes") {
    TEST_CASE("[agreement] amplitudes of a sum are the sums of amplitudes, by another route in 60 digits") {
        const Activation s = activation_named("max(x,0)-0.1*tanh(x)^2");
        for (const double d : {3.0, 20.0, infinite<>}) {
            CAPTURE(d);
            constexpr int degrees = 8;
            const auto squared = [](const Digits60& x) -> Digits60 {
                const Digits60 t = tanh(x);
                return t * t;
            };
            const auto smooth = second_route::amplitudes(squared, d, degrees, {});
            REQUIRE(smooth.difference < 1e-25);
            const std::vector<Digits60> kinked = power_amplitudes<Digits60>(relu(), d, degrees);
            const Amplitudes a = decompose(s, d, degrees);
            for (std::size_t k = 0; k <= degrees; ++k) {
                const Digits60 expected = kinked[k] - smooth.value[k] / 10;
                CAPTURE(k);
                CHECK(abs(Digits60(Digits60(a.value[k]) - expected)) <= Digits60(a.error[k] + 1e-18L));
            }
        }
    }

    TEST_CASE("[reference] E|x|^p by the Gamma function; growth up to the edge of the mean square") {
        using std::numbers::pi;
        const auto moment = [](double p) { return std::pow(2, p / 2) * std::tgamma((p + 1) / 2) / std::sqrt(pi); };
        for (const double p : {0.5, 1.5, 0.25, 2.75}) {
            const Amplitudes a = decompose(activation_named("abs(x)^" + to_text(p)), infinite<>, 4);
            CHECK(double(a.value[0]) == nearly(moment(p), 1e-13));
            const double total =
                double(a.value[0] * a.value[0] + a.value[2] * a.value[2] + a.value[4] * a.value[4] + a.tail);
            CHECK(total == nearly(moment(2 * p), 1e-13));
        }
        // E exp(c x^2) = (1-2c)^{-1/2};  E exp(bx) = exp(b^2/2)
        for (const char* c : {"0.1", "0.2", "0.24"}) {
            const double value = std::stod(c);
            const Amplitudes a = decompose(activation_named("exp(" + std::string(c) + "*x^2)"), infinite<>, 0);
            CHECK(double(a.value[0]) == nearly(1 / std::sqrt(1 - 2 * value), 1e-13));
            CHECK(double(a.value[0] * a.value[0] + a.tail) == nearly(1 / std::sqrt(1 - 4 * value), 1e-13));
        }
        for (const double b : {2.0, 4.0}) {
            const Amplitudes a = decompose(activation_named("exp(" + to_text(b) + "*x)"), infinite<>, 3);
            CHECK(double(a.value[3]) == nearly(std::exp(b * b / 2) * b * b * b / std::sqrt(6), 1e-12));
        }
    }

    TEST_CASE("[error] growth: no mean square in the limit, overflow on a sphere") {
        for (const char* text : {"exp(x^2/2)", "exp(x^2/4)", "exp(x^3)", "exp(exp(x))", "exp(x^2/4)/sqrt(1+abs(x))",
                                 "sin(x)*exp(x^2/4)"}) {
            CAPTURE(text);
            CHECK_FALSE(Expression::parse(text).gaussian_square_integrable());
            CHECK_THROWS_WITH_AS(decompose(activation_named(text), infinite<>, 2), doctest::Contains("mean"),
                                 DomainError);
        }
        for (const char* text :
             {"exp(x^2/5)", "exp(20*x)", "exp(x^2/4)/(1+x^2)", "tanh(x)", "0.5*abs(x)", "cosh(x)^3", "exp(-x^4)"})
            CHECK(Expression::parse(text).gaussian_square_integrable());
        CHECK(decompose(activation_named("exp(x^2/4)"), 10, 3).value[0] > 1);
        CHECK_THROWS_AS(decompose(activation_named("exp(x^2/4)/(1+x^2)"), infinite<>, 2), NotConverged);
        CHECK_THROWS_WITH_AS(decompose(activation_named("exp(exp(x))"), 400, 2), doctest::Contains("range"),
                             DomainError);
    }

    TEST_CASE("[error] growth behind a zero of the activation is seen") {
        // far out it beats the density; the zeros lie where the look at its growth could end
        for (const char* text : {"(x^2-400)*exp(0.0005*x^4)", "(x^2-420.25)*exp(0.0005*x^4)",
                                 "(x^2-400)*(x^2-410.0625)*exp(0.0005*x^4)"}) {
            CAPTURE(text);
            CHECK_THROWS_WITH_AS(decompose(activation_named(text), 1e4, 3), doctest::Contains("range"), DomainError);
        }
    }

    TEST_CASE("[identity] what vanishes by the numbers typed vanishes, though their doubles would leave 1e-17") {
        CHECK(decompose(activation_named("x^3/6-x/2"), infinite<>, 3).value[1] == 0);
        CHECK(decompose(activation_named("x^3/6-(0.5-1e-14)*x"), infinite<>, 3).value[1] != 0);
        CHECK(decompose(activation_named("max(x,0)-1/sqrt(2*pi)"), infinite<>, 3).value[0] == 0);
        CHECK(decompose(activation_named("max(x,0)-0.1*tanh(x)^2"), 30, 7).value[5] == 0);
        const Amplitudes polynomial = decompose(activation_named("(x-1)^2*(x+0.5)"), 10, 3);
        CHECK(polynomial.finite_rank);
        CHECK(polynomial.tail == 0);
    }
}
