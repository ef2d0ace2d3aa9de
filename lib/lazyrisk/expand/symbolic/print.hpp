// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Symbolic coefficients as text and LaTeX, in an order of their own.
#pragma once

#include <ginac/ginac.h>

#include <string>

namespace lazyrisk {

enum class Notation { text, latex };

/// `e` as text or LaTeX. GiNaC's order of terms changes from run to run; here it depends on the expression alone: sums
/// by falling degree in their symbols, then by their text; products number, roots, symbols, functions, sums; the first
/// term of a sum in a product positive. Roots of rationals and of pi stand under one root: sqrt(2)/2/sqrt(pi) is
/// 1/sqrt(2 pi). LaTeX needs no package. Symbols are written with the TeX name they were made with.
std::string print(const GiNaC::ex& e, Notation notation);

/// A linear expression as exponents are written, the number first where the letters begin with a minus: 1 - alpha.
std::string print_exponent(const GiNaC::ex& e, Notation notation);

/// Whether the printed form is a sum or begins with a sign, so that it needs parentheses as a factor.
bool needs_parentheses(const GiNaC::ex& e);

/// `e` in the shortest of three forms: expanded, factored, normal.
GiNaC::ex simplified(const GiNaC::ex& e);

}  // namespace lazyrisk
