// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every activation that has a name against what `lazyrisk activations` (docs/guide/spectrum.md) says it is.
#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "../nearly.hpp"
#include "capture_bound.hpp"
#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/activation/polynomial_parts.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;
using Digits50 = boost::multiprecision::cpp_bin_float_50;

namespace {

constexpr int all = PolynomialParts::unlimited;

/// What is known of an activation.
struct Known {
    std::string name;
    std::function<Digits50(Digits50)> value;
    Parity parity;
    bool kink;
    int even, odd;  ///< degrees of its parts
};

Digits50 hermite(int k, const Digits50& x) {
    return k == 0 ? Digits50(1) : k == 1 ? x : Digits50(x * hermite(k - 1, x) - (k - 1) * hermite(k - 2, x));
}

std::vector<Known> known() {
    using D = Digits50;
    const auto positive = [](const D& x) { return x > 0 ? x : D(0); };
    std::vector<Known> list{
        {"relu", positive, Parity::none, true, all, 1},
        {"relu2", [=](D x) -> D { return positive(x) * positive(x); }, Parity::none, true, 2, all},
        {"relu3", [=](D x) -> D { return positive(x) * x * x; }, Parity::none, true, all, 3},
        {"relu9", [=](D x) -> D { return positive(x) * pow(x, 8); }, Parity::none, true, all, 9},
        {"leaky-relu(0.25)", [](D x) -> D { return x > 0 ? x : x / 4; }, Parity::none, true, all, 1},
        {"leaky-relu(-1)", [](D x) -> D { return abs(x); }, Parity::even, true, all, -1},
        {"leaky-relu(1)", [](D x) -> D { return x; }, Parity::odd, false, -1, 1},
        {"abs", [](D x) -> D { return abs(x); }, Parity::even, true, all, -1},
        {"step", [](D x) -> D { return x > 0 ? 1 : 0; }, Parity::none, true, 0, all},
        {"sign", [](D x) -> D { return x > 0 ? 1 : -1; }, Parity::odd, true, -1, all},
        {"erf", [](D x) -> D { return erf(x); }, Parity::odd, false, -1, all},
        {"tanh", [](D x) -> D { return (1 - exp(-2 * x)) / (1 + exp(-2 * x)); }, Parity::odd, false, -1, all},
        {"sigmoid", [](D x) -> D { return 1 / (1 + exp(-x)); }, Parity::none, false, 0, all},
        {"gelu", [](D x) -> D { return x * erfc(-x / sqrt(D(2))) / 2; }, Parity::none, false, all, 1},
        {"softplus", [](D x) -> D { return log1p(exp(x)); }, Parity::none, false, all, 1},
        {"swish", [](D x) -> D { return x / (1 + exp(-x)); }, Parity::none, false, all, 1},
        {"sin", [](D x) -> D { return sin(x); }, Parity::odd, false, -1, all},
        {"elu", [](D x) -> D { return x > 0 ? x : D(exp(x) - 1); }, Parity::none, true, all, all},
        {"selu",
         [](D x) -> D {
             const D alpha("1.6732632423543772848170429916717"), scale("1.0507009873554804934193349852946");
             return scale * (x > 0 ? x : D(alpha * (exp(x) - 1)));
         },
         Parity::none, true, all, all},
        {"cos", [](D x) -> D { return cos(x); }, Parity::even, false, all, -1},
        {"exp", [](D x) -> D { return exp(x); }, Parity::none, false, all, all},
        {"gaussian", [](D x) -> D { return exp(-x * x / 2); }, Parity::even, false, all, -1},
        {"linear", [](D x) -> D { return x; }, Parity::odd, false, -1, 1},
        {"square", [](D x) -> D { return x * x; }, Parity::even, false, 2, -1},
        {"polynomial(1,0,0.5,-2)", [](D x) -> D { return 1 + x * x / 2 - 2 * x * x * x; }, Parity::none, false, 2, 3},
        {"polynomial(0,1,0,2,0)", [](D x) -> D { return x + 2 * x * x * x; }, Parity::odd, false, -1, 3},
        {"polynomial(3)", [](D) -> D { return 3; }, Parity::even, false, 0, -1},
    };
    for (int k = 2; k <= 9; ++k)
        list.push_back({"he" + std::to_string(k), [k](D x) { return hermite(k, x); },
                        k % 2 == 0 ? Parity::even : Parity::odd, false, k % 2 == 0 ? k : -1, k % 2 == 0 ? -1 : k});
    return list;
}

}  // namespace

TEST_SUITE("activation/named") {
    TEST_CASE("[identity] every name is what the guide says: value, parity, kink, the degrees of its parts") {
        for (const Known& k : known()) {
            CAPTURE(k.name);
            const Activation s = activation_named(k.name);
            CHECK(s.name() == k.name);
            CHECK(s.parity() == k.parity);
            CHECK(s.kinks() == (k.kink ? std::vector<double>{0} : std::vector<double>{}));
            const PolynomialParts parts = parts_of(s);
            CHECK(parts.even == k.even);
            CHECK(parts.odd == k.odd);
            CHECK(parts.parity() == (k.name == "polynomial(3)" ? Parity::even : k.parity));
            for (const double x : {-9.0, -1.25, -0.5, 0.0, 0.375, 1.5, 8.0}) {
                CAPTURE(x);
                const Digits50 value = s(Digits50(x)), expected = k.value(x);
                CHECK(abs(Digits50(value - expected)) <= 1e-45 * (1 + abs(expected)));
            }
        }
        // each name of the list is one of those
        for (const NamedActivation& named : activation_names()) {
            CHECK_FALSE(named.meaning.empty());
            if (named.name.find('(') != std::string::npos) continue;
            bool found = false;
            for (const Known& k : known()) found |= k.name == named.name;
            CHECK_MESSAGE(found, named.name);
        }
    }

    TEST_CASE("[agreement] blocks of values and derivatives, far out too, against 50 digits") {
        const Digits50 h("1e-15");
        for (const Known& k : known()) {
            CAPTURE(k.name);
            const Activation s = activation_named(k.name);
            std::vector<double> x;
            for (int i = -40; i <= 40; ++i) x.push_back(0.5 * i + 0.125);  // no kink among them
            std::vector<double> y = x, slope = x;
            std::vector<long double> wide(x.begin(), x.end());
            s.apply(std::span<double>(y));
            s.apply_derivative(std::span<double>(slope));
            s.apply_derivative(std::span<long double>(wide));
            for (std::size_t i = 0; i < x.size(); ++i) {
                CAPTURE(x[i]);
                const Digits50 at = x[i];
                // a rounded argument of exp(-x^2/2) costs x^2 times its rounding
                CHECK(y[i] == nearly(double(k.value(at)), 1e-14 + 0x1p-52 * x[i] * x[i], 1e-300));
                const Digits50 expected = (k.value(at + h) - k.value(at - h)) / (2 * h);
                CHECK(slope[i] == nearly(double(expected), 1e-13, 1e-17));
                CHECK(double(wide[i]) == nearly(double(expected), 1e-13, 1e-17));
                CHECK(s.derivative(x[i]) == nearly(double(expected), 1e-13, 1e-17));
            }
        }
    }

    TEST_CASE("[limit] at a kink the left side counts; where a power overflows on the way nothing is lost") {
        for (const auto& [name, value, slope] : {std::tuple{"relu", 0.0, 0.0},
                                                 {"leaky-relu(0.25)", 0.0, 0.25},
                                                 {"abs", 0.0, -1.0},
                                                 {"step", 0.0, 0.0},
                                                 {"sign", -1.0, 0.0},
                                                 {"relu2", 0.0, 0.0}}) {
            CAPTURE_BOUND(name);
            const Activation s = activation_named(name);
            std::vector<double> at{0, 0}, derivative{0, 0};
            s.apply(std::span<double>(at));
            s.apply_derivative(std::span<double>(derivative));
            CHECK(s(0.0) == value);
            CHECK(at[1] == value);
            CHECK(s.derivative(0.0) == slope);
            CHECK(derivative[1] == slope);
        }
        for (const char* name : {"sigmoid", "tanh", "erf", "gelu", "softplus", "swish", "gaussian"}) {
            CAPTURE(name);
            const Activation s = activation_named(name);
            std::vector<double> y{-1000, 1000}, slope = y;
            s.apply(std::span<double>(y));
            s.apply_derivative(std::span<double>(slope));
            for (int i = 0; i < 2; ++i) {
                const double x = i == 0 ? -1000 : 1000;
                CHECK(y[std::size_t(i)] == s(x));
                CHECK(slope[std::size_t(i)] == s.derivative(x));
                CHECK(std::isfinite(s(x)));
                CHECK(std::isfinite(s.derivative(x)));
            }
        }
    }

    TEST_CASE("[identity] which degrees are dead: those of a parity beyond its part") {
        const PolynomialParts relu = parts_of(activation_named("relu")), third = parts_of(activation_named("he3"));
        for (const std::size_t degree : {0u, 1u, 2u, 4u, 60u}) CHECK_FALSE(relu.dead(degree));
        for (const std::size_t degree : {3u, 5u, 61u}) CHECK(relu.dead(degree));
        for (const std::size_t degree : {0u, 2u, 5u}) CHECK(third.dead(degree));
        for (const std::size_t degree : {1u, 3u}) CHECK_FALSE(third.dead(degree));
        CHECK(parts_of(Parity::none).parity() == Parity::none);
        CHECK(parts_of(Parity::even).odd == -1);
        CHECK(parts_of(Parity::odd).even == -1);
    }

    TEST_CASE("[identity] a name, parameters or a formula: what a text is taken for") {
        const auto is = [](const char* text, std::size_t alternative) {
            return activation_named(text).visit(
                [&](const auto& s) { return Activation::Choice(s).index() == alternative; });
        };
        constexpr std::size_t power = 0, polynomial = 1;
        // behind it are the functions known by their values, which no text is
        const std::size_t expression = std::variant_size_v<Activation::Choice> - 2;
        for (const char* text : {"relu", "relu4", "abs", "step", "sign", "leaky-relu(1e-3)"}) CHECK(is(text, power));
        for (const char* text : {"linear", "square", "he9", "polynomial(1)", "x", "-x", "2", ".5*x", "x-1", "(x)"})
            CHECK(is(text, polynomial));
        for (const char* text : {"max(x,0)", "tanh(x)", "abs(x)", "2^x", "if(x>0,1,0)", "-exp(x)", "Phi(x)"})
            CHECK(is(text, expression));
        for (const char* text : {"he1", "he0", "he10", "relu1", "relu0", "relu10", "xx", "x1", "Relu", "tan", "relu ",
                                 "leaky-relu()", "leaky-relu(0.1", "leaky-relu(inf)", "leaky-relu(0.1,)",
                                 "polynomial()", "polynomial(1,,2)", "polynomial(1;2)", "polynomial(0x1)"})
            CHECK_THROWS_AS(static_cast<void>(activation_named(text)), DomainError);
        for (const auto& [text, meant] : {std::pair{"leaky-rleu(0.1)", "leaky-relu(0.1)"},
                                          {"sigmod", "sigmoid"},
                                          {"sofplus", "softplus"},
                                          {"gausian", "gaussian"}})
            CHECK_THROWS_WITH_AS(static_cast<void>(activation_named(text)),
                                 doctest::Contains(("did you mean " + std::string(meant) + "?").c_str()), DomainError);
        CHECK_THROWS_WITH_AS(static_cast<void>(activation_named("leaky-relu(0.1,2)")), doctest::Contains("one slope"),
                             DomainError);
    }

    TEST_CASE("[identity] polynomials: coefficients from the lowest, as they are; Hermite polynomials are whole") {
        const Polynomial p = hermite_polynomial(6);
        CHECK(p.coefficients == std::vector<double>{-15, 0, 45, 0, -15, 0, 1});
        CHECK(p.degree() == 6);
        CHECK(hermite_polynomial(0).coefficients == std::vector<double>{1});
        CHECK(hermite_polynomial(1).coefficients == std::vector<double>{0, 1});
        CHECK(p.derivative(2.0) == 6 * hermite_polynomial(5)(2.0));
        CHECK_FALSE(p.rounded);
        CHECK(Polynomial{{3}, ""}.derivative(2.0) == 0);
        CHECK(linear().coefficients == std::vector<double>{0, 1});
        CHECK(square().coefficients == std::vector<double>{0, 0, 1});
        // |x|^p by its two sides
        const Power cubic{3, 2, 1, "c"};
        CHECK(cubic.even<double>() == 1.5);
        CHECK(cubic.odd<double>() == 0.5);
        CHECK(cubic(-2.0) == 8);
        CHECK(cubic.derivative(-2.0) == -12);
        CHECK(cubic.derivative(2.0) == 24);
        CHECK(Power{2, 1, -1, ""}.kinks() == std::vector<double>{0});
        CHECK(Power{2, 1, 1, ""}.kinks().empty());
        CHECK(Power{3, 1, -1, ""}.kinks().empty());
        CHECK(Power{3, 1, 1, ""}.kinks() == std::vector<double>{0});
    }
}
