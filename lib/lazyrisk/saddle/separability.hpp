// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// When a hyperplane through the origin separates the labels.  Formula (15.18).
#pragma once

#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <vector>

#include "lazyrisk/saddle/margin_nodes.hpp"

namespace lazyrisk {

namespace detail {

/// atan z - z/(1 + z^2), z >= 0, without cancellation.
template <Scalar R>
R arc_left(const R& z) {
    using std::atan;
    if (z > R(0.5)) return atan(z) - z / (1 + z * z);
    R sum(0), power = z * z * z;
    for (int k = 1; k < 400; ++k, power *= -z * z) {
        const R term = 2 * k * power / (2 * k + 1);
        sum += term;
        if (!(term > sum * std::numeric_limits<R>::epsilon() || -term > sum * std::numeric_limits<R>::epsilon())) break;
    }
    return sum;
}

/// E (xi - c y s)_+^2 for xi normal and the learnable field s.
template <Scalar R>
class Misfit {
public:
    explicit Misfit(const LabelChannel<R>& channel) : channel_(channel) {
        if (!channel.is_logistic()) return;
        const auto law = channel.at(R(1), R(0));
        using Nodes = MarginNodes<R, panel_nodes<R>>;
        const R far = Nodes::reach(R(0));
        nodes_ = Nodes::of(law, -far, far, {}, {{R(0), channel.scale(law)}});
    }
    [[nodiscard]] R operator()(const R& c) const {
        using std::sqrt;
        if (!channel_.is_logistic()) {
            const R delta = channel_.delta(), flip = channel_.flip(), one_c = 1 + c * c;
            if (is_infinite(delta)) return one_c / 2;
            const R pi = boost::math::constants::pi<R>();
            // alpha = c/sqrt(1 + delta(1 + c^2)); z = 1/alpha
            const R left = c > R(0) ? R(arc_left(R(sqrt(R(1 + delta * one_c)) / c)) / pi) : R(0.5);
            return one_c * (flip + (1 - 2 * flip) * left);
        }
        std::vector<R> step(nodes_.size()), bump;
        for (std::size_t i = 0; i < nodes_.size(); ++i) step[i] = -c * nodes_[i].X;
        bump = step;
        elementwise::normal_cdf(std::span(step));
        elementwise::normal_density(std::span(bump));
        R sum(0);
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            const R a = c * nodes_[i].X;
            sum += nodes_[i].z0 * ((1 + a * a) * step[i] - a * bump[i]);
        }
        return sum;
    }

private:
    const LabelChannel<R>& channel_;
    std::vector<MarginNode<R>> nodes_;
};

}  // namespace detail

/// h: labels are separable with probability tending to one where effective width/n > h, and never where it is below.
template <Scalar R>
R separability(const LabelChannel<R>& channel) {
    const detail::Misfit<R> misfit(channel);
    if (!channel.is_logistic() && channel.delta() == R(0) && channel.flip() == R(0)) return R(0);
    if (!channel.is_logistic() && is_infinite(channel.delta())) return R(0.5);
    // in w = c/(1 + c), the least of a convex function of c
    const auto by_share = [&](const R& w) { return misfit(R(w / (1 - w))); };
    std::uintmax_t steps = 500;
    const auto least = boost::math::tools::brent_find_minima(by_share, R(0), R(1) - R(1e-9),
                                                             std::numeric_limits<R>::digits / 2, steps);
    return std::min(least.second, misfit(R(0)));
}

}  // namespace lazyrisk
