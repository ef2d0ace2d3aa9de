// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "../nearly.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/polynomials.hpp"
#include "lazyrisk/harmonics/powers.hpp"
#include "lazyrisk/harmonics/quadrature.hpp"
#include "lazyrisk/harmonics/waves.hpp"
#include "reference.hpp"
#include "second_route.hpp"

using namespace lazyrisk;
using Digits50 = boost::multiprecision::cpp_bin_float_50;

namespace {

std::string program_name(const std::string& in_table) { return in_table == "lrelu0.1" ? "leaky-relu(0.1)" : in_table; }

}  // namespace

TEST_SUITE("harmonics/amplitudes") {
    TEST_CASE(
        "[reference] every amplitude of the table: within 1e-14 for d <= 1e4 and k <= 100, else 1e-12; zeros exact; "
        "the bound holds") {
        std::map<std::pair<std::string, double>, int> highest;
        const auto rows = reference::table("staircase_eigen.csv");
        for (const auto& row : rows) {
            int& k = highest[{row.at("activation"), std::stod(row.at("d"))}];
            k = std::max(k, std::stoi(row.at("k")));
        }
        double worst_small = 0, worst_large = 0;
        for (const auto& entry : highest) {
            const auto& which = entry.first;
            const int degrees = entry.second;
            const Amplitudes a = decompose(activation_named(program_name(which.first)), which.second, degrees);
            for (const auto& row : rows) {
                if (row.at("activation") != which.first || std::stod(row.at("d")) != which.second) continue;
                const std::size_t k = std::stoul(row.at("k"));
                CAPTURE(which.first);
                CAPTURE(which.second);
                CAPTURE(k);
                const Digits50 lambda(row.at("lambda_dk")), square(row.at("B_lambda2"));
                if (lambda == 0) {
                    CHECK(a.value[k] == 0);
                    continue;
                }
                const Digits50 exact = lambda < 0 ? Digits50(-sqrt(square)) : Digits50(sqrt(square));
                const double error = double(abs(Digits50(a.value[k]) - exact));
                (which.second <= 1e4 && k <= 100 ? worst_small : worst_large) =
                    std::max(error, which.second <= 1e4 && k <= 100 ? worst_small : worst_large);
                CHECK(error <= (which.second <= 1e4 && k <= 100 ? 1e-14 : 1e-12));
                // the table takes the slope 0.1 as a decimal, the program as the nearest double
                const double slope_rounding = which.first == "lrelu0.1" ? 3e-18 : 0;
                CHECK(error <= double(a.error[k]) + slope_rounding);
                CHECK(double(a.error[k]) <= 1e-13);
            }
        }
        MESSAGE("largest errors: ", worst_small, " (d <= 1e4, k <= 100), ", worst_large, " (the rest)");
    }

    TEST_CASE("[agreement] closed forms against quadrature in 80 bits, every dimension, the limit too") {
        for (const double d : {2.0, 3.0, 4.0, 7.0, 50.0, 1e4, 1e8, infinite<>}) {
            CAPTURE(d);
            for (const Power& s : {relu(), relu(2), relu(3), absolute(), step(), sign(), leaky_relu(0.1, "leaky")}) {
                CAPTURE(s.label);
                const std::vector<double> kink{0.0};
                const auto panels = quadrature_amplitudes<long double>(s, d, 60, kink);
                const Amplitudes closed = decompose(s, d, 60);
                long double tail = panels.square;
                for (std::size_t k = 0; k <= 60; ++k) {
                    CHECK(std::abs(closed.value[k] - panels.value[k]) <= closed.error[k] + panels.error[k]);
                    tail -= panels.value[k] * panels.value[k];
                }
                CHECK(double(std::abs(tail - closed.tail)) < 1e-15);
            }
            const auto check_smooth = [&](const auto& s, const Amplitudes& closed) {
                CAPTURE(s.name());
                const auto smooth = quadrature_amplitudes<long double>(s, d, 40, {});
                for (std::size_t k = 0; k <= 40; ++k)
                    CHECK(std::abs(closed.value[k] - smooth.value[k]) <= closed.error[k] + smooth.error[k]);
            };
            check_smooth(Exp{}, decompose(Exp{}, d, 40));
            check_smooth(Sin{}, decompose(Sin{}, d, 40));
            check_smooth(Cos{}, decompose(Cos{}, d, 40));
            check_smooth(hermite_polynomial(4), decompose(hermite_polynomial(4), d, 40));
            check_smooth(linear(), decompose(linear(), d, 40));
        }
    }

    TEST_CASE(
        "[agreement] `spectrum --degrees 0:40` for eighteen problems against 60 digits: amplitudes, tail and their "
        "bounds") {
        const std::pair<const char*, double> problems[] = {
            {"tanh", 1e6}, {"tanh", 2},   {"tanh", 3},     {"erf", 1e8},   {"erf", 2},       {"sigmoid", 10},
            {"gelu", 100}, {"gelu", 1e8}, {"softplus", 3}, {"swish", 1e4}, {"gaussian", 30}, {"gaussian", infinite<>},
            {"sin", 5},    {"exp", 1e7},  {"relu", 2},     {"relu", 1e8},  {"abs", 3},       {"leaky-relu(0.25)", 1e5}};
        double worst = 0, worst_tail = 0;
        for (const auto& problem : problems) {
            const std::string name = problem.first;
            const double d = problem.second;
            const Activation s = activation_named(name);
            const Amplitudes a = decompose(s, d, 40);
            const auto exact = s.visit([d](const auto& f) { return second_route::amplitudes(f, d, 40, f.kinks()); });
            CAPTURE(name);
            CAPTURE(d);
            REQUIRE(exact.difference < 1e-25);
            Digits60 tail = exact.square;
            for (std::size_t k = 0; k <= 40; ++k) {
                const double error = double(abs(Digits60(a.value[k]) - exact.value[k]));
                CAPTURE(k);
                CHECK(error <= double(a.error[k]) + 2 * exact.difference);
                CHECK(double(a.error[k]) <= 1e-13);
                if (a.value[k] == 0) CHECK(abs(exact.value[k]) < Digits60("1e-24"));
                worst = std::max(worst, error);
                tail -= exact.value[k] * exact.value[k];
            }
            const double difference = double(abs(Digits60(a.tail) - tail));
            CHECK(difference <= double(a.tail_error) + 1e-25);
            worst_tail = std::max(worst_tail, difference);
        }
        MESSAGE("largest errors: ", worst, ", of a tail ", worst_tail);
    }

    TEST_CASE(
        "[identity] the tail of an analytic activation is a sum of squares, known to many digits where subtraction "
        "knows none") {
        for (const std::string name : {"tanh", "erf", "sigmoid", "softplus", "gelu"})
            for (const double d : {2.0, 3.0})
                for (const int degrees : {10, 20, 24}) {
                    const Amplitudes a = decompose(activation_named(name), d, degrees),
                                     more = decompose(activation_named(name), d, 100);
                    long double sum = more.tail;
                    for (std::size_t k = 100; k > std::size_t(degrees); --k) sum += more.value[k] * more.value[k];
                    CAPTURE(name);
                    CAPTURE(d);
                    CAPTURE(degrees);
                    CHECK(std::abs(sum - a.tail) <= a.tail_error + more.tail_error + 1e-18L * sum);
                    if (a.tail > 1e-25L) CHECK(a.tail_error < 1e-3L * a.tail);
                }
    }

    TEST_CASE("[identity] degree 2000 at dimension 1e8: finite amplitudes within their bound") {
        for (const std::string name : {"tanh", "relu", "exp", "gelu"})
            for (const double d : {2.0, 1e3, 1e8, infinite<>}) {
                const Amplitudes a = decompose(activation_named(name), d, 2000);
                long double sum = 0;
                for (std::size_t k = 0; k <= 2000; ++k) {
                    if (!(std::isfinite(a.value[k]) && std::isfinite(a.error[k]))) FAIL_CHECK(name, " ", d, " ", k);
                    sum += a.value[k] * a.value[k];
                }
                CAPTURE(name);
                CAPTURE(d);
                CHECK(double(sum + a.tail) ==
                      nearly(double(decompose(activation_named(name), d, 0).tail + a.value[0] * a.value[0]), 1e-14));
            }
    }

    TEST_CASE("[limit] amplitudes tend to mu_k/sqrt(k!) like 1/d; the limit is the value at d = infinity") {
        for (const char* name : {"relu", "tanh", "exp", "gelu"}) {
            const Amplitudes limit = decompose(activation_named(name), infinite<>, 8);
            const Amplitudes near = decompose(activation_named(name), 1e4, 8),
                             nearer = decompose(activation_named(name), 1e5, 8);
            for (std::size_t k = 0; k <= 8; ++k) {
                const long double first = near.value[k] - limit.value[k], second = nearer.value[k] - limit.value[k];
                CAPTURE(name);
                CAPTURE(k);
                if (std::abs(second) > 1e-9L)
                    CHECK(double(first / second) == nearly(10, 0.01));
                else
                    CHECK(std::abs(first) < 1e-7L);
            }
        }
        // E relu(G) He_k(G): mu_0 = 1/sqrt(2 pi), mu_1 = 1/2, mu_2 = 1/sqrt(2 pi), mu_*^2 = 1/4 - 1/(2 pi)
        const Amplitudes relu_limit = decompose(relu(), infinite<>, 1);
        CHECK(double(relu_limit.value[0]) == nearly(0.3989422804014327, 1e-15));
        CHECK(relu_limit.value[1] == 0.5L);
        CHECK(double(relu_limit.tail) == nearly(0.25 - 0.15915494309189535, 1e-14));
    }

    TEST_CASE("[identity] exact zeros: parity, dead degrees, the end of a polynomial") {
        for (const double d : {2.0, 3.0, 30.0, 1e6, infinite<>}) {
            for (std::size_t k = 3; k <= 41; k += 2) CHECK(decompose(relu(), d, 41).value[k] == 0);
            for (std::size_t k = 0; k <= 40; k += 2) CHECK(decompose(Tanh{}, d, 40).value[k] == 0);
            const Amplitudes he2 = decompose(hermite_polynomial(2), d, 10);
            CHECK(he2.value[0] == 0);  // E x^2 = 1 at every d
            CHECK(he2.value[3] == 0);
            CHECK(he2.finite_rank);
            CHECK(he2.tail == 0);
            CHECK(decompose(linear(), d, 3).tail == 0);
        }
    }

    TEST_CASE(
        "[agreement] polynomials that cancel: the bound is true against 50 digits, also of an amplitude that is nearly "
        "0") {
        for (const double d : {2.0, 5.0, 40.0, 1e6, infinite<>})
            for (const double left : {1e-9, 1e-13, 1e-15}) {
                // x^3 has E x^4 in degree 1: what is taken off leaves a small part of it
                const double fourth = d == infinite<> ? 3 : 3 * d / (d + 2), second = 1;
                for (const Polynomial& s :
                     {Polynomial{{0, -fourth + left, 0, 1}, "a"}, Polynomial{{-second + left, 0, 1}, "b"},
                      Polynomial{{1, -7, 21, -35, 35, -21, 7, -1}, "c"}}) {
                    const Amplitudes a = decompose(s, d, 8);
                    const std::vector<Digits50> exact = polynomial_amplitudes<Digits50>(s, d);
                    double largest = 1;
                    for (const Digits50& g : exact) largest = std::max(largest, double(abs(g)));
                    for (std::size_t k = 0; k < exact.size(); ++k) {
                        CAPTURE(d);
                        CAPTURE(left);
                        CAPTURE(s.name());
                        CAPTURE(k);
                        CHECK(double(abs(Digits50(a.value[k] - exact[k]))) <= double(a.error[k]));
                        CHECK(double(a.error[k]) < 1e-15 * largest);
                    }
                }
            }
    }

    TEST_CASE("[error] dimension and degrees") {
        CHECK_THROWS_AS(decompose(relu(), 1, 5), DomainError);
        CHECK_THROWS_AS(decompose(relu(), 2.5, 5), DomainError);
        CHECK_THROWS_AS(decompose(relu(), std::nan(""), 5), DomainError);
        CHECK_THROWS_AS(decompose(relu(), 10, -1), DomainError);
    }
}
