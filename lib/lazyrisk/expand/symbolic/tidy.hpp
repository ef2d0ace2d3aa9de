// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Coefficients made fit to read.
#pragma once

#include <ginac/ginac.h>

#include <utility>
#include <vector>

namespace lazyrisk {

/// A letter that divides, and the polynomial it stands for.
using Divisor = std::pair<GiNaC::symbol, GiNaC::ex>;

/// A polynomial in letters and reciprocals of `divisors` as numerator over powers of them: the numerator in the letters
/// that the divisors stand for, without common factors, factored.  Input: multiplied out.
GiNaC::ex over_powers(const GiNaC::ex& expression, const std::vector<Divisor>& divisors);

/// root^2 -> square, in a polynomial in root and 1/root: (A + B root) over an even power of root, as low as can be.
/// `others`: the letters that divide besides.
GiNaC::ex without_square(const GiNaC::ex& expression, const GiNaC::symbol& root, const GiNaC::ex& square,
                         const std::vector<GiNaC::symbol>& others);

}  // namespace lazyrisk
