// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <cmath>
#include <utility>

#include "../nearly.hpp"
#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"

using namespace lazyrisk;

TEST_SUITE("activation/elu") {
    TEST_CASE("[identity] elu of any slope, alone and within a formula") {
        const Activation elu = activation_named("elu"), half = activation_named("elu(0.5)");
        for (const double x : {-40.0, -3.0, -0.2, 0.0, 0.3, 5.0, 800.0}) {
            CAPTURE(x);
            CHECK(elu(x) == nearly(x > 0 ? x : std::expm1(x), 1e-15));
            CHECK(half(x) == nearly(x > 0 ? x : 0.5 * std::expm1(x), 1e-15));
            CHECK(activation_named("2*elu(x)-elu(-x)")(x) ==
                  nearly(2 * (x > 0 ? x : std::expm1(x)) - (x < 0 ? -x : std::expm1(-x)), 1e-14));
        }
        CHECK(elu.name() == "elu");
        CHECK(elu.kinks() == std::vector<double>{0.0});  // of the second derivative
    }

    TEST_CASE("[identity] selu keeps mean 0 and variance 1: the equations its constants solve") {
        const Amplitudes a = decompose(activation_named("selu"), infinite<>, 40);
        CHECK(std::abs(a.value[0]) < 1e-15);
        double square = a.tail;
        for (const auto& c : a.value) square += double(c * c);
        CHECK(square == nearly(1.0, 1e-14));
    }

    TEST_CASE("[identity] other words for names of the list") {
        for (const auto& [word, name] : {std::pair{"silu", "swish"},
                                         {"identity", "linear"},
                                         {"heaviside", "step"},
                                         {"quadratic", "square"},
                                         {"logistic", "sigmoid"}})
            CHECK(activation_named(word).name() == name);
        CHECK(activation_named("silu(x)")(1.5) == activation_named("swish")(1.5));
    }
}
