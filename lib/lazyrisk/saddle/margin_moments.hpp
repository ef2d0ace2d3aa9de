// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The means that the saddle is made of.  Formulas (15.8), (15.12).
#pragma once

#include <cmath>
#include <vector>

#include "lazyrisk/loss/moreau.hpp"
#include "lazyrisk/saddle/margin_nodes.hpp"

namespace lazyrisk {

/// E over label and fit, with s the field times the label, xi = (x - t s)/r, g = -M', m = M''.
template <Scalar R>
struct MarginMoments {
    R m{0}, gg{0}, sg{0};      ///< E m, E g^2, E s g
    R ssm{0}, sxm{0}, xxm{0};  ///< E s^2 m, E s xi m, E xi^2 m
    R sgm{0}, xgm{0}, ggm{0};  ///< E s g m, E xi g m, E g^2 m
};

/// The interval of X and the rough places of a loss at step V (0: the loss itself).
template <Scalar R>
struct MarginRange {
    R from, to;
    std::vector<R> breaks;
    std::vector<RoughPlace<R>> rough;
};

/// Where the envelope's derivatives are rough beside their kinks.
template <Scalar R, MarginLoss L>
void add_centers(const L& loss, const R& V, const R& sigma, std::vector<RoughPlace<R>>& rough) {
    if constexpr (requires { loss.centers(V); })
        for (const R& x : loss.centers(V)) rough.push_back({x / sigma, std::min(R(1), R(2 / sigma))});
}

template <Scalar R, MarginLoss L>
MarginRange<R> margin_range(const L& loss, const LabelChannel<R>& channel, const typename LabelChannel<R>::At& law,
                            const R& sigma, const R& V) {
    using Nodes = MarginNodes<R, panel_nodes<R>>;
    MarginRange<R> range;
    // tails beyond a kink count as far as they are numbers at all
    const auto kinks = loss.kinks(V);
    R lowest(0), before_last(0), last(infinite<R>);
    for (std::size_t i = 0; i < kinks.size(); ++i) {
        const R X = kinks[i] / sigma;
        range.breaks.push_back(X);
        if (X < 0 && X > -Nodes::farthest()) lowest = std::min(lowest, X);
        if (i + 1 < kinks.size() && X > 0 && X < Nodes::farthest()) before_last = std::max(before_last, X);
        last = X;
    }
    range.from = -Nodes::reach(lowest);
    range.to = std::min(Nodes::reach(before_last), last);  // beyond its last kink a loss is 0
    range.breaks.push_back(R(0));                          // where the label may jump
    range.rough.push_back({R(0), channel.scale(law)});
    if (!(V > R(0))) range.rough.push_back({R(0), std::min(R(1), R(2 / sigma))});  // the loss itself
    if (V > R(0)) add_centers(loss, V, sigma, range.rough);
    return range;
}

template <int points, Scalar R, MarginLoss L>
MarginMoments<R> margin_moments(const L& loss, const LabelChannel<R>& channel, const R& t, const R& r, const R& V) {
    using std::sqrt;
    const auto law = channel.at(t, r);
    const R sigma = sqrt(R(t * t + r * r));
    const MarginRange<R> range = margin_range(loss, channel, law, sigma, V);
    MarginMoments<R> e;
    const R c = law.c, w = law.root_v, v = law.v;
    for (const MarginNode<R>& n : MarginNodes<R, points>::of(law, range.from, range.to, range.breaks, range.rough)) {
        const Moreau<R> at = loss.moreau(R(sigma * n.X), V);
        const R &g = at.slope, &m = at.curvature, &X = n.X;
        const R s = c * X * n.z0 + w * n.z1, x = w * X * n.z0 - c * n.z1;  // s = c X + w zeta, xi = w X - c zeta
        e.m += m * n.z0;
        e.gg += g * g * n.z0;
        e.sg += g * s;
        e.ssm += m * (c * c * X * X * n.z0 + 2 * c * w * X * n.z1 + v * n.z2);
        e.sxm += m * (c * w * X * X * n.z0 + (v - c * c) * X * n.z1 - c * w * n.z2);
        e.xxm += m * (v * X * X * n.z0 - 2 * c * w * X * n.z1 + c * c * n.z2);
        e.sgm += g * m * s;
        e.xgm += g * m * x;
        e.ggm += g * g * m * n.z0;
    }
    return e;
}

}  // namespace lazyrisk
