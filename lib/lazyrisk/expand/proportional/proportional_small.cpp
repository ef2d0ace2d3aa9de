// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Expansions in a small ridge: on the threshold, off it, and from one to the other.
#include "lazyrisk/expand/proportional/proportional_frame.hpp"
#include "lazyrisk/expand/symbolic/tidy.hpp"

namespace lazyrisk {

using namespace proportional;
using GiNaC::ex;
using GiNaC::symbol;

namespace {

/// psi, or psi1 = psi2.
Digits common_size(const Values& v) {
    if (const auto given = v.find("psi"); given != v.end()) return given->second;
    const Digits first = number(v, "psi1"), second = number(v, "psi2");
    if (first != second)
        throw DomainError("psi1", first.convert_to<double>(),
                          "this series needs psi1 = psi2 = " + to_text(second.convert_to<double>()));
    return second;
}

Digits defined(const char* name, const Values& values, const ex& m) {
    return evaluate(letter(name), values, ridgeless_base(m));
}

}  // namespace

Expansion threshold_ridge(Quantity quantity, int order) {
    const symbol &psi = letter("psi"), &k0 = letter("k0"), &lambda = letter("lambda");
    Frame f;
    f.name = "ridge at the threshold";
    f.source = "(12.8)";
    f.validity = threshold_region();
    f.variable = lambda;
    f.step = ex(1) / 2;
    f.factor = psi;
    f.unit = k0;
    f.scale = [=](int i) { return GiNaC::pow(psi, i) * GiNaC::pow(k0, -ex(i) / 2); };
    f.tidy = [=](const ex& value) {
        return over_powers(value, {{letter("e0"), psi - GiNaC::pow(1 - letter("q"), 2)}});
    };
    f.definitions = ridgeless_base(psi);
    f.definitions.insert(f.definitions.begin(), {psi, letter("psi2")});
    f.point = [](const Values& v, const Digits& x) {
        const Digits size = common_size(v);
        return Point{number(v, "a"), number(v, "c"), size, size, x};
    };
    f.factors = [](int end) {
        const auto [q, e0] = as_coefficients<2>({letter("q"), letter("e0")});
        return threshold_factors(q, e0, Symbolic(0), Symbolic(2), Symbolic(0), end);
    };
    return expand(f, quantity, order);
}

Expansion small_ridge(Quantity quantity, Smaller smaller, int order) {
    const bool width = smaller == Smaller::width;
    const symbol &psi1 = letter("psi1"), &psi2 = letter("psi2"), &k0 = letter("k0"), &lambda = letter("lambda"),
                 &gap = letter("gap");
    const symbol &m = width ? psi1 : psi2, &M = width ? psi2 : psi1;
    Frame f;
    f.name = width ? "small ridge, fewer features" : "small ridge, fewer samples";
    f.source = "(12.9)";
    f.validity = small_ridge_region(smaller);
    f.variable = lambda;
    f.factor = psi2;
    f.unit = k0;
    f.scale = [=](int i) { return GiNaC::pow(psi1 * psi2 / k0, i); };
    f.tidy = [=](const ex& value) {
        const ex e0 = m - GiNaC::pow(1 - letter("q"), 2);  // by which all divisors but the gap are powers of e0
        return over_powers(value, {{letter("e0"), e0}, {gap, M - m}}).subs(gap == M - m);
    };
    f.definitions = ridgeless_base(m);
    f.point = [](const Values& v, const Digits& x) {
        return Point{number(v, "a"), number(v, "c"), number(v, "psi1"), number(v, "psi2"), x};
    };
    f.factors = [width](int end) {
        const auto [q, e0, gap] = as_coefficients<3>({letter("q"), letter("e0"), letter("gap")});
        return small_ridge_factors(q, e0, gap, width, end);
    };
    return expand(f, quantity, order);
}

Expansion peak_crossover(Quantity quantity, int order) {
    const symbol &psi2 = letter("psi2"), &k0 = letter("k0"), &s = letter("s"), &r = letter("r"), &root = letter("rho");
    const symbol& inverse = letter("inverse_psi");
    const ex square = GiNaC::pow(r, 2) + 4;
    Frame f;
    f.name = "crossover through the peak";
    f.source = "(12.10)";
    f.validity = crossover_region();
    f.variable = s;
    f.factor = psi2;
    f.unit = k0;
    f.scale = [=](int i) { return GiNaC::pow(psi2, i); };
    f.tidy = [=](const ex& value) {
        const ex in_root = value.subs(inverse == GiNaC::pow(psi2, -1)).expand();
        const ex e0 = psi2 - GiNaC::pow(1 - letter("q"), 2);
        return over_powers(without_square(in_root, root, square, {letter("e0"), psi2}),
                           {{letter("e0"), e0}, {psi2, psi2}, {root, root}});
    };
    f.definitions = ridgeless_base(psi2);
    f.definitions.emplace_back(root, GiNaC::sqrt(square));
    f.point = [=](const Values& v, const Digits& x) {
        const Digits psi = number(v, "psi2");
        return Point{number(v, "a"), number(v, "c"), psi * (1 + number(v, "r") * x), psi,
                     defined("k0", v, psi2) * x * x};
    };
    f.factors = [=](int end) {
        const auto [q, e0, slope, radical, x] = as_coefficients<5>({letter("q"), letter("e0"), r, root, inverse});
        return threshold_factors(q, e0, slope, radical, x, end);
    };
    return expand(f, quantity, order);
}

}  // namespace lazyrisk
