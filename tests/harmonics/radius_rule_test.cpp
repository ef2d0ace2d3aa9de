// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/radius_rule.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/numerics/scalar.hpp"

using namespace lazyrisk;

namespace {

long double mean(const RadiusRule& rule, const std::vector<long double>& a, const std::vector<long double>& b) {
    long double sum = 0;
    for (std::size_t i = 0; i < rule.size(); ++i) sum += rule.weight[i] * a[i] * b[i];
    return sum;
}

}  // namespace

TEST_SUITE("harmonics/radius_rule") {
    TEST_CASE("[identity] moments of the length of a normal vector, even and odd") {
        for (const double d : {2.0, 3.0, 10.5, 400.0, 1e6}) {
            CAPTURE(d);
            const RadiusRule rule = radius_rule(d, 20);
            long double moment = 1;  // E r^p from E r^{p+2} = (d+p)/d E r^p
            long double odd = std::sqrt(2 / (long double)d) *
                              std::exp(std::lgamma(((long double)d + 1) / 2) - std::lgamma((long double)d / 2));
            for (int p = 0; p <= 20; p += 2) {
                long double even_seen = 0, odd_seen = 0;
                for (std::size_t i = 0; i < rule.size(); ++i) {
                    even_seen += rule.weight[i] * std::pow(rule.node[i], (long double)p);
                    odd_seen += rule.weight[i] * std::pow(rule.node[i], (long double)p + 1);
                }
                CHECK(double(even_seen) == nearly(double(moment), 1e-14));
                CHECK(double(odd_seen) == nearly(double(odd), 1e-11));  // lgamma cancels at large d
                moment *= 1 + p / (long double)d;
                odd *= 1 + (p + 1) / (long double)d;
            }
        }
    }

    TEST_CASE("[identity] radial functions of one angular degree are orthonormal, shares sum to 1") {
        for (const double d : {2.0, 7.0, 60.0}) {
            CAPTURE(d);
            const RadiusRule rule = radius_rule(d, 30);
            for (const int total : {0, 1, 2, 5, 12}) {
                double sum = 0;
                for (const RadialPart& part : radial_parts(d, total, rule.node)) {
                    sum += double(part.share);
                    for (const int other : {total, total + 2, total + 4})
                        for (const RadialPart& q : radial_parts(d, other, rule.node))
                            if (q.degree == part.degree)
                                CHECK(double(mean(rule, part.value, q.value)) ==
                                      nearly(other == total ? 1.0 : 0.0, 1e-14, 1e-14));
                }
                CHECK(sum == nearly(1, 1e-14));
            }
        }
    }

    TEST_CASE("[identity] amplitudes at every radius hold the mean square of a normal argument") {
        for (const char* name : {"relu", "tanh", "gelu", "he3", "max(x,0)-0.1*tanh(x)"})
            for (const double d : {3.0, 20.0}) {
                CAPTURE(name);
                CAPTURE(d);
                const Activation s = activation_named(name);
                const RadiusRule rule = radius_rule(d, 40);
                long double square = 0;
                for (std::size_t i = 0; i < rule.size(); ++i) {
                    const Amplitudes a = decompose_stretched(s, rule.node[i], d, 20);
                    square += rule.weight[i] * a.tail;
                    for (const long double g : a.value) square += rule.weight[i] * g * g;
                }
                const Amplitudes normal = decompose(s, infinite<>, 20);
                long double expected = normal.tail;
                for (const long double g : normal.value) expected += g * g;
                CHECK(double(square) == nearly(double(expected), 1e-13));
            }
    }
}
