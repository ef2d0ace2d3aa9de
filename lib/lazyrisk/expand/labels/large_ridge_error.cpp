// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The error rate under much ridge: of all losses with a slope at 0 it is that of averaging, and the loss's curvature at
// 0 alone decides the first correction.
#include "lazyrisk/expand/labels/label_parts.hpp"
#include "lazyrisk/expand/proportional/proportional_frame.hpp"

namespace lazyrisk {

using GiNaC::ex;
using GiNaC::sqrt;
using proportional::number;
using proportional::positive;

namespace {

/// The square loss in 100 digits, whose curvature is b: overlap and variance in closed form, formula (15.10).
Digits square_loss_error(const Values& v, const Digits& lambda) {
    Values all = v;
    const Digits b = positive(v, "b"), linear = positive(v, "F1^2"), e = evaluate(letter("e"), v, {});
    const proportional::Point at{number(v, "a"), number(v, "c"), number(v, "psi1"), number(v, "psi2"), lambda / b};
    const Digits k = proportional::solved(Quantity::effective_ridge, all, at), L = at.a / (at.a + k);
    const Digits q = k / (at.a + k), T2_part = L * L, e_k = q * L + at.c / k, h = 1 - T2_part / at.psi1;
    const Digits share = linear / (linear + number(v, "F*^2"));
    const Digits A1 = share * L, A2 = share * (L * L + e_k / (at.psi1 * h) * q * L),
                 T2 = T2_part + e_k * e_k / (at.psi1 * h);
    const Digits variance = (e * e * A2 + T2 * (1 - 2 * e * e * A1) / at.psi2) / (1 - T2 / at.psi2);
    return Digits(0.5) - asin(Digits(e * A1 / sqrt(variance))) / boost::math::constants::pi<Digits>();
}

}  // namespace

Expansion error_rate_at_large_ridge(int order) {
    if (order < 0 || order > 1)
        throw DomainError("order", order, "the error rate under much ridge is known to orders 0 and 1");
    Expansion out = label_parts::start("error rate under much ridge", "clean_error_rate", "(12.45)",
                                       "error-large-ridge", letter("lambda"));
    out.large = true;
    const ex a = letter("a"), c = letter("c"), p = letter("psi1"), n = letter("psi2"), e = letter("e"), b = letter("b");
    const GiNaC::symbol &F = letter("F"), &m = letter("t"), &B = letter("B"), &Q = letter("Q"), &R = letter("R");
    // C = overlap^2/variance in 1/k, k = lambda/b: C0 (1 + C1/k)
    out.definitions = {{m, a + c},
                       {F, letter("F1^2") / (letter("F1^2") + letter("F*^2"))},
                       {B, F * a * (a + m / p) + (a * a + m * m / p) / (n * e * e)},
                       {R, F * F * a * a / B}};
    out.terms = {{0, ex(1) / 2 - GiNaC::asin(sqrt(ex(R))) / GiNaC::Pi}};
    out.remainder = -1 - order;
    if (order == 1) {
        const ex falls =
            2 * a * (F * a * (a + a / p + m / p) + F * (a * a + m * m / p) / n + (a * a + 2 * a * m / p) / (n * e * e));
        out.definitions.emplace_back(Q, falls / B - 2 * a);
        out.terms.push_back({-1, -b * Q * sqrt(R / (1 - R)) / (2 * GiNaC::Pi)});
    }
    out.sample = {{"F1^2", 1}, {"F*^2", Digits(1) / 10}, {"e", Digits(7) / 10}, {"b", Digits(1) / 4}};
    out.exact = [](const Values& v, const Digits& lambda) { return square_loss_error(v, lambda); };
    return out;
}

}  // namespace lazyrisk
