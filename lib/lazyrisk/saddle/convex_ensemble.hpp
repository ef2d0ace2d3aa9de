// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Predictors averaged over fresh features on the same data.  Formula (15.23).
#pragma once

#include <cmath>
#include <vector>

#include "lazyrisk/saddle/saddle.hpp"

namespace lazyrisk {

namespace detail {

/// E over z of g(w + width z), between the kinks of g.
template <Scalar R, MarginLoss L>
R smoothed_slope(const L& loss, const R& V, const R& w, const R& width) {
    using Rule = boost::math::quadrature::gauss<R, panel_nodes<R>>;
    using Nodes = MarginNodes<R, panel_nodes<R>>;
    if (!(width > R(0))) return loss.moreau(w, V).slope;
    const R far = Nodes::reach(R(0));
    std::vector<R> ends{-far, far};
    for (const R& kink : loss.kinks(V)) {
        const R z = (kink - w) / width;
        if (z > -far && z < far) ends.push_back(z);
    }
    std::sort(ends.begin(), ends.end());
    R sum(0);
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        // panels of length 2 or of the loss' own scale
        const R length = ends[i + 1] - ends[i], most = std::min(R(2), R(6 / width));
        const int pieces = std::min(400, 1 + int(double(length / most)));
        const R half = length / (2 * pieces);
        for (int piece = 0; piece < pieces; ++piece) {
            const R middle = ends[i] + half * (2 * piece + 1);
            sum += half * Rule::integrate(
                              [&](const R& y) {
                                  const R z = middle + half * y;
                                  return R(normal_density(z) * loss.moreau(R(w + width * z), V).slope);
                              },
                              R(-1), R(1));
        }
    }
    return sum;
}

}  // namespace detail

/// E f_1 f_2 of two members; p is the saddle of one. Each member learns a part of the field of its own, so that the
/// label is asked given the whole field: `whole` is its channel.
template <Scalar R, MarginLoss L>
R shared_variance(const L& loss, const LabelChannel<R>& whole, const LearnedField<R>& field,
                  const ConvexFitSizes<R>& sizes, const SaddlePoint<R>& p) {
    using std::sqrt;
    const R q = p.t * p.t + p.r * p.r, root = sqrt(field.learnable());
    const R overlap = p.t * root, t2 = overlap * overlap;
    if (is_infinite(field.width()) || is_infinite(p.field.k)) return q;
    const FieldSums<R>& f = p.field;
    const R by_overlap = root > R(0) ? R(p.t / root / f.a1) : R(0);
    const R of_field = by_overlap * by_overlap * f.learned2;
    const R factor = sizes.samples * f.D2 * (p.V / f.T1) * (p.V / f.T1);
    const auto right = [&](const R& q12) {
        const R r12 = sqrt(R(std::max(R(q12 - t2), R(std::numeric_limits<R>::epsilon() * q)))),
                width = sqrt(R(q - q12));
        const auto law = whole.at(overlap, r12);
        const R sigma = sqrt(R(t2 + r12 * r12)), far = MarginNodes<R, panel_nodes<R>>::reach(R(0));
        std::vector<RoughPlace<R>> rough{{R(0), whole.scale(law)}};
        for (const R& kink : loss.kinks(p.V)) rough.push_back({kink / sigma, std::max(R(width / sigma), R(1e-9))});
        add_centers(loss, p.V, sigma, rough);
        R sum(0);
        for (const auto& n : MarginNodes<R, panel_nodes<R>>::of(law, -far, far, {R(0)}, rough)) {
            const R g = detail::smoothed_slope(loss, p.V, R(sigma * n.X), width);
            sum += n.z0 * g * g;
        }
        return R(of_field + factor * sum);
    };
    // below q12 at q, above it at t^2: secants inside a bracket
    R low = std::max(t2, of_field), high = q, at_low = right(low) - low, at_high = right(R(q * (1 - R(1e-12)))) - q;
    if (!(at_low > 0)) return low;
    R x = low;
    for (int step = 0; step < 60; ++step) {
        R next = low - at_low * (high - low) / (at_high - at_low);
        if (!(next > low && next < high)) next = (low + high) / 2;
        const R value = right(next) - next;
        const R change = next > x ? R(next - x) : R(x - next);
        x = next;
        if (value > 0) {
            low = next;
            at_low = value;
            at_high /= step > 2 ? 2 : 1;  // Illinois: the other end comes as well
        } else {
            high = next;
            at_high = value;
            at_low /= step > 2 ? 2 : 1;
        }
        if (!(change > 4 * std::numeric_limits<R>::epsilon() * q) && step > 2) break;
    }
    return x;
}

}  // namespace lazyrisk
