// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Means over the margin with the proximal point as the variable: x = p + V l'(p) needs no root.  Formula (15.27).
#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "lazyrisk/loss/moreau.hpp"
#include "lazyrisk/saddle/margin_nodes.hpp"

namespace lazyrisk {

/// Nodes of the margin, and the envelope at each.
template <Scalar R>
struct EnvelopeNodes {
    std::vector<MarginNode<R>> nodes;
    std::vector<Moreau<R>> at;
    std::vector<R> cuts;  ///< the X of the proximal points that were asked for
};

namespace detail {

/// Panels outwards from X = 0.
template <int points, Scalar R, SmoothLoss L>
class ProximalPanels {
public:
    ProximalPanels(const L& loss, const R& sigma, const R& V, const R& label_scale)
        : loss_(loss),
          sigma_(sigma),
          V_(V),
          label_scale_(label_scale),
          bend_(loss.bend(V)),
          zero_(V > R(0) ? loss.moreau(R(0), V) : Moreau<R>{R(0), loss.slope(R(0)), loss.curvature(R(0))}) {}

    EnvelopeNodes<R> of(const typename LabelChannel<R>::At& law, std::span<const R> cuts) {
        out_.nodes.reserve(16 * points);
        out_.at.reserve(16 * points);
        const Tails<R> tails = Tails<R>::of(law);
        R lowest(0);
        for (const R& p : cuts) {
            cuts_.push_back(p - zero_.prox);
            out_.cuts.push_back(X(cuts_.back(), loss_.shifted(zero_, cuts_.back())));
            if (out_.cuts.back() > -Nodes::farthest() * tails.below) lowest = std::min(lowest, out_.cuts.back());
        }
        march(R(-1), Nodes::reach(lowest, tails.below), tails.below);
        march(R(1), Nodes::reach(R(0), tails.above), tails.above);
        weigh<R>(law, out_.nodes);
        return std::move(out_);
    }

private:
    using Nodes = MarginNodes<R, points>;
    const L& loss_;
    R sigma_, V_, label_scale_;
    std::array<R, 2> bend_;
    Moreau<R> zero_;  ///< at X = 0
    std::vector<R> cuts_;
    EnvelopeNodes<R> out_;

    [[nodiscard]] R X(const R& h, const ProximalShift<R>& at) const { return (h + V_ * at.fall) / sigma_; }

    /// How far a panel may reach that begins h from p(0) on this side.
    [[nodiscard]] R longest(const R& side, const R& h) const {
        const R p = zero_.prox + side * h, beyond = side > 0 ? R(p - bend_[1]) : R(bend_[0] - p);
        R most = std::max(R(2), beyond);
        for (const R& cut : cuts_)
            if (side * cut > h && side * cut < h + most) most = side * cut - h;
        return most;
    }

    /// The tail times what grows with the slope is negligible beyond.
    [[nodiscard]] bool over(const R& X, const R& reach, const R& width, const ProximalShift<R>& at) const {
        using std::log;
        if (!(X > reach)) return false;
        return X > Nodes::farthest() * width ||
               !(at.slope > zero_.slope &&
                 X * X < reach * reach + 6 * width * width * R(log(R(at.slope / zero_.slope))));
    }

    void march(const R& side, const R& reach, const R& width) {
        using std::abs;
        R h(0), from(0);
        for (int panel = 0; panel < 4000; ++panel) {
            R length = longest(side, h), to(0);
            ProximalShift<R> end;
            for (int shorter = 0; shorter < 400; ++shorter) {
                end = loss_.shifted(zero_, R(side * (h + length)));
                to = side * X(R(side * (h + length)), end);
                // shorter than elsewhere: X is curved in p
                const R most = std::min(R(Nodes::longest(to, width) * 2 / 3), std::max(R(R(1.7) * label_scale_), from));
                if (!(to - from > most)) break;
                length *= std::min(R(0.9), std::max(R(0.1), R(most / (to - from))));
            }
            for_panel<points>(h, R(h + length), [&](const R& y, const R& weight) {
                const ProximalShift<R> at = loss_.shifted(zero_, R(side * y));
                const R stretch = 1 + V_ * at.curvature;
                out_.nodes.push_back({X(R(side * y), at), weight * stretch / sigma_, R(0), R(0)});
                out_.at.push_back({zero_.prox + side * y, at.slope, at.curvature / stretch});
            });
            h += length;
            from = to;
            if (over(from, reach, width, end)) return;
        }
    }
};

}  // namespace detail

/// Of a smooth loss at step V (0: the loss itself), with panels that end at these proximal points.
template <int points, Scalar R, SmoothLoss L>
EnvelopeNodes<R> proximal_nodes(const L& loss, const LabelChannel<R>& channel, const typename LabelChannel<R>::At& law,
                                const R& sigma, const R& V, std::span<const R> cuts = {}) {
    return detail::ProximalPanels<points, R, L>(loss, sigma, V, channel.scale(law)).of(law, cuts);
}

}  // namespace lazyrisk
