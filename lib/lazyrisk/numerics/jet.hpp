// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// First derivatives by the same formulas: a number and its derivative.
#pragma once

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

template <Field R>
struct Jet {
    R value{0}, derivative{0};

    Jet() = default;
    Jet(R v, R d = R(0)) : value(v), derivative(d) {}  // NOLINT: a number is a dual number

    friend Jet operator+(const Jet& a, const Jet& b) { return {a.value + b.value, a.derivative + b.derivative}; }
    friend Jet operator-(const Jet& a, const Jet& b) { return {a.value - b.value, a.derivative - b.derivative}; }
    friend Jet operator*(const Jet& a, const Jet& b) {
        return {a.value * b.value, a.derivative * b.value + a.value * b.derivative};
    }
    friend Jet operator/(const Jet& a, const Jet& b) {
        const R quotient = a.value / b.value;
        return {quotient, (a.derivative - quotient * b.derivative) / b.value};
    }
};

}  // namespace lazyrisk
