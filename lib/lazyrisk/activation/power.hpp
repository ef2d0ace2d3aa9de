// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// |x|^p with a weight on each side of 0: eight activations in one.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lazyrisk/activation/parity.hpp"
#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// s(x) = right x^p for x > 0, left |x|^p for x <= 0.
/// relu^p is (1, 0), leaky relu (1, -slope), abs (1, 1), step p = 0 (1, 0), sign p = 0 (1, -1).
struct Power {
    int exponent = 1;  ///< p >= 0
    double right = 1;
    double left = 0;
    std::string label = "relu";

    template <Scalar R>
    R operator()(const R& x) const {
        R power(x > R(0) ? right : left);
        const R magnitude = x > R(0) ? x : R(-x);
        for (int i = 0; i < exponent; ++i) power *= magnitude;
        return power;
    }
    template <Scalar R>
    R derivative(const R& x) const {
        if (exponent == 0) return R(0);
        R power(x > R(0) ? exponent * right : -exponent * left);
        const R magnitude = x > R(0) ? x : R(-x);
        for (int i = 1; i < exponent; ++i) power *= magnitude;
        return power;
    }

    /// x <- s(x), elementwise. The exponents in use are known to the compiler, so that the loop is vectorised.
    template <Scalar R>
    void apply(std::span<R> x) const {
        switch (exponent) {
            case 0:
                return apply_power<0>(x);
            case 1:
                return apply_power<1>(x);
            case 2:
                return apply_power<2>(x);
            case 3:
                return apply_power<3>(x);
            default:
                for (R& value : x) value = (*this)(value);
        }
    }

    /// x <- s'(x), elementwise: a power again.
    template <Scalar R>
    void apply_derivative(std::span<R> x) const {
        Power{exponent > 0 ? exponent - 1 : 0, exponent * right, -exponent * left, {}}.apply(x);
    }

    /// s(x) = even |x|^p + odd sgn(x) |x|^p.
    template <Scalar R>
    [[nodiscard]] R even() const {
        return (R(right) + R(left)) / 2;
    }
    template <Scalar R>
    [[nodiscard]] R odd() const {
        return (R(right) - R(left)) / 2;
    }

    [[nodiscard]] Parity parity() const {
        return right == left ? Parity::even : right == -left ? Parity::odd : Parity::none;
    }
    /// A polynomial has no kink; everything else has one, at 0.
    [[nodiscard]] std::vector<double> kinks() const {
        const bool polynomial = exponent % 2 == 0 ? right == left : right == -left;
        return polynomial ? std::vector<double>{} : std::vector<double>{0.0};
    }
    [[nodiscard]] std::string name() const { return label; }

private:
    template <int P, Scalar R>
    void apply_power(std::span<R> x) const {
        const R above(right), below(left);
        for (R& value : x) {
            const R magnitude = value > R(0) ? value : R(-value);
            R result = value > R(0) ? above : below;
            for (int i = 0; i < P; ++i) result *= magnitude;
            value = result;
        }
    }
};

inline Power relu(int p = 1) { return {p, 1, 0, p == 1 ? "relu" : "relu" + std::to_string(p)}; }
inline Power absolute() { return {1, 1, 1, "abs"}; }
inline Power step() { return {0, 1, 0, "step"}; }
inline Power sign() { return {0, 1, -1, "sign"}; }
/// x for x > 0, slope * x below.
inline Power leaky_relu(double slope, std::string label) { return {1, 1, -slope, std::move(label)}; }

}  // namespace lazyrisk
