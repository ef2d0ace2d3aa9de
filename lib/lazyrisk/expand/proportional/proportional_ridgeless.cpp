// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Ridge 0: closed radicals, the peak, and infinite sizes.
#include "lazyrisk/expand/proportional/proportional_frame.hpp"
#include "lazyrisk/expand/symbolic/tidy.hpp"

namespace lazyrisk {

using namespace proportional;
using GiNaC::ex;
using GiNaC::symbol;
using S = Series<Symbolic>;

namespace {

const symbol& smaller_letter(Smaller smaller) { return letter(smaller == Smaller::width ? "psi1" : "psi2"); }

/// Base point and solve that they share; T(k0) = m.
Frame ridgeless(const symbol& m, const Validity& validity) {
    Frame f;
    f.validity = validity;
    f.variable = letter("lambda");
    f.unit = letter("k0");
    f.definitions = ridgeless_base(m);
    f.tidy = [m](const ex& value) { return over_powers(value, {{letter("e0"), m - GiNaC::pow(1 - letter("q"), 2)}}); };
    return f;
}

Point without_ridge(const Values& v, const Digits& psi1, const Digits& psi2) {
    return {number(v, "a"), number(v, "c"), psi1, psi2, 0};
}

}  // namespace

Expansion ridgeless_risk(Quantity quantity, Smaller smaller) {
    const bool width = smaller == Smaller::width;
    const symbol &psi1 = letter("psi1"), &psi2 = letter("psi2"), &gap = letter("gap");
    const ex distance = width ? ex(psi2 - psi1) : ex(psi1 - psi2);
    Frame f = ridgeless(smaller_letter(smaller), ridgeless_region(smaller));
    f.name = width ? "no ridge, fewer features" : "no ridge, fewer samples";
    f.source = "(12.6)";
    f.factor = psi2;
    f.tidy = [=](const ex& value) { return value.subs(gap == distance); };  // a sum of two poles as it is
    f.point = [](const Values& v, const Digits&) { return without_ridge(v, number(v, "psi1"), number(v, "psi2")); };
    f.factors = [=](int) -> Factors<Symbolic> {
        const auto [q, e0, g] = as_coefficients<3>({letter("q"), letter("e0"), gap});
        const Symbolic one(1);
        if (width) return {S(q / g), S(one / g), S(one)};
        return {S(q * q / e0 + q / g), S(one / e0 + one / g), S(one)};
    };
    return expand(f, quantity, 0);
}

Expansion ridgeless_peak(Quantity quantity, Smaller smaller, int order) {
    const bool width = smaller == Smaller::width;
    const symbol& psi2 = letter("psi2");
    Frame f = ridgeless(psi2, ridgeless_peak_region(smaller));
    f.name = width ? "no ridge, peak from the left" : "no ridge, peak from the right";
    f.source = "(12.7)";
    f.variable = GiNaC::symbol("epsilon", "\\epsilon");
    f.negative = width;
    f.factor = psi2;
    f.point = [](const Values& v, const Digits& x) {
        return without_ridge(v, number(v, "psi2") + x, number(v, "psi2"));
    };
    if (!width) {
        f.factors = [=](int) -> Factors<Symbolic> {
            const auto [q, e0] = as_coefficients<2>({letter("q"), letter("e0")});
            const S pole = S(Symbolic(1)).shifted(-1);
            return {S(q * q / e0) + S(q) * pole, S(Symbolic(1) / e0) + pole, S(Symbolic(1))};
        };
        return expand(f, quantity, order);
    }
    f.tidy = [=](const ex& value) {
        return over_powers(value,
                           {{letter("S"), letter("S")}, {letter("q"), letter("q")}, {letter("Q"), 1 - letter("q")}})
            .subs(letter("Q") == 1 - letter("q"));
    };
    f.factors = [=](int end) -> Factors<Symbolic> {
        const auto [q, Q, root] = as_coefficients<3>({letter("q"), letter("Q"), letter("S")});
        const Symbolic start = q, slope = root;
        // q(m) from q^2 + q (m + z - 1) - z = 0, m = psi2 + epsilon, q = q0 + eta
        const S eta = chord<Symbolic>([&](const S& y) { return S(slope) * y + y * y + (S(start) + y).shifted(1); },
                                      slope, Symbolic(0), end + 1);
        const S minus_pole = S(Symbolic(-1)).shifted(-1);
        return {minus_pole * (S(q) + eta), minus_pole,
                (S(Symbolic(1)) + eta * S(Symbolic(1) / q)) * (S(Q) / (S(Q) - eta))};
    };
    return expand(f, quantity, order);
}

Expansion ridgeless_infinite_width(Quantity quantity, int order) {
    const symbol& psi2 = letter("psi2");
    Frame f = ridgeless(psi2, ridgeless_infinite_size_region(true));
    f.name = "infinite width, no ridge";
    f.source = "(12.12)";
    f.variable = letter("psi1");
    f.large = true;
    f.step = -1;
    f.factor = psi2;
    f.point = [](const Values& v, const Digits& x) { return without_ridge(v, x, number(v, "psi2")); };
    f.factors = [=](int end) -> Factors<Symbolic> {
        const auto [q, e0, size] = as_coefficients<3>({letter("q"), letter("e0"), psi2});
        const S x = S::variable(end), one(Symbolic(1)), pole = x / (one - S(size) * x);
        return {S(q * q / e0) + S(q) * pole, S(Symbolic(1) / e0) + pole, one};
    };
    return expand(f, quantity, order);
}

Expansion ridgeless_infinite_samples(Quantity quantity, int order) {
    const symbol& psi1 = letter("psi1");
    Frame f = ridgeless(psi1, ridgeless_infinite_size_region(false));
    f.name = "infinite samples, no ridge";
    f.source = "(12.12)";
    f.variable = letter("psi2");
    f.large = true;
    f.step = -1;
    f.point = [](const Values& v, const Digits& x) { return without_ridge(v, number(v, "psi1"), x); };
    f.factors = [=](int end) -> Factors<Symbolic> {
        const auto [q, size] = as_coefficients<2>({letter("q"), psi1});
        const S one(Symbolic(1)), all = one / (one - S(size) * S::variable(end));
        return {S(q) * all, all, one};
    };
    return expand(f, quantity, order);
}

}  // namespace lazyrisk
