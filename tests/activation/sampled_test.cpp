// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/activation/sampled.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/gradient.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

Sampled sampled(const std::function<double(double)>& f, std::vector<double> kinks = {}) {
    return Sampled::of(
        [&](std::span<const double> x, std::span<double> value) {
            for (std::size_t i = 0; i < x.size(); ++i) value[i] = f(x[i]);
        },
        "own", std::move(kinks));
}

double relu_at(double x) { return x > 0 ? x : 0; }

struct Known {
    const char* name;  ///< of the same function
    std::function<double(double)> value;
    std::vector<double> kinks;
};
const std::vector<Known> known{{"relu", relu_at, {0}},
                               {"relu", relu_at, {}},
                               {"tanh", [](double x) { return std::tanh(x); }, {}},
                               {"sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); }, {}},
                               {"x^3-3*x", [](double x) { return x * x * x - 3 * x; }, {}},
                               {"max(x-0.3,0)", [](double x) { return relu_at(x - 0.3); }, {}},
                               {"step(x-0.3)", [](double x) { return x > 0.3 ? 1.0 : 0.0; }, {}},
                               {"exp", [](double x) { return std::exp(x); }, {}},
                               {"sin", [](double x) { return std::sin(x); }, {}}};

}  // namespace

TEST_SUITE("activation/sampled") {
    TEST_CASE("[identity] values and derivatives are the function's, to the unit that it promises") {
        for (const Known& k : known) {
            const Sampled s = sampled(k.value, k.kinks);
            CAPTURE(k.name);
            double scale = 0;
            for (double x = -4; x <= 4; x += 0.01) scale = std::max(scale, std::abs(k.value(x)));
            const Activation same = activation_named(k.name);
            for (double x = -9.987; x < 10; x += 0.0531) {
                CAPTURE(x);
                const double near = std::max({scale, std::abs(k.value(x)), std::abs(x * same.derivative(x))});
                CHECK(std::abs(s(x) - k.value(x)) <= Sampled::unit * near);
                CHECK(std::abs(s.derivative(x) - same.derivative(x)) <= 64 * Sampled::slope_unit * near);
            }
        }
    }

    TEST_CASE("[identity] kinks that nobody listed are found, and none where there are none") {
        for (const Known& k : known) {
            const auto expected = activation_named(k.name).kinks();
            const Sampled s = sampled(k.value, k.kinks);
            CAPTURE(k.name);
            REQUIRE(s.kinks().size() == expected.size());
            for (std::size_t i = 0; i < expected.size(); ++i) CHECK(std::abs(s.kinks()[i] - expected[i]) < 1e-10);
            CHECK(int(s.parity()) == int(activation_named(k.name).parity()));
        }
    }

    TEST_CASE("[second route] amplitudes and gradients are those of the same function by name, within the bounds") {
        for (const Known& k : known)
            for (const double d : {3.0, 20.0, 400.0, infinite<>}) {
                const std::string name = k.name;
                CAPTURE(name);
                CAPTURE(d);
                const Activation same = activation_named(name), own = sampled(k.value, k.kinks);
                const Amplitudes a = decompose(own, d, 25), b = decompose(same, d, 25);
                long double norm = b.tail;
                for (const long double g : b.value) norm += g * g;
                norm = std::sqrt(norm);
                for (std::size_t i = 0; i < a.value.size(); ++i) {
                    CAPTURE(i);
                    CHECK(std::abs(a.value[i] - b.value[i]) <= a.error[i] + b.error[i]);
                    CHECK(a.error[i] < 2e-12L * norm);
                    if (b.value[i] == 0 || std::abs(b.value[i]) > 1e-11L * norm)
                        CHECK((a.value[i] == 0) == (b.value[i] == 0));
                }
                CHECK(std::abs(a.tail - b.tail) <= a.tail_error + b.tail_error);
                if (name.starts_with("step")) continue;
                const GradientAmplitudes g = decompose_gradient(own, d, 25), h = decompose_gradient(same, d, 25);
                for (std::size_t i = 0; i < 25; ++i)
                    CHECK(std::abs(g.along.value[i] - h.along.value[i]) <= 1e-9L * (norm + std::abs(h.along.value[i])));
                CHECK(double(g.across.tail) == nearly(double(h.across.tail), 1e-8, 1e-9 * double(norm * norm)));
            }
    }

    TEST_CASE(
        "[behaviour] what is no activation is refused in a sentence, and what the function throws comes through") {
        CHECK_THROWS_WITH_AS(sampled([](double x) { return std::log(x); }),
                             doctest::Contains("a finite number is expected wherever |x| <= 32"), DomainError);
        CHECK_THROWS_WITH_AS(sampled([](double x) { return double(float(std::tanh(float(x)))); }),
                             doctest::Contains("without noise"), NotConverged);
        CHECK_THROWS_WITH_AS(sampled(relu_at, {2000}), doctest::Contains("kinks = 2000"), DomainError);
        CHECK_THROWS_AS(sampled([](double) -> double { throw std::out_of_range("mine"); }), std::out_of_range);
        CHECK_THROWS_WITH_AS(
            decompose(sampled([](double x) { return std::exp(std::min(x * x / 4, 300.0)); }), infinite<>, 3),
            doctest::Contains("standard Gaussian"), DomainError);
        CHECK_THROWS_WITH_AS(decompose_gradient(sampled([](double x) { return x > 0 ? 1.0 : 0.0; }, {0}), 10, 3),
                             doctest::Contains("jumps at 0"), NotCovered);
    }

    TEST_CASE("[behaviour] it ends where the function overflows, and says so there alone") {
        const Sampled s = sampled([](double x) { return std::exp(x); });
        CHECK(s(500.0) == nearly(std::exp(500.0), 1e-12));
        CHECK_THROWS_WITH_AS(s(900.0), doctest::Contains("and is asked for at 900"), NotCovered);
        CHECK(s.gaussian_square_integrable());
        CHECK(sampled(relu_at).identity() != sampled(relu_at).identity());
    }
}
