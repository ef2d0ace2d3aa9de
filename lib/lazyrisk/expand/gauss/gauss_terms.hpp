// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Functions with Gaussian moments in closed form: piecewise sums of x^n exp(quadratic) times error functions.
#pragma once

#include <ginac/ginac.h>

#include <optional>
#include <utility>
#include <vector>

#include "lazyrisk/expand/symbolic/expansion.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// Of an expression without letters.
inline Digits value_of(const GiNaC::ex& e) { return evaluate(e, {}); }

/// There is no closed form that this program knows; `what()` says why.
struct NoClosedForm : NotCovered {
    using NotCovered::NotCovered;
};

/// c x^n exp(quadratic x^2 + (slope + i wave) x) prod_j erf(u_j x + v_j). Where n is no whole number, |x|^n on one side
/// of 0.
struct GaussTerm {
    GiNaC::ex factor = 1, power = 0, quadratic = 0, slope = 0, wave = 0;
    std::vector<std::pair<GiNaC::ex, GiNaC::ex>> erfs{};
};
using GaussTerms = std::vector<GaussTerm>;

/// Sums of terms between ascending points; one sum more than points.
struct Piecewise {
    std::vector<GiNaC::ex> points;
    std::vector<GaussTerms> pieces{GaussTerms{}};
};

/// The formula in these terms, split where an argument of max, abs, step, ... changes sign (roots of linear and
/// quadratic factors). Throws NoClosedForm, with what in it has none.  The caller holds symbols::ginac_mutex().
Piecewise pieces_of(const GiNaC::ex& formula, const GiNaC::symbol& x);

Piecewise operator+(const Piecewise& a, const Piecewise& b);
Piecewise operator*(const Piecewise& a, const Piecewise& b);
Piecewise piecewise(const GaussTerm& term);

/// E f(G), G standard normal. Moments on half lines are combinations of 1, exp(-c^2/2)/sqrt(2 pi), erf(c/sqrt 2); on
/// the whole line erf by Stein's lemma, the product of two centred ones as an arcsine; other powers by Gamma functions.
/// Formula (12.21). Throws NoClosedForm, DomainError where the mean is infinite.
GiNaC::ex gaussian_mean(const Piecewise& f);

}  // namespace lazyrisk
