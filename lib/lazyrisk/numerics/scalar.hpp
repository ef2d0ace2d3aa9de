// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a number must offer, and the infinite sizes.
#pragma once

#include <concepts>
#include <limits>

namespace lazyrisk {

/// Formulas need only the four operations: they also run on dual numbers, germs and symbols.
template <class R>
concept Field = std::copyable<R> && requires(R a, R b) {
    { a + b } -> std::convertible_to<R>;
    { a - b } -> std::convertible_to<R>;
    { a* b } -> std::convertible_to<R>;
    { a / b } -> std::convertible_to<R>;
    R(1);
};

/// Solvers also order: float, double, long double, Boost.Multiprecision numbers.
template <class R>
concept Scalar = Field<R> && std::totally_ordered<R> && std::numeric_limits<R>::is_specialized;

/// An infinite size, dimension or ridge. Legal wherever a size is.
template <Scalar R = double>
inline const R infinite = std::numeric_limits<R>::infinity();

/// From 1 to the next number of R.
template <Scalar R = double>
inline const R epsilon = std::numeric_limits<R>::epsilon();

template <Scalar R>
bool is_infinite(const R& x) {
    return x == std::numeric_limits<R>::infinity();
}

/// 1/x, with 1/inf = 0: formulas are written in reciprocals of sizes, so that infinity is a value.
template <Scalar R>
R reciprocal(const R& x) {
    return is_infinite(x) ? R(0) : R(1) / x;
}

}  // namespace lazyrisk
