// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/activation/expression.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "../nearly.hpp"
#include "capture_bound.hpp"
#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/activation/polynomial_parts.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;
using Digits50 = boost::multiprecision::cpp_bin_float_50;

namespace {

Expression in_x(const std::string& text) { return Expression::parse(text); }
Expression in_t(const std::string& text) { return Expression::parse(text, "t", "kernel"); }

/// An expression and the named activation that it spells.
const std::vector<std::pair<std::string, std::string>> spelled = {
    {"max(x,0)", "relu"},
    {"max(0,x)^2", "relu2"},
    {"relu(x)^3", "relu3"},
    {"max(x, 0.1*x)", "leaky-relu(0.1)"},
    {"max(x,-x)", "abs"},
    {"sqrt(x^2)", "abs"},
    {"if(x > 0, 1, 0)", "step"},
    {"2*step(x) - 1", "sign"},
    {"1-erfc(x)", "erf"},
    {"2*Phi(sqrt(2)*x) - 1", "erf"},
    {"(e^(2*x)-1)/(e^(2*x)+1)", "tanh"},
    {"sinh(x)/cosh(x)", "tanh"},
    {"1/(1+exp(-x))", "sigmoid"},
    {"(1+tanh(x/2))/2", "sigmoid"},
    {"x*Phi(x)", "gelu"},
    {"x*(1+erf(x/sqrt(2)))/2", "gelu"},
    {"log(1+exp(x))", "softplus"},
    {"x/(1+exp(-x))", "swish"},
    {"x*sigmoid(x)", "swish"},
    {"cos(x-pi/2)", "sin"},
    {"sin(x+pi/2)", "cos"},
    {"e**x", "exp"},
    {"gaussian(x)", "gaussian"},
    {"--x", "linear"},
    {"x*x", "square"},
    {"x^3-3*x", "he3"},
    {"x + .5*x^2", "polynomial(0,1,0.5)"},
    {"tanh(x)", "tanh"},
    {"gelu(x)", "gelu"},
    {"swish(x)", "swish"},
    {"softplus(x)", "softplus"},
    {"sigmoid(x)", "sigmoid"},
};

/// Formulas with everything in them, for comparisons of one route with another.
const std::vector<std::string> mixed = {
    "max(x,0) - 0.1*tanh(x)^2",
    "max(tanh(x)-0.3, exp(-x), 0.2)",
    "abs(abs(x)-1)",
    "if(x >= 1, x^2, 2*x-1)*cos(3*x)",
    "sqrt(1+x^2)*atan(x) - asin(tanh(x)/2) + acos(cos(x)/3)",
    "min(x, 1, x^2-2)/(2+sin(x))",
    "gelu(x)-swish(2*x)+softplus(-x)*Phi(x/3)",
    "erf(x)^3 + erfc(x^2) - tan(tanh(x))",
    "2^x*exp(-abs(x))",
    "abs(x)^1.5 + sinh(x/3)*cosh(x)",
    "(x^2+1)^(-5/2) + (1+x^4)^0.3",
    "sign(x-0.5)*step(x+1)*relu(x-x^3)",
    "log(1+x^2)*sigmoid(x)",
    "-abs(x)^2^0.5 + 3/-(1+x^2)",
};

}  // namespace

TEST_SUITE("activation/expression") {
    TEST_CASE("[identity] the named activations, spelled out: value, derivative, parity") {
        for (const auto& pair : spelled) {
            const std::string &text = pair.first, &name = pair.second;
            CAPTURE(text);
            const Expression f = in_x(text);
            const Activation s = activation_named(name);
            CHECK(f.name() == text);
            CHECK(int(f.parity()) == int(s.parity()));
            for (const double kink : s.kinks()) CHECK(std::count(f.kinks().begin(), f.kinks().end(), kink) == 1);
            for (const double x : {-7.5, -2.25, -0.75, -0.125, 0.25, 0.875, 1.75, 3.125}) {
                CAPTURE(x);
                // a decimal in an expression is exact, in a name it is a double: 0.1 differs by 1e-17
                const Digits50 value = f(Digits50(x)), expected = s(Digits50(x));
                const double tolerance = name == "leaky-relu(0.1)" ? 1e-15 : 1e-40;
                CHECK(abs(Digits50(value - expected)) <= tolerance * (1 + abs(expected)));
                const Digits50 slope = f.derivative(Digits50(x)), expected_slope = s.derivative(Digits50(x));
                CHECK(abs(Digits50(slope - expected_slope)) <= tolerance * (1 + abs(expected_slope)));
                CHECK(f(x) == nearly(s(x), 1e-13, 1e-15));
            }
        }
    }

    TEST_CASE(
        "[agreement] the derivative against differences in 50 digits; double, float and long double against 50 "
        "digits") {
        const Digits50 h("1e-18");
        for (const std::string& text : mixed) {
            CAPTURE(text);
            const Expression f = in_x(text);
            for (const double x : {-3.3, -1.7, -0.7, -0.2, 0.3, 0.8, 1.9, 3.1}) {
                CAPTURE(x);
                const Digits50 exact = f(Digits50(x)), slope = f.derivative(Digits50(x));
                const Digits50 difference = (f(Digits50(x + h)) - f(Digits50(x - h))) / (2 * h);
                CHECK(abs(Digits50(slope - difference)) <= 1e-28 * (1 + abs(slope)));
                CHECK(f(x) == nearly(double(exact), 1e-13, 1e-13 * 1));
                CHECK(f.derivative(x) == nearly(double(slope), 1e-12, 1e-12 * 1));
                CHECK(std::abs((long double)(exact)-f((long double)x)) <= 1e-16L * (1 + std::abs((long double)exact)));
                CHECK(f(float(x)) == nearly(double(exact), 1e-4, 1e-4 * 1));
            }
        }
    }

    TEST_CASE("[identity] blocks of any length are the single values") {
        for (const std::string& text : mixed) {
            CAPTURE(text);
            const Expression f = in_x(text);
            for (const std::size_t count : {0, 1, 7, 128, 129, 1000}) {
                std::vector<double> x(count), slope;
                for (std::size_t i = 0; i < count; ++i) x[i] = -3 + 6 * double(i) / double(count);
                const std::vector<double> at = x;
                slope = x;
                f.apply(std::span<double>(x));
                f.apply_derivative(std::span<double>(slope));
                for (std::size_t i = 0; i < count; ++i) {
                    CHECK(x[i] == nearly(f(at[i]), 1e-14, 1e-14));
                    CHECK(slope[i] == nearly(f.derivative(at[i]), 1e-14, 1e-14));
                }
            }
        }
    }

    TEST_CASE("[identity] numbers are the decimals typed; operators bind as in mathematics") {
        const Digits50 tenth = Digits50(1) / 10;
        CHECK(in_x("0.1*x")(Digits50(1)) == tenth);
        CHECK(in_x("1e-1*x")(Digits50(1)) == tenth);
        CHECK(in_x("0.1+0*x")(1.0) == 0.1);
        CHECK(in_x("0.1*x")(3.0) == 3.0 / 10);
        CHECK(in_x("-x^2")(3.0) == -9);
        CHECK(in_x("2^3^2+x")(0.0) == 512);
        CHECK(in_x("2*-x+3")(5.0) == -7);
        CHECK(in_x("1-x-2")(5.0) == -6);
        CHECK(in_x("12/x^0/2/3")(5.0) == 2);
        CHECK(in_x("x^-2*0+2^-x")(1.0) == 0.5);
        CHECK(in_x("if(x<1,1,2)+if(x<=1,10,20)+if(x>1,100,200)+if(x>=1,1000,2000)")(1.0) == 1212);
        CHECK(in_x("min(3,x,1)+max(x,0,7)")(2.0) == 8);
        CHECK(in_x("pi+x*e")(1.0) == nearly(std::acos(-1.0) + std::exp(1.0), 1e-15));
    }

    TEST_CASE("[identity] every way to write a number, and depths, lengths and sizes up to what is read") {
        const std::vector<std::pair<const char*, Digits50>> numbers{{"1e+2", 100},
                                                                    {"1E2", 100},
                                                                    {"1.5E-1", Digits50(3) / 20},
                                                                    {".5", Digits50(1) / 2},
                                                                    {"5.", 5},
                                                                    {"0.125e3", 125},
                                                                    {"12e0", 12},
                                                                    {"007", 7},
                                                                    {"1e-219", Digits50("1e-219")},
                                                                    {"0.1e-218", Digits50("1e-219")}};
        for (const auto& [text, value] : numbers) {
            CAPTURE_BOUND(text);
            CHECK(in_x(std::string(text) + "*x")(Digits50(1)) == value);
        }
        CHECK(in_x("2*e*x")(1.0) == nearly(2 * std::exp(1.0), 1e-15));
        CHECK(in_x("e^2*x")(1.0) == nearly(std::exp(2.0), 1e-15));
        CHECK(in_x(std::string(60, '1') + "*x")(1.0) == nearly(std::pow(10.0, 60) / 9, 1e-14));
        CHECK_THROWS_AS(in_x(std::string(61, '1') + "*x"), DomainError);
        CHECK_NOTHROW(in_x("x" + std::string(999, ' ')));
        CHECK_THROWS_AS(in_x("x" + std::string(1000, ' ')), DomainError);
        CHECK_NOTHROW(in_x("x+1e300"));
        CHECK_THROWS_AS(in_x("x+1e301"), DomainError);
        CHECK_THROWS_AS(in_x("x+1e-301"), DomainError);
        CHECK_NOTHROW(in_x("x+2^990"));
        CHECK_THROWS_AS(in_x("x+2^2000"), DomainError);
        CHECK_THROWS_AS(in_x("abs(x)^1000001"), DomainError);
        CHECK(in_x("-+-x")(3.0) == 3);
        CHECK(in_x("2--x")(3.0) == 5);
        CHECK(in_x("6/2*3*x")(1.0) == 9);
        CHECK(in_x("2*x**2**0")(3.0) == 6);
    }

    TEST_CASE("[limit] far arguments keep their digits") {
        CHECK(in_x("sigmoid(x)")(-700.0) == std::exp(-700.0));
        CHECK(in_x("softplus(x)")(800.0) == 800);
        CHECK(in_x("gelu(x)+0*x")(-30.0) == Gelu{}(-30.0));
        CHECK(in_x("tanh(x)").derivative(30.0) == nearly(Tanh{}.derivative(30.0), 1e-14));
        CHECK(in_x("x/(1+exp(-x))")(-1000.0) == 0);
        CHECK(in_x("abs(x)").derivative(0.0) == activation_named("abs").derivative(0.0));
        CHECK(in_x("sqrt(x^2)").derivative(0.0) == -1);  // 0/0 in the formula: the left side
    }

    TEST_CASE("[identity] kinks are the roots, correctly rounded") {
        using Kinks = std::vector<double>;
        CHECK(in_x("max(x,0)").kinks() == Kinks{0});
        CHECK(in_x("max(x^2-2,0)").kinks() == Kinks{-std::sqrt(2.0), std::sqrt(2.0)});
        CHECK(in_x("abs(abs(x)-1)").kinks() == Kinks{-1, 0, 1});
        CHECK(in_x("abs(x-1/3)").kinks() == Kinks{1.0 / 3});
        CHECK(in_x("max(tanh(x)-0.5,0)").kinks() == Kinks{double(atanh(Digits50(0.5)))});
        CHECK(in_x("max((x-1)^3,0)").kinks() == Kinks{1});
        CHECK(in_x("sqrt((x-0.25)^2)").kinks() == Kinks{0.25});
        CHECK(in_x("sqrt(x^2-2*x+1)").kinks() == Kinks{1});
        CHECK(in_x("sqrt(exp(2*x)-2*exp(x)+1)").kinks().size() ==
              1);  // a zero without a change of sign, found by its slope
        CHECK(in_x("max(x-1000,0)").kinks() == Kinks{1000});
        CHECK(in_x("max(x,exp(x)-3,1)").kinks().size() >= 2);
        CHECK(in_x("if(x > 2, x, 1/(3-x))").kinks() == Kinks{2, 3});
        CHECK(in_x("exp(-x^2)*cos(x)").kinks().empty());
        CHECK(in_x("step((x-1)*(x-1.001)*(x-1.002))").kinks() == Kinks{1, 1.001, 1.002});
        CHECK(in_t("abs(t-0.1)+max(t-2,0)").kinks() == Kinks{0.1});
        CHECK(in_t("sqrt(1-t^2)").kinks().empty());  // inside (-1,1)
        // sin: every multiple of pi within 128
        const Kinks& sine = in_x("max(sin(x),0)").kinks();
        CHECK(sine.size() == 81);
        for (std::size_t i = 0; i < sine.size(); ++i)
            CHECK(sine[i] == double(Digits50((int(i) - 40) * boost::math::constants::pi<Digits50>())));
        // the tangent of a parabola: close pairs of roots between two points of the grid
        const Kinks& pair = in_x("max(exp(x)-1-x-0.00000001,0)").kinks();
        CHECK(pair.size() == 2);
        for (const double kink : pair) CHECK(std::abs(std::exp(kink) - 1 - kink - 1e-8) < 1e-15);
    }

    TEST_CASE(
        "[identity] every real root of a polynomial is a kink, also the largest one that its coefficients allow") {
        using Kinks = std::vector<double>;
        const Digits50 root = sqrt(Digits50(5));
        CHECK(in_x("abs(x^2-x-1)").kinks() ==
              Kinks{double(Digits50((1 - root) / 2)), double(Digits50((1 + root) / 2))});  // beyond every coefficient
        CHECK(in_x("abs(x^2-3*x+1)").kinks() ==
              Kinks{double(Digits50((3 - root) / 2)), double(Digits50((3 + root) / 2))});
        const Kinks& cubic = in_x("max(x^3-2*x-5,0)").kinks();  // Newton's own example
        REQUIRE(cubic.size() == 1);
        CHECK(cubic[0] == 2.0945514815423266);
        for (const int n : {2, 5, 10}) {
            const std::string far = std::to_string(n);
            CHECK(in_x("abs(x^3-" + far + "*x^2-" + far + "*x-" + far + ")").kinks().size() ==
                  1);  // the root is above n
            CHECK(in_x("abs(x^3-" + far + "*x^2-" + far + "*x-" + far + ")").kinks()[0] > n);
        }
    }

    TEST_CASE("[identity] parity") {
        for (const char* even :
             {"cos(x)", "abs(x)", "x^2+max(x,0)+max(-x,0)", "x*tanh(x)", "exp(x)+exp(-x)", "3", "sqrt(abs(x))"})
            CHECK(in_x(even).parity() == Parity::even);
        for (const char* odd : {"sin(x)", "x*abs(x)", "max(x,0)-max(-x,0)", "erf(x)+x^3", "exp(x)-exp(-x)", "sign(x)"})
            CHECK(in_x(odd).parity() == Parity::odd);
        for (const char* none : {"max(x,0)", "x+x^2", "exp(x)", "if(x>100,1,0)+x", "x+step(abs(x)-3)", "x+1e-9*x^2"})
            CHECK(in_x(none).parity() == Parity::none);
        CHECK(in_t("t^3+asin(t)").parity() == Parity::odd);
    }

    TEST_CASE("[identity] functions of t: range, derivative") {
        const Expression arc = in_t("(sqrt(1-t^2)+(pi-acos(t))*t)/pi");
        CHECK(arc(1.0) == nearly(1, 1e-15));
        CHECK(std::abs(arc(-1.0)) < 1e-15);
        CHECK(arc.derivative(0.5) == nearly((std::acos(-1.0) - std::acos(0.5)) / std::acos(-1.0), 1e-14));
        CHECK(in_t("1/(2-t)")(1.0) == 1);
        CHECK_THROWS_WITH_AS(in_t("1/(1-t)"), doctest::Contains("t = 1"), DomainError);
        CHECK_THROWS_AS(in_t("log(t)"), DomainError);
        CHECK_THROWS_AS(in_t("x"), DomainError);
    }

    TEST_CASE("[identity] expressions as activations: names first, polynomials exactly, text kept") {
        CHECK(std::holds_alternative<Polynomial>(
            activation_named("(x-1)^2*(x+0.5)").visit([](const auto& s) { return Activation::Choice(s); })));
        const Activation p = activation_named("(x-1)^2*(x+0.5)");
        CHECK(p.name() == "(x-1)^2*(x+0.5)");
        CHECK(in_x("(x-1)^2*(x+0.5)").polynomial()->coefficients == std::vector<double>{0.5, 0, -1.5, 1});
        CHECK_FALSE(in_x("(x-1)^2*(x+0.5)").polynomial()->rounded);
        CHECK(in_x("(1+x+x^2+x^3+x^4+x^5+x^6)^10").polynomial()->coefficients.size() == 61);
        CHECK(in_x("(1+x)^65").polynomial().has_value() == false);
        CHECK(in_x("max(x,0)").polynomial().has_value() == false);
        CHECK(activation_named("2*tanh(x)").name() == "2*tanh(x)");
        CHECK(activation_named("tanh(x)")(0.5) == std::tanh(0.5));
        CHECK(activation_named("x")(0.5) == 0.5);
        CHECK(activation_named("-2")(0.5) == -2);
    }

    TEST_CASE("[error] one sentence that says what is wrong") {
        const std::vector<std::pair<std::string, std::string>> wrong = {
            {"rellu(x)", "did you mean relu?"},
            {"y+x", "\"y\" means nothing here"},
            {"(x+1", "character 1 is never closed"},
            {"max(x,(x+1)", "character 4 is never closed"},
            {"x+1)", "character 4 closes nothing"},
            {"2x", "2*x"},
            {"x+", "ends too early"},
            {"x+*2", "character 3"},
            {"max(x)", "two arguments"},
            {"tanh(x,1)", "one argument"},
            {"if(x,1,2)", "condition"},
            {"x>1", "if(x > 1, 1, 0)"},
            {"0,5*x", "point"},
            {"x$2", "'$'"},
            {"1/0+x", "division by zero"},
            {"log(0)*x", "no value"},
            {"1/x", "x = 0"},
            {"if(x < 0, 1/x, 0)", "no finite value at x = 0"},  // a pole on one side alone
            {"if(x > 0, 1/x, 0)", "no finite value at x = 0"},
            {"if(x < 1, 1/(x-1), 0)", "no finite value at x = 1"},
            {"if(x > 0, 0, log(-x))", "no finite value at x = 0"},
            {"log(x)", "no finite value at x = -0.03125"},
            {"max(log(x),0)", "no finite value"},
            {"sqrt(x)", "no finite value"},
            {"tan(x)", "x = -1.57"},
            {"1/(x^2-2)", "1.414"},
            {"sin(x)/x", "x = 0"},
            {"x^0.5", "no finite value"},
            {"asin(x)", "no finite value"},
            {"abs(x)^-0.25", "x = 0"},
            {"sqrt(-2)*x", "real"},
            {"9^9^9+x", "exponent"},
            {"10^-400*x", "too"},
            {"1e999*x", "too large"},
            {"x+" + std::string(2000, '1'), "1000 characters"},
            {std::string(300, '(') + "x" + std::string(300, ')'), "deep"},
            {"sin+x", "needs an argument"},
            {"tanh()", "argument"},
            {"0^-1+x", "0 has only positive powers"}};
        for (const auto& pair : wrong) {
            const std::string &text = pair.first, &part = pair.second;
            CAPTURE(text);
            CHECK_THROWS_WITH_AS(activation_named(text), doctest::Contains(part.c_str()), DomainError);
        }
        CHECK_THROWS_WITH_AS(activation_named("rleu"), doctest::Contains("did you mean relu?"), DomainError);
        CHECK_THROWS_WITH_AS(activation_named("leaky-rleu(0.1)"), doctest::Contains("did you mean leaky-relu(0.1)?"),
                             DomainError);
    }

    TEST_CASE("[error] garbage is refused or read, and nothing else happens") {
        const std::vector<std::string> pieces = {"x",    "1",    "0.5", "+",     "-",        "*",     "/",     "^",
                                                 "(",    ")",    ",",   "max(",  "if(",      "x>",    "tanh(", "sqrt(",
                                                 "abs(", "log(", "pi",  "e",     "exp(",     "1e",    ".",     " ",
                                                 "**",   "<=",   "9",   "step(", "\xc3\xa9", "min(x,"};
        std::mt19937 engine(7);
        int read = 0;
        for (int trial = 0; trial < 4000; ++trial) {
            std::string text;
            const int length = 1 + int(engine() % 9);
            int open = 0;
            for (int i = 0; i < length; ++i) {
                const std::string& piece = pieces[engine() % pieces.size()];
                open += piece.back() == '(' || piece == "min(x,";
                text += piece;
            }
            if (engine() % 2) text += std::string(std::size_t(open), ')');
            CAPTURE(text);
            try {
                const Expression f = in_x(text);
                CHECK_FALSE(std::isnan(f(0.7)));
                ++read;
            } catch (const DomainError& error) {
                CHECK(std::string(error.what()).size() > 10);
            }
        }
        CHECK(read > 50);
    }

    TEST_CASE("[identity] many threads read and evaluate at once") {
        std::vector<std::thread> threads;
        std::vector<double> sums(4);
        for (std::size_t worker = 0; worker < sums.size(); ++worker)
            threads.emplace_back([&sums, worker] {
                for (int i = 0; i < 200; ++i) {
                    const Expression f = in_x("max(x," + std::to_string(i % 50) + ")*tanh(x)");
                    for (int j = 0; j < 20; ++j) sums[worker] += f(1.0 + j);
                }
            });
        for (std::thread& thread : threads) thread.join();
        for (const double sum : sums) CHECK(sum == sums[0]);
    }

    TEST_CASE("[mistake] a decimal comma is said to be one; commas between arguments are not") {
        for (const char* text : {"max(0, x - 0,5244)", "max(x, 0,5)", "relu(x-0,5)", "max(0,x-0,5)"})
            CHECK_THROWS_WITH_AS(Expression::parse(text), doctest::Contains("decimal comma"), DomainError);
        CHECK(Expression::parse("max(x,0,7)")(2.0) == 7);
        CHECK(Expression::parse("max(x - 1, 2, 5)")(2.0) == 5);
        CHECK(Expression::parse("max(x-1,2,5)")(2.0) == 5);
        CHECK(Expression::parse("max(x, x - 1.0,2,5.0)")(2.0) == 5);
        CHECK(Expression::parse("max(0, x-1, 2)")(2.0) == 2);
    }

    TEST_CASE("[identity] what is a polynomial where it is used, whatever it is beyond") {
        const auto within = [](const char* text, double reach) {
            return polynomial_within(Expression::parse(text), reach);
        };
        using Coefficients = std::vector<double>;
        CHECK(within("max(x,3)", 2.3)->coefficients == Coefficients{3});
        CHECK(within("min(x^2,100)", 5)->coefficients == Coefficients{0, 0, 1});
        CHECK(within("max(x,0)+min(x,0)", 50)->coefficients == Coefficients{0, 1});
        CHECK(within("sin(x)^2+cos(x)^2", 9)->coefficients == Coefficients{1});
        CHECK(within("asin(sin(x))", 1.5)->coefficients == Coefficients{0, 1});
        CHECK(within("abs(x)^2/3-1", 4)->rounded);
        for (const char* none :
             {"max(x,3)", "tanh(x)", "exp(0.001*x)", "abs(x)", "asin(sin(x))", "cos(x)+1e6", "sign(x)", "1/(10+x^2)"})
            CHECK_FALSE(within(none, 3.5).has_value());
    }

    TEST_CASE("[identity] degrees of the even and the odd part") {
        const auto parts = [](const char* text) {
            const PolynomialParts p = parts_of(Expression::parse(text));
            return std::pair(p.even, p.odd);
        };
        constexpr int any = PolynomialParts::unlimited;
        CHECK(parts("max(x,0)-0.3") == std::pair(any, 1));
        CHECK(parts("x*Phi(x)+x^3") == std::pair(any, 3));
        CHECK(parts("log(1+exp(x))") == std::pair(any, 1));
        CHECK(parts("1/(1+exp(-x))+x^2") == std::pair(2, any));
        CHECK(parts("step(x)") == std::pair(0, any));
        CHECK(parts("tanh(x)") == std::pair(-1, any));
        CHECK(parts("cos(x)") == std::pair(any, -1));
        CHECK(parts("max(x-0.1,0)") == std::pair(any, any));
        CHECK(parts("exp(x)") == std::pair(any, any));
        // the names by their formulas
        for (const auto& [name, text] :
             std::vector<std::pair<const char*, const char*>>{{"relu", "max(x,0)"},
                                                              {"relu2", "max(x,0)^2"},
                                                              {"leaky-relu(0.5)", "if(x>0,x,0.5*x)"},
                                                              {"abs", "abs(x)"},
                                                              {"step", "step(x)"},
                                                              {"sign", "sign(x)"},
                                                              {"gelu", "gelu(x)"},
                                                              {"swish", "swish(x)"},
                                                              {"softplus", "softplus(x)"},
                                                              {"sigmoid", "sigmoid(x)"},
                                                              {"erf", "erf(x)"},
                                                              {"gaussian", "gaussian(x)"}}) {
            CAPTURE_BOUND(name);
            const PolynomialParts named = parts_of(activation_named(name)), typed = parts_of(Expression::parse(text));
            CHECK(named.even == typed.even);
            CHECK(named.odd == typed.odd);
        }
    }

    TEST_CASE("[identity] the least and the largest of three arguments, in any order") {
        std::vector<std::pair<std::string, double (*)(double)>> arguments{{"x", [](double x) { return x; }},
                                                                          {"x^2-1", [](double x) { return x * x - 1; }},
                                                                          {"2*x", [](double x) { return 2 * x; }}};
        std::sort(arguments.begin(), arguments.end());
        do {
            const std::string list = arguments[0].first + "," + arguments[1].first + "," + arguments[2].first;
            const Expression least = in_x("min(" + list + ")"), largest = in_x("max(" + list + ")");
            CAPTURE(list);
            for (const double x : {-3.0, -1.5, -0.5, 0.0, 0.25, 1.0, 1.75, 2.25, 4.0}) {
                std::vector<double> values;
                for (const auto& argument : arguments) values.push_back(argument.second(x));
                CHECK(least(x) == *std::min_element(values.begin(), values.end()));
                CHECK(largest(x) == *std::max_element(values.begin(), values.end()));
            }
        } while (std::next_permutation(arguments.begin(), arguments.end()));
    }

    TEST_CASE(
        "[identity] Gaussian mean squares are finite where f^2 exp(-x^2/2) falls faster than 1/|x|, on both sides") {
        for (const char* finite :
             {"0*x", "x^40", "exp(3*x)", "step(x-1e6)", "exp(0.2*x^2)", "exp(0.249*x^2)", "exp(x^2/4)/(1+x^2)",
              "exp(x^2/4)*(1+x^2)^(-1/3)", "cos(x)*exp(0.2*x^2)", "if(x > 0, exp(0.24*x^2), exp(-x^2))"})
            CHECK_MESSAGE(in_x(finite).gaussian_square_integrable(), finite);
        for (const char* infinite : {"exp(x^2/4)", "exp(0.251*x^2)", "exp(0.3*x^2)", "exp(0.49*x^2)", "exp(x^2)",
                                     "exp(x^2/4)*(1+x^2)^(-1/4)", "x*exp(x^2/4)", "cos(x)*exp(0.3*x^2)",
                                     "if(x > 0, exp(0.3*x^2), 1)", "if(x > 0, 1, exp(0.3*x^2))", "exp(x^4/1e6)"})
            CHECK_MESSAGE(!in_x(infinite).gaussian_square_integrable(), infinite);
    }

    TEST_CASE(
        "[identity] a polynomial times any number has the same zeros: kinks by the factors they were multiplied from") {
        using Kinks = std::vector<double>;
        for (const char* text : {"max(0.4*x-1,0)", "abs(2*x-5)", "abs(x/1000-0.0025)", "max(2000-800*x,0)"})
            CHECK(in_x(text).kinks() == Kinks{2.5});
        for (const char* scale : {"0.001", "0.02", "1", "-0.5", "300"}) {
            CAPTURE(scale);
            const std::string times = std::string(scale) + "*";
            // (x-3)(x-8), x(x-4)(x+4), (x^2-1)(x^2-9), (x+20)^2 (x-1)
            CHECK(in_x("abs(" + times + "x^2-11*" + times + "x+24*" + scale + ")").kinks() == Kinks{3, 8});
            CHECK(in_x("abs(" + times + "x^3-16*" + times + "x)").kinks() == Kinks{-4, 0, 4});
            CHECK(in_x("abs(" + times + "x^4-10*" + times + "x^2+9*" + scale + ")").kinks() == Kinks{-3, -1, 1, 3});
            CHECK(in_x("abs(" + times + "x^3+39*" + times + "x^2+360*" + times + "x-400*" + scale + ")").kinks() ==
                  Kinks{-20, 1});
        }
    }

    TEST_CASE("[identity] functions that oscillate for ever have no kinks far out, and answer") {
        for (const char* text : {"asin(sin(x))", "acos(cos(x))", "abs(sin(x))", "asin(sin(x))+abs(asin(sin(2*x)))"}) {
            const std::vector<double> kinks = Expression::parse(text).kinks();
            CAPTURE(text);
            CHECK(kinks.size() > 80);
            CHECK(kinks.front() > -1.1 * 128);  // the grid's last cell ends there
            CHECK(kinks.back() < 1.1 * 128);
        }
    }
}
