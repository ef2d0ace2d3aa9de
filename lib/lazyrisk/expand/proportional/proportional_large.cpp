// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Expansions in a large size or a large ridge.
#include "lazyrisk/expand/proportional/proportional_frame.hpp"
#include "lazyrisk/expand/symbolic/tidy.hpp"

namespace lazyrisk {

using namespace proportional;
using GiNaC::ex;
using GiNaC::symbol;

namespace {

/// The positive root of lambda = k (1 - T(k)/psi).
Definitions infinite_base(const symbol& psi) {
    const symbol &a = letter("a"), &c = letter("c"), &lambda = letter("lambda"), &k0 = letter("k0"), &Q = letter("Q");
    const ex g = a - lambda - (a + c) / psi;
    return {{k0, (GiNaC::sqrt(GiNaC::pow(g, 2) + 4 * a * (lambda + c / psi)) - g) / 2},
            {Q, a / (a + k0)},
            {letter("t"), c / k0},
            {letter("G"), 1 - GiNaC::pow(Q, 2) / psi}};
}

Expansion infinite_size(Quantity quantity, bool width, int order) {
    const symbol &psi1 = letter("psi1"), &psi2 = letter("psi2"), &Q = letter("Q"), &G = letter("G");
    const symbol& other = width ? psi2 : psi1;
    Frame f;
    f.name = width ? "infinite width" : "infinite samples";
    f.source = "(12.11)";
    f.validity = infinite_size_region(width);
    f.variable = width ? psi1 : psi2;
    f.large = true;
    f.step = -1;
    f.unit = letter("k0");
    f.tidy = [=](const ex& value) { return over_powers(value, {{G, 1 - GiNaC::pow(Q, 2) / other}}); };
    f.definitions = infinite_base(other);
    f.point = [width](const Values& v, const Digits& x) {
        return Point{number(v, "a"), number(v, "c"), width ? x : number(v, "psi1"), width ? number(v, "psi2") : x,
                     number(v, "lambda")};
    };
    f.factors = [=](int end) {
        const auto [Qs, t, Gs] = as_coefficients<3>({Q, letter("t"), G});
        return infinite_size_factors(Symbolic(1) - Qs, t, (Symbolic(1) - Gs) / (Qs * Qs), Gs, width, end);
    };
    return expand(f, quantity, order);
}

}  // namespace

Expansion infinite_width(Quantity quantity, int order) { return infinite_size(quantity, true, order); }
Expansion infinite_samples(Quantity quantity, int order) { return infinite_size(quantity, false, order); }

Expansion large_ridge(Quantity quantity, int order) {
    const symbol &psi1 = letter("psi1"), &psi2 = letter("psi2"), &i1 = letter("i1"), &i2 = letter("i2");
    Frame f;
    f.name = "large ridge";
    f.source = "(12.13)";
    f.validity = large_ridge_region();
    f.variable = letter("lambda");
    f.large = true;
    f.step = -1;
    f.shift = 1;
    f.tidy = [=](const ex& value) {
        return GiNaC::factor(value).subs(GiNaC::lst{i1 == GiNaC::pow(psi1, -1), i2 == GiNaC::pow(psi2, -1)});
    };
    f.point = [](const Values& v, const Digits& x) {
        return Point{number(v, "a"), number(v, "c"), number(v, "psi1"), number(v, "psi2"), x};
    };
    f.factors = [=](int end) {
        const auto [a, c, x1, x2] = as_coefficients<4>({letter("a"), letter("c"), i1, i2});
        return large_ridge_factors(a, c, x1, x2, end);
    };
    return expand(f, quantity, order);
}

}  // namespace lazyrisk
