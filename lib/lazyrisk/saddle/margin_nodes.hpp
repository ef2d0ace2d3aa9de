// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Gauss-Legendre panels for means over the margin x = sigma X, X of density phi(X) Z0(X).  Formula (15.12).
#pragma once

#include <algorithm>
#include <array>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <span>
#include <vector>

#include "lazyrisk/saddle/channel_block.hpp"

namespace lazyrisk {

template <Scalar R>
struct MarginNode {
    R X;
    R z0, z1, z2;  ///< weights of 1, zeta, zeta^2, times those of the rule and phi(X)
};

/// Where a function of X is rough: smooth over `scale` there, and over its distance elsewhere.
template <Scalar R>
struct RoughPlace {
    R X, scale;
};

/// Widths of the margin's density on both sides of X = 0: where a label without flips is unlikely, it is steeper.
template <Scalar R>
struct Tails {
    R below{1}, above{1};

    static Tails of(const typename LabelChannel<R>::At& law) {
        using std::sqrt;
        if (law.of.is_logistic() || law.of.flip() > R(0) || is_infinite(law.alpha)) return {};
        const R width = 1 / sqrt(R(1 + law.alpha * law.alpha));
        return law.alpha > R(0) ? Tails{width, R(1)} : Tails{R(1), width};
    }
};

/// Nodes of a panel; fewer as the second rule of the error bound.
template <Scalar R>
inline constexpr int panel_nodes = std::is_same_v<R, double> ? 20 : 60;
template <Scalar R>
inline constexpr int fewer_panel_nodes = panel_nodes<R> * 7 / 10;

/// f(node, weight) of the Gauss-Legendre rule from one number to another, in ascending order.
template <int points, Scalar R, class F>
void for_panel(const R& from, const R& to, const F& f) {
    static_assert(points % 2 == 0);
    using Rule = boost::math::quadrature::gauss<R, points>;
    const R half = (to - from) / 2, middle = (from + to) / 2;
    const auto& abscissa = Rule::abscissa();
    const auto& weight = Rule::weights();
    for (std::size_t i = abscissa.size(); i-- > 0;) f(R(middle - half * abscissa[i]), R(half * weight[i]));
    for (std::size_t i = 0; i < abscissa.size(); ++i) f(R(middle + half * abscissa[i]), R(half * weight[i]));
}

/// A node's X and the weight of the rule (in z0) become those of the margin: times phi(X) and the channel's.
template <Scalar R>
void weigh(const typename LabelChannel<R>::At& law, std::span<MarginNode<R>> nodes) {
    ChannelBlock<R> channel(law);
    constexpr std::size_t most = ChannelBlock<R>::most;
    std::array<R, most> X, density;
    for (; !nodes.empty(); nodes = nodes.subspan(std::min(most, nodes.size()))) {
        const std::size_t count = std::min(most, nodes.size());
        for (std::size_t i = 0; i < count; ++i) X[i] = density[i] = nodes[i].X;
        elementwise::normal_density(std::span(density.data(), count));
        channel(std::span<const R>(X.data(), count), [&](std::size_t i, const ChannelWeights<R>& z) {
            const R w = nodes[i].z0 * density[i];
            nodes[i] = {X[i], w * z.z0, w * z.z1, w * z.z2};
        });
    }
}

template <Scalar R, int points>
class MarginNodes {
public:
    /// A tail of this width may be neglected beyond these X, relative to its value at the nearest of the kinks.
    static R reach(const R& nearest, const R& width = R(1)) {
        using std::sqrt;
        static const R cut = R(std::numeric_limits<R>::digits) * R(1.5);
        return sqrt(R(cut * width * width + nearest * nearest));
    }

    /// Beyond these X, in widths of the tail, there is nothing that a number could hold.
    static R farthest() {
        using std::log, std::sqrt;
        static const R most = sqrt(R(-2 * log(std::numeric_limits<R>::min()))) - 1;
        return most;
    }

    /// How long a panel may be that begins or ends at X, beyond which there is a tail of this width.
    static R longest(const R& X, const R& width) {
        using std::abs;
        const R far = abs(X) / width;
        return far > 9 ? R(38 * width / far) : R(4.5);
    }

    /// The rule on [from, to] between the breaks (in any order; those outside do not count): X, and its weight in z0.
    static std::vector<MarginNode<R>> rule(const R& from, const R& to, std::vector<R> breaks,
                                           const std::vector<RoughPlace<R>>& rough, const Tails<R>& tails = {}) {
        std::vector<MarginNode<R>> nodes;
        if (!(from < to)) return nodes;
        nodes.reserve(16 * points);
        breaks.push_back(to);
        std::sort(breaks.begin(), breaks.end());
        R left = from;
        for (const R& b : breaks) {
            if (!(b > left)) continue;
            const R right = std::min(b, to);
            add(left, right, rough, tails, nodes);
            left = right;
            if (!(left < to)) break;
        }
        return nodes;
    }
    /// The same with the weights of the margin.
    static std::vector<MarginNode<R>> of(const typename LabelChannel<R>::At& law, const R& from, const R& to,
                                         std::vector<R> breaks, const std::vector<RoughPlace<R>>& rough,
                                         const Tails<R>& tails = {}) {
        auto nodes = rule(from, to, std::move(breaks), rough, tails);
        weigh<R>(law, nodes);
        return nodes;
    }

private:
    static R widest(const R& left, const R& right, const std::vector<RoughPlace<R>>& rough, const Tails<R>& tails) {
        R most = std::min(longest(left, left < 0 ? tails.below : R(1)), longest(right, right < 0 ? R(1) : tails.above));
        for (const RoughPlace<R>& place : rough) {
            const R distance = place.X < left ? R(left - place.X) : place.X > right ? R(place.X - right) : R(0);
            most = std::min(most, std::max(R(R(2.5) * place.scale), R(R(1.5) * distance)));
        }
        return most;
    }
    static void add(const R& left, const R& right, const std::vector<RoughPlace<R>>& rough, const Tails<R>& tails,
                    std::vector<MarginNode<R>>& nodes) {
        if (right - left > widest(left, right, rough, tails)) {
            const R middle = (left + right) / 2;
            if (middle > left && middle < right) {
                add(left, middle, rough, tails, nodes);
                add(middle, right, rough, tails, nodes);
                return;
            }
        }
        for_panel<points>(left, right, [&](const R& X, const R& weight) { nodes.push_back({X, weight, R(0), R(0)}); });
    }
};

}  // namespace lazyrisk
