// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whether a function, or its even or odd part, is a polynomial whatever its text looks like.  Formula (9.24).
#pragma once

#include <cstddef>
#include <limits>
#include <optional>

#include "lazyrisk/activation/activation.hpp"

namespace lazyrisk {

/// Degrees of the even and the odd part of a function: -1 where the part vanishes, `unlimited` where it is no
/// polynomial. Gegenbauer and Hermite coefficients of higher degrees of that parity are exact zeros.
struct PolynomialParts {
    static constexpr int unlimited = std::numeric_limits<int>::max();

    int even = unlimited, odd = unlimited;

    [[nodiscard]] bool dead(std::size_t degree) const {
        const int last = degree % 2 == 0 ? even : odd;
        return last != unlimited && int(degree) > last;
    }
    [[nodiscard]] Parity parity() const { return odd == -1 ? Parity::even : even == -1 ? Parity::odd : Parity::none; }
};

inline PolynomialParts parts_of(Parity parity) {
    return {parity == Parity::odd ? -1 : PolynomialParts::unlimited,
            parity == Parity::even ? -1 : PolynomialParts::unlimited};
}

// One overload an activation of which more is known than its parity.
template <class S>
PolynomialParts parts_of(const S& s) {
    return parts_of(s.parity());
}
inline PolynomialParts parts_of(const Gelu&) { return {PolynomialParts::unlimited, 1}; }      // x/2 + an even function
inline PolynomialParts parts_of(const Softplus&) { return {PolynomialParts::unlimited, 1}; }  // likewise
inline PolynomialParts parts_of(const Swish&) { return {PolynomialParts::unlimited, 1}; }     // likewise
inline PolynomialParts parts_of(const Sigmoid&) { return {0, PolynomialParts::unlimited}; }   // 1/2 + tanh(x/2)/2
PolynomialParts parts_of(const Power& s);
PolynomialParts parts_of(const Polynomial& s);
PolynomialParts parts_of(const Activation& s);

/// By values: a part is taken for a polynomial of degree <= 20 where one agrees with it to 40 digits, at five points
/// between any two kinks. Of a function of x on the whole line, up to twice the last kink.  Cost: some hundred values
/// in 50 digits.
PolynomialParts parts_of(const Expression& s);
/// The same of a function on [-reach, reach].
PolynomialParts parts_within(const Expression& s, double reach);

/// The polynomial of degree <= 20 that `s` is on [-reach, reach] in that sense, whatever it does beyond: max(x,3) is 3
/// up to 3.
std::optional<Polynomial> polynomial_within(const Expression& s, double reach);

}  // namespace lazyrisk
