// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Leading-order arithmetic: the value of a formula at a point where it is 0/0, as the limit it is.
//
// A germ is c u^k as u -> 0+, lower terms dropped. The formulas of the risk are sums, products and quotients of
// non-negative terms, so nothing cancels and the leading order is exact.  Formula (4.7).
#pragma once

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

template <Scalar R>
struct Germ {
    R coefficient{0};
    int order = 0;

    Germ() = default;
    Germ(R c, int k = 0) : coefficient(c), order(c == R(0) ? 0 : k) {}  // NOLINT: a number is a germ

    /// lim u -> 0+: 0, the coefficient, or infinity.
    [[nodiscard]] R limit() const {
        if (coefficient == R(0) || order > 0) return R(0);
        return order == 0 ? coefficient : infinite<R>;
    }

    friend Germ operator+(const Germ& a, const Germ& b) {
        if (a.coefficient == R(0)) return b;
        if (b.coefficient == R(0)) return a;
        if (a.order != b.order) return a.order < b.order ? a : b;
        return {a.coefficient + b.coefficient, a.order};
    }
    friend Germ operator-(const Germ& a, const Germ& b) { return a + Germ(R(-b.coefficient), b.order); }
    friend Germ operator*(const Germ& a, const Germ& b) { return {a.coefficient * b.coefficient, a.order + b.order}; }
    friend Germ operator/(const Germ& a, const Germ& b) {
        if (a.coefficient == R(0)) return a;
        return {a.coefficient / b.coefficient, a.order - b.order};
    }
};

}  // namespace lazyrisk
