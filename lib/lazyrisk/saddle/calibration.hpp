// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How far a classifier's probabilities are to be believed.  Formula (15.17).
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "lazyrisk/saddle/margin_nodes.hpp"

namespace lazyrisk {

namespace detail {

/// The model's probability less the true one at f = sigma X.
template <Scalar R>
class Overconfidence {
public:
    Overconfidence(const LabelChannel<R>& channel, const typename LabelChannel<R>::At& law, const R& sigma)
        : law_(law), sigma_(sigma), steep_(std::min(channel.scale(law), R(2 / sigma))) {}

    [[nodiscard]] R operator()(const R& X) const { return sigmoid(R(sigma_ * X)) - law_(X).z0 / 2; }

    /// E |this|, which is even in X.
    [[nodiscard]] R mean_size() const {
        std::vector<R> off;
        auto nodes = on({}, off);
        const std::vector<R> roots = roots_of(nodes, off);
        if (!roots.empty()) nodes = on(roots, off);
        R sum(0);
        for (std::size_t i = 0; i < nodes.size(); ++i) sum += nodes[i].z0 * (off[i] < 0 ? R(-off[i]) : off[i]);
        return 2 * sum;
    }

private:
    using Nodes = MarginNodes<R, panel_nodes<R>>;
    const typename LabelChannel<R>::At& law_;
    R sigma_, steep_;

    /// Nodes on X > 0, in z0 the weights of E, and this there.
    std::vector<MarginNode<R>> on(const std::vector<R>& breaks, std::vector<R>& off) const {
        auto nodes = Nodes::rule(R(0), Nodes::reach(R(0)), breaks, {{R(0), steep_}});
        std::vector<R> truth(nodes.size());
        off.resize(nodes.size());
        for (std::size_t i = 0; i < nodes.size(); ++i) off[i] = sigma_ * nodes[i].X, truth[i] = nodes[i].z0;
        elementwise::sigmoid(std::span(off));
        weigh<R>(law_, nodes);
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const R w = truth[i] * normal_density(nodes[i].X);
            off[i] = w > R(0) ? R(off[i] - nodes[i].z0 / w / 2) : R(0);
            nodes[i].z0 = w;
        }
        return nodes;
    }
    std::vector<R> roots_of(const std::vector<MarginNode<R>>& nodes, const std::vector<R>& off) const {
        using std::abs;
        std::vector<R> roots;
        const R rounding = 4 * std::numeric_limits<R>::epsilon();
        std::size_t before = nodes.size();
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            if (abs(off[i]) <= rounding) continue;
            if (before < i && off[before] * off[i] < 0)
                roots.push_back(root(nodes[before].X, nodes[i].X, off[i]));
            else if (before + 1 == i && i + 1 < nodes.size() && abs(off[i]) < abs(off[before]) &&
                     abs(off[i]) < abs(off[i + 1]) && off[i] * off[i + 1] > 0)
                touch(nodes[before].X, nodes[i + 1].X, off[i], roots);
            before = i;
        }
        return roots;
    }
    /// Between a and b, where it has the sign of `right` at b.
    [[nodiscard]] R root(R a, R b, const R& right) const {
        for (int step = 0; step < 2 * std::numeric_limits<R>::digits; ++step) {
            const R middle = (a + b) / 2;
            // what is missed is of second order in the distance
            if (!(middle > a && middle < b) || !(b - a > R(1e-9) * b)) break;
            ((*this)(middle)*right < 0 ? a : b) = middle;
        }
        return (a + b) / 2;
    }
    /// Two roots where it nearly touches 0, which nodes may step over.
    void touch(R a, R b, const R& sign, std::vector<R>& roots) const {
        const R left = a, right = b, up = sign > 0 ? R(1) : R(-1);
        for (int step = 0; step < 60; ++step) {
            const R c = (2 * a + b) / 3, d = (a + 2 * b) / 3, at_c = up * (*this)(c), at_d = up * (*this)(d);
            if (at_c < 0 || at_d < 0) {
                const R inside = at_c < 0 ? c : d;
                roots.push_back(root(left, inside, R(-up)));
                roots.push_back(root(inside, right, up));
                return;
            }
            (at_c < at_d ? b : a) = at_c < at_d ? d : c;
            if (!(b - a > R(1e-3) * (right - left))) return;
        }
    }
};

/// E X^-, half of what E X lacks of E |X|, without cancellation.
template <Scalar R>
R negative_part(const LabelChannel<R>& channel, const typename LabelChannel<R>::At& law) {
    using std::sqrt;
    if (!channel.is_logistic()) {
        if (is_infinite(law.alpha)) return channel.flip() * 2 * one_div_root_two_pi<R>();
        const R root = sqrt(R(1 + law.alpha * law.alpha));
        const R lost = law.alpha > R(0) ? R(1 / (root * (root + law.alpha))) : R(1 - law.alpha / root);
        return one_div_root_two_pi<R>() * (2 * channel.flip() + (1 - 2 * channel.flip()) * lost);
    }
    using Nodes = MarginNodes<R, panel_nodes<R>>;
    R sum(0);
    for (const auto& n : Nodes::of(law, -Nodes::reach(R(0)), R(0), {}, {{R(0), channel.scale(law)}})) sum -= n.z0 * n.X;
    return sum;
}

/// b >= 0 with E X tanh(b X/2) = mean, X normal, or E 2|X|/(1 + e^{b|X|}) = missing = E |X| - mean.  Formula (15.28).
template <Scalar R>
class LogisticGain {
public:
    LogisticGain(const R& mean, const R& missing) : mean_(mean), missing_(missing) {}

    [[nodiscard]] R solve() {
        using std::abs, std::sqrt;
        const R lost = missing_ / (2 * one_div_root_two_pi<R>());  // share of E |X|
        // right for small means and within 14 % for large ones
        R b = 2 * mean_ / sqrt(R(lost * (2 - lost))), last = infinite<R>;
        if (is_infinite(b)) return b;
        make_nodes(b);
        for (int step = 0; step < 100; ++step) {
            // a convex function: from the left Newton's steps rise to its root
            const R by = newton_step(b);
            b = by > -b / 2 ? R(b + by) : R(b / 2);
            const R size = abs(by);
            if (!(size > 4 * std::numeric_limits<R>::epsilon() * b) || (size < R(1e-9) * b && size >= last)) break;
            last = size;
        }
        return b;
    }

private:
    const R mean_, missing_;
    std::vector<R> X_, weight_, s_;

    void make_nodes(const R& b) {
        using Nodes = MarginNodes<R, panel_nodes<R>>;
        for (const auto& n : Nodes::rule(R(0), Nodes::reach(R(0)), {}, {{R(0), R(R(1.6) / b)}})) {
            X_.push_back(n.X);
            s_.push_back(2 * n.z0 * n.X);
        }
        weight_ = X_;
        elementwise::normal_density(std::span(weight_));
        for (std::size_t i = 0; i < X_.size(); ++i) weight_[i] *= s_[i];
    }
    /// By the form that does not cancel.
    [[nodiscard]] R newton_step(const R& b) {
        const bool small = b < R(1);
        for (std::size_t i = 0; i < X_.size(); ++i) s_[i] = small ? R(b * X_[i] / 2) : R(-b * X_[i]);
        small ? elementwise::tanh(std::span(s_)) : elementwise::sigmoid(std::span(s_));
        R sum(0), slope(0);
        for (std::size_t i = 0; i < X_.size(); ++i) {
            sum += weight_[i] * s_[i];
            slope += weight_[i] * X_[i] * (small ? R((1 - s_[i] * s_[i]) / 2) : R(2 * s_[i] * (1 - s_[i])));
        }
        return small ? R((mean_ - sum) / slope) : R((2 * sum - missing_) / slope);
    }
};

}  // namespace detail

/// E |sigma(f) - P(y = 1 | f)| over f = sigma X.
template <Scalar R>
R calibration_error(const LabelChannel<R>& channel, const typename LabelChannel<R>::At& law, const R& sigma) {
    return detail::Overconfidence<R>(channel, law, sigma).mean_size();
}

/// The T that minimises E log(1 + e^{-x/T}): infinite where the margin's mean is not positive.  Formula (15.28).
template <Scalar R>
R best_temperature(const LabelChannel<R>& channel, const typename LabelChannel<R>::At& law, const R& sigma) {
    const R mean = law.c * channel.mean_field();
    if (!(mean > R(0))) return infinite<R>;
    return sigma / detail::LogisticGain<R>(mean, 2 * detail::negative_part(channel, law)).solve();
}

}  // namespace lazyrisk
