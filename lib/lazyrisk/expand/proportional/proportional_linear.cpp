// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Linear activations, and the choice of an expansion by the Newton polygon.
#include "lazyrisk/expand/proportional/proportional_frame.hpp"

namespace lazyrisk {

using namespace proportional;
using GiNaC::ex;
using GiNaC::symbol;

namespace {

/// The edge of k prod_j (psi_j - 1 + q) = L at k = 0, q ~ k: each psi_j that is 1 raises the lowest power of k. Formula
/// (12.3).
NewtonEdge edge_at_zero(bool width_is_1, bool samples_is_1) {
    std::vector<LatticePoint> points{{1, 0}, {0, 3}};
    if (!width_is_1 || !samples_is_1) points.push_back({0, 2});
    if (!width_is_1 && !samples_is_1) points.push_back({0, 1});
    return newton_edges(points).front();
}

/// The edge of (1 + v) W (M - m + W) = L, W ~ v.
NewtonEdge edge_at_base(bool threshold) {
    std::vector<LatticePoint> points{{1, 0}, {0, 2}};
    if (!threshold) points.push_back({0, 1});
    return newton_edges(points).front();
}

}  // namespace

Expansion linear_activation(Quantity quantity, bool width_is_1, bool samples_is_1, int order) {
    const symbol &a = letter("a"), &psi1 = letter("psi1"), &psi2 = letter("psi2"), &gamma = letter("gamma");
    const ex first = width_is_1 ? ex(1) : ex(psi1), second = samples_is_1 ? ex(1) : ex(psi2);
    const bool both = width_is_1 && samples_is_1, neither = !width_is_1 && !samples_is_1;
    const NewtonEdge edge = edge_at_zero(width_is_1, samples_is_1);
    Frame f;
    f.name = both ? "linear activation at the threshold" : "linear activation, small ridge";
    f.source = "(12.16)";
    f.validity = linear_region(width_is_1, samples_is_1);
    f.variable = letter("lambda");
    f.step = ex(edge.p) / edge.r;
    f.factor = second;
    f.unit = a;
    f.scale = [=](int i) {
        const ex power = i * ex(edge.p) / edge.r;
        return GiNaC::pow(first, power) * GiNaC::pow(second, power) * GiNaC::pow(a, -power);
    };
    if (!both && !neither) f.definitions = {{gamma, GiNaC::sqrt((width_is_1 ? second : first) - 1)}};
    f.tidy = [=](const ex& value) {
        return value.subs(GiNaC::lst{letter("gap1") == first - 1, letter("gap2") == second - 1});
    };
    f.point = [=](const Values& v, const Digits& x) {
        return Point{number(v, "a"), Digits(0), width_is_1 ? Digits(1) : number(v, "psi1"),
                     samples_is_1 ? Digits(1) : number(v, "psi2"), x};
    };
    f.factors = [=](int end) -> Factors<Symbolic> {
        const auto [gap1, gap2, root] = as_coefficients<3>({letter("gap1"), letter("gap2"), gamma});
        if (neither) return linear_activation_factors(gap1, gap2, gap1 * gap2, end);
        const Symbolic zero(0), square = root * root;
        return linear_activation_factors(width_is_1 ? zero : square, samples_is_1 ? zero : square,
                                         both ? Symbolic(1) : root, end);
    };
    return expand(f, quantity, order);
}

Expansion linear_threshold(Quantity quantity, int order) { return linear_activation(quantity, true, true, order); }

Expansion ridge_to_zero(Quantity quantity, const Values& values, int order) {
    const Digits psi1 = positive(values, "psi1"), psi2 = positive(values, "psi2");
    const Digits smaller = psi1 < psi2 ? psi1 : psi2;
    if (number(values, "c") == 0 && smaller >= 1) return linear_activation(quantity, psi1 == 1, psi2 == 1, order);
    if (edge_at_base(psi1 == psi2).r == 2) return threshold_ridge(quantity, order);
    return small_ridge(quantity, psi1 < psi2 ? Smaller::width : Smaller::samples, order);
}

}  // namespace lazyrisk
