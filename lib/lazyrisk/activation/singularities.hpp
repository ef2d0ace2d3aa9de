// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where a formula is not analytic, and where it is not finite.
#pragma once

#include <ginac/ginac.h>

#include <string>
#include <vector>

#include "lazyrisk/activation/program.hpp"

namespace lazyrisk {

/// The arguments that are looked at.
struct Range {
    bool whole_line;  ///< otherwise [-1, 1]
};

/// Points of the range (open interval where it is [-1, 1]) where a part of the formula is not analytic: the zeros of
/// what abs, sign, step, relu, sqrt and log are applied to, of divisors and of bases of fractional powers, and the
/// points where the two sides of a max, min or comparison meet. Each correctly rounded to a double, ascending, once.
///
/// Zeros of polynomials with rational coefficients are all found (they are separated by the zeros of the derivative).
/// Other zeros are found by signs and least values on a grid of width 1/32 up to |x| = 128, ratios of 1.1 up to 1e15
/// (1/4096 on [-1,1]): zeros closer together than that may be missed, and of functions that oscillate for ever those
/// beyond 128 are left out. Throws DomainError where there are more than 4000. The caller holds symbols::ginac_mutex().
std::vector<double> singular_points(const GiNaC::ex& formula, const GiNaC::symbol& variable, Range range);

/// A point of the range where `f` is not finite, as text; empty where none was found. Looks at the grid above (|x| <=
/// 128 of the whole line), at the singular points and at the growth towards them; overflow at large arguments is not
/// counted.
std::string point_without_value(const Program& f, const std::vector<double>& singular, Range range);

}  // namespace lazyrisk
