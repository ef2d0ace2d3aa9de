// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Gauss-Legendre panels for means over the margin x = sigma X, X of density phi(X) Z0(X).  Formula (15.12).
#pragma once

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <span>
#include <vector>

#include "lazyrisk/saddle/label_channel.hpp"

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

/// Nodes of a panel; fewer as the second rule of the error bound.
template <Scalar R>
inline constexpr int panel_nodes = std::is_same_v<R, double> ? 20 : 60;
template <Scalar R>
inline constexpr int fewer_panel_nodes = panel_nodes<R> * 7 / 10;

template <Scalar R, int points>
class MarginNodes {
public:
    /// e^{-X^2/2} may be neglected beyond these X, relative to its value at the nearest of the kinks.
    static R reach(const R& nearest) {
        using std::sqrt;
        static const R cut = R(std::numeric_limits<R>::digits) * R(1.5);
        return sqrt(R(cut + nearest * nearest));
    }

    /// Beyond these X there is nothing that a number could hold.
    static R farthest() {
        using std::log, std::sqrt;
        static const R most = sqrt(R(-2 * log(std::numeric_limits<R>::min()))) - 1;
        return most;
    }

    /// Nodes on [from, to] between the breaks (in any order; those outside do not count).
    template <class Law>
    static std::vector<MarginNode<R>> of(const Law& law, const R& from, const R& to, std::vector<R> breaks,
                                         const std::vector<RoughPlace<R>>& rough) {
        std::vector<MarginNode<R>> nodes;
        if (!(from < to)) return nodes;
        breaks.push_back(to);
        std::sort(breaks.begin(), breaks.end());
        R left = from;
        for (const R& b : breaks) {
            if (!(b > left)) continue;
            const R right = std::min(b, to);
            add(law, left, right, rough, nodes);
            left = right;
            if (!(left < to)) break;
        }
        return nodes;
    }

private:
    static R widest(const R& left, const R& right, const std::vector<RoughPlace<R>>& rough) {
        using std::abs;
        const R far = std::max(R(abs(left)), R(abs(right)));
        R most = far > 8 ? R(12 / far) : R(1.5);
        for (const RoughPlace<R>& place : rough) {
            const R distance = place.X < left ? R(left - place.X) : place.X > right ? R(place.X - right) : R(0);
            most = std::min(most, std::max(place.scale, distance));
        }
        return most;
    }
    template <class Law>
    static void add(const Law& law, const R& left, const R& right, const std::vector<RoughPlace<R>>& rough,
                    std::vector<MarginNode<R>>& nodes) {
        if (right - left > widest(left, right, rough)) {
            const R middle = (left + right) / 2;
            if (middle > left && middle < right) {
                add(law, left, middle, rough, nodes);
                add(law, middle, right, rough, nodes);
                return;
            }
        }
        using Rule = boost::math::quadrature::gauss<R, points>;
        const R half = (right - left) / 2, middle = (left + right) / 2;
        const auto at = [&](const R& X, const R& weight) {
            const ChannelWeights<R> z = law(X);
            const R w = half * weight * normal_density(X);
            nodes.push_back({X, w * z.z0, w * z.z1, w * z.z2});
        };
        const auto& abscissa = Rule::abscissa();
        const auto& weight = Rule::weights();
        for (std::size_t i = 0; i < abscissa.size(); ++i) {
            if (abscissa[i] == R(0)) {
                at(middle, weight[i]);
                continue;
            }
            at(middle - half * abscissa[i], weight[i]);
            at(middle + half * abscissa[i], weight[i]);
        }
    }
};

}  // namespace lazyrisk
