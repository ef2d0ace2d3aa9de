// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Means over place, label and the rest of the score.  Formula (15.29).
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "lazyrisk/loss/moreau.hpp"
#include "lazyrisk/saddle/harmonic_score.hpp"
#include "lazyrisk/saddle/margin_nodes.hpp"

namespace lazyrisk {

/// A margin x = mean + spread xi at one place, and the weight of xi.
struct PlaceNode {
    double x, xi, weight;
};

namespace detail {

/// Trapezoid rule for functions of x without a singularity within pi of the real line: the error is
/// e^{a^2/2 - 2 pi a/step} for every a up to pi/spread.
inline std::vector<PlaceNode> smooth_nodes(double mean, double spread, double digits) {
    const double pi = std::numbers::pi, reach = std::sqrt(2 * digits), a = std::min(pi / spread, reach);
    const double step = 2 * pi * a / (digits + a * a / 2);
    const int count = int(reach / step) + 1;
    std::vector<PlaceNode> nodes;
    for (int i = -count; i <= count; ++i)
        nodes.push_back({mean + spread * step * i, step * i, step * normal_density(step * i)});
    return nodes;
}

}  // namespace detail

/// For functions that are rough where the envelope of a loss at step V is (V = 0: the loss). Fewer points: the second
/// rule of the error bound.
template <int points = panel_nodes<double>, MarginLoss L>
std::vector<PlaceNode> place_nodes(const L& loss, double mean, double spread, double V) {
    constexpr double widest_spread = 8;  // beyond it panels around the singularities are fewer nodes
    std::vector<RoughPlace<double>> rough;
    if constexpr (requires { loss.centers(V); }) {
        if (spread <= widest_spread) return detail::smooth_nodes(mean, spread, points == panel_nodes<double> ? 37 : 30);
        rough.push_back({-mean / spread, 2 / spread});
        if (V > 0)
            for (const double x : loss.centers(V)) rough.push_back({(x - mean) / spread, 2 / spread});
    }
    using Nodes = MarginNodes<double, points>;
    std::vector<double> breaks;
    double lowest = 0;
    for (const double kink : loss.kinks(V)) {
        breaks.push_back((kink - mean) / spread);
        if (breaks.back() < 0 && breaks.back() > -Nodes::farthest()) lowest = std::min(lowest, breaks.back());
    }
    std::vector<PlaceNode> nodes;
    for (const auto& n : Nodes::rule(-Nodes::reach(lowest), Nodes::reach(0), breaks, rough))
        nodes.push_back({mean + spread * n.X, n.X, n.z0 * normal_density(n.X)});
    return nodes;
}

/// Calls f(node, y, weight) for each place and label.
template <class F>
void for_labels(const std::vector<IndexNode>& places, const F& f) {
    for (const IndexNode& node : places) {
        f(node, 1, node.weight * node.probability);
        if (node.probability < 1) f(node, -1, node.weight * (1 - node.probability));
    }
}

/// s_k stands for the label times its mean at the place, g = -M' and m = M''.
struct HarmonicMoments {
    double m = 0, gg = 0, ggm = 0;         ///< E m, E g^2, E g^2 m
    double xxm = 0, xgm = 0;               ///< E xi^2 m, E xi g m
    std::vector<double> sg, sgm, sxm;      ///< E s_k g, E s_k g m, E s_k xi m
    std::vector<std::vector<double>> ssm;  ///< E s_k s_l m
};

template <int points, MarginLoss L>
HarmonicMoments harmonic_moments(const L& loss, const ScoreFields& fields, const std::vector<IndexNode>& places,
                                 const std::vector<double>& t, double r, double V) {
    const std::size_t size = t.size();
    const std::vector<double> none(size, 0.0);
    HarmonicMoments e{.sg = none, .sgm = none, .sxm = none, .ssm = {size, none}};
    const double spread = score_spread(fields, t, r);
    std::vector<double> s(size);
    for_labels(places, [&](const IndexNode& node, int y, double weight) {
        double g = 0, m = 0, gg = 0, gm = 0, xm = 0, xxm = 0, xgm = 0, ggm = 0;
        for (const PlaceNode& n : place_nodes<points>(loss, y * score_mean(fields, node, t), spread, V)) {
            const Moreau<double> at = loss.moreau(n.x, V);
            const double by_slope = n.weight * at.slope, by_curvature = n.weight * at.curvature;
            g += by_slope;
            m += by_curvature;
            gg += by_slope * at.slope;
            gm += by_curvature * at.slope;
            xm += by_curvature * n.xi;
            xxm += by_curvature * n.xi * n.xi;
            xgm += by_curvature * at.slope * n.xi;
            ggm += by_curvature * at.slope * at.slope;
        }
        e.m += weight * m;
        e.gg += weight * gg;
        e.ggm += weight * ggm;
        e.xxm += weight * xxm;
        e.xgm += weight * xgm;
        for (std::size_t i = 0; i < size; ++i) s[i] = y * fields.seen(node, i);
        for (std::size_t i = 0; i < size; ++i) {
            e.sg[i] += weight * s[i] * g;
            e.sgm[i] += weight * s[i] * gm;
            e.sxm[i] += weight * s[i] * xm;
            for (std::size_t j = 0; j < size; ++j) e.ssm[i][j] += weight * s[i] * s[j] * m;
        }
    });
    return e;
}

}  // namespace lazyrisk
