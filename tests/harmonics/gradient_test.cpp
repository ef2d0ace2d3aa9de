// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/gradient.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/harmonics/by_quadrature.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

/// s' as something to decompose.
struct Slope {
    Activation s;
    template <class R>
    R operator()(const R& x) const {
        return s.derivative(x);
    }
    [[nodiscard]] std::vector<double> kinks() const { return s.kinks(); }
    [[nodiscard]] Parity parity() const { return Parity::none; }
    [[nodiscard]] std::string name() const { return s.name(); }
};

}  // namespace

TEST_SUITE("harmonics/gradient") {
    TEST_CASE("[agreement] both parts from the amplitudes of s' through the recurrence of the harmonics") {
        // a_k of s': x s' has beta_{k+1} a_{k+1} + beta_k a_{k-1}; the trace of degree k of t E s's' is
        // (k+1)/(d+2k) a_{k+1}^2 + (d+k-3)/(d+2k-4) a_{k-1}^2
        for (const char* name : {"relu", "relu2", "abs", "leaky-relu(0.1)", "tanh", "erf", "gelu", "swish", "sin",
                                 "cos", "exp", "he4", "polynomial(1,2,3,4)"})
            for (const double d : {2.0, 3.0, 10.0, 1000.0, infinite<>}) {
                const Activation s = activation_named(name);
                const GradientAmplitudes g = decompose_gradient(s, d, 30);
                const Amplitudes a = amplitudes_by_quadrature(Slope{s}, d, 32);
                const long double inverse_d = inverse_dimension<long double>(d);
                CAPTURE(name);
                CAPTURE(d);
                for (int k = 0; k <= 30; ++k) {
                    const std::size_t i = std::size_t(k);
                    const long double above = a.value[i + 1], below = k > 0 ? a.value[i - 1] : 0;
                    const long double along = std::sqrt(jacobi_squared(inverse_d, k + 1)) * above +
                                              (k > 0 ? std::sqrt(jacobi_squared(inverse_d, k)) * below : 0);
                    const long double share = k == 0   ? 0
                                              : k == 1 ? 1
                                                       : (1 + (k - 3) * inverse_d) / (1 + (2 * k - 4) * inverse_d);
                    const long double whole =
                        (k + 1) * inverse_d / (1 + 2 * k * inverse_d) * above * above + share * below * below;
                    const long double across = g.across.value[i], radial = g.along.value[i];
                    CAPTURE(k);
                    CHECK(double(std::abs(radial - along)) < 1e-15);
                    CHECK(double(std::abs(across * across + radial * radial * inverse_d - whole)) < 1e-15);
                }
            }
    }

    TEST_CASE("[identity] the trace is E s'^2 wherever the degrees stop, and the overlap E x s' s") {
        for (const char* name : {"relu", "relu3", "tanh", "gelu", "sin", "cos", "exp", "he3", "polynomial(1,2,3,4)"})
            for (const double d : {2.0, 10.0, 1000.0, infinite<>}) {
                const Activation s = activation_named(name);
                const Amplitudes slope = amplitudes_by_quadrature(Slope{s}, d, 0);
                const long double trace = slope.value[0] * slope.value[0] + slope.tail,
                                  inverse_d = inverse_dimension<long double>(d);
                CAPTURE(name);
                CAPTURE(d);
                long double overlap[2] = {0, 0};
                int which = 0;
                for (const int degrees : {2, 40}) {
                    const GradientAmplitudes g = decompose_gradient(s, d, degrees);
                    const Amplitudes values = decompose(s, d, degrees);
                    long double sum = g.across.tail + g.along.tail * inverse_d;
                    overlap[which] = g.overlap;
                    for (std::size_t k = 0; k <= std::size_t(degrees); ++k) {
                        sum += g.across.value[k] * g.across.value[k] + g.along.value[k] * g.along.value[k] * inverse_d;
                        overlap[which] += g.along.value[k] * values.value[k];
                    }
                    CHECK(double(sum) == nearly(double(trace), 1e-14));
                    ++which;
                }
                CHECK(double(overlap[0]) == nearly(double(overlap[1]), 1e-14));
            }
    }

    TEST_CASE("[identity] of a power, x s' = p s") {
        for (const int p : {1, 2, 3}) {
            const GradientAmplitudes g = decompose_gradient(relu(p), 7, 20);
            const Amplitudes values = decompose(relu(p), 7, 20);
            for (std::size_t k = 0; k <= 20; ++k) CHECK(g.along.value[k] == p * values.value[k]);
            CHECK(is_homogeneous(relu(p)));
        }
        CHECK(is_homogeneous(square()));
        CHECK_FALSE(is_homogeneous(hermite_polynomial(2)));
        CHECK_FALSE(is_homogeneous(Tanh{}));
    }

    TEST_CASE("[error] a jump has no derivative") {
        for (const char* name : {"step", "sign"})
            CHECK_THROWS_AS(decompose_gradient(activation_named(name), 10, 5), NotCovered);
        CHECK_THROWS_AS(decompose_gradient(relu(), 1, 5), DomainError);
        CHECK_THROWS_AS(decompose_gradient(relu(), 10, -1), DomainError);
    }
}
