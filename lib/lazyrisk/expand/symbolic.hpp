// Polynomials in letters and in the reciprocals of letters, kept multiplied out.
#pragma once

#include <ginac/ginac.h>

#include <concepts>

#include "lazyrisk/expand/series.hpp"

namespace lazyrisk {

/// A coefficient in letters. Products are multiplied out and nothing else is done: where all divisors are products of letters this
/// is a normal form, and no greatest common divisor is ever taken. So expansions choose their letters to make it so.
struct Symbolic {
    GiNaC::ex value{0};

    Symbolic() = default;
    Symbolic(const GiNaC::ex& e) : value(e) {}  // NOLINT: an expression is one
    template <std::integral I>
    explicit Symbolic(I number) : value(long(number)) {}

    friend Symbolic operator+(const Symbolic& a, const Symbolic& b) { return a.value + b.value; }
    friend Symbolic operator-(const Symbolic& a, const Symbolic& b) { return a.value - b.value; }
    friend Symbolic operator*(const Symbolic& a, const Symbolic& b) { return (a.value * b.value).expand(); }
    friend Symbolic operator/(const Symbolic& a, const Symbolic& b) { return (a.value * GiNaC::pow(b.value, -1)).expand(); }
};

inline bool is_zero(const Symbolic& x) { return x.value.is_zero(); }

}  // namespace lazyrisk
