// First derivatives by the same formulas: a number and its derivative.
#pragma once

#include "lazyrisk/scalar.hpp"

namespace lazyrisk {

template <Field R>
struct Dual {
    R value{0}, derivative{0};

    Dual() = default;
    Dual(R v, R d = R(0)) : value(v), derivative(d) {}  // NOLINT: a number is a dual number

    friend Dual operator+(const Dual& a, const Dual& b) { return {a.value + b.value, a.derivative + b.derivative}; }
    friend Dual operator-(const Dual& a, const Dual& b) { return {a.value - b.value, a.derivative - b.derivative}; }
    friend Dual operator*(const Dual& a, const Dual& b) {
        return {a.value * b.value, a.derivative * b.value + a.value * b.derivative};
    }
    friend Dual operator/(const Dual& a, const Dual& b) {
        const R quotient = a.value / b.value;
        return {quotient, (a.derivative - quotient * b.derivative) / b.value};
    }
};

}  // namespace lazyrisk
