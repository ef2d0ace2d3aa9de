// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The means that the saddle is made of.  Formulas (15.8), (15.12).
#pragma once

#include <cmath>
#include <vector>

#include "lazyrisk/loss/moreau.hpp"
#include "lazyrisk/saddle/linear_pieces.hpp"
#include "lazyrisk/saddle/margin_sums.hpp"
#include "lazyrisk/saddle/proximal_nodes.hpp"

namespace lazyrisk {

/// The interval of X and the rough places of a loss at step V (0: the loss itself).
template <Scalar R>
struct MarginRange {
    R from, to;
    std::vector<R> breaks;
    std::vector<RoughPlace<R>> rough;
    Tails<R> tails;
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
    const Tails<R>& tails = range.tails = Tails<R>::of(law);
    // tails beyond a kink count as far as they are numbers at all
    const auto kinks = loss.kinks(V);
    R lowest(0), before_last(0), last(infinite<R>);
    for (std::size_t i = 0; i < kinks.size(); ++i) {
        const R X = kinks[i] / sigma;
        range.breaks.push_back(X);
        if (X < 0 && X > -Nodes::farthest() * tails.below) lowest = std::min(lowest, X);
        if (i + 1 < kinks.size() && X > 0 && X < Nodes::farthest() * tails.above)
            before_last = std::max(before_last, X);
        last = X;
    }
    range.from = -Nodes::reach(lowest, tails.below);
    range.to = std::min(Nodes::reach(before_last, tails.above), last);  // beyond its last kink a loss is 0
    const R label = channel.scale(law);
    // where the label may jump; of a field that decides it the step has no width
    if (label < R(0.5) || is_infinite(law.alpha)) range.breaks.push_back(R(0));
    range.rough.push_back({R(0), label});
    if (!(V > R(0))) range.rough.push_back({R(0), std::min(R(1), R(2 / sigma))});  // the loss itself
    if (V > R(0)) add_centers(loss, V, sigma, range.rough);
    return range;
}

/// Nodes for means of what is made of a loss at step V, with panels that end where the proximal point is one of the
/// cuts.
template <int points, Scalar R, MarginLoss L>
EnvelopeNodes<R> envelope_nodes(const L& loss, const LabelChannel<R>& channel, const typename LabelChannel<R>::At& law,
                                const R& sigma, const R& V, std::span<const R> cuts = {}) {
    if constexpr (SmoothLoss<L>) {
        return proximal_nodes<points>(loss, channel, law, sigma, V, cuts);
    } else {
        using Nodes = MarginNodes<R, points>;
        EnvelopeNodes<R> all;
        MarginRange<R> range = margin_range(loss, channel, law, sigma, V);
        for (const R& p : cuts) {
            const R X = (p - V * loss.slope(p)) / sigma;
            all.cuts.push_back(X);
            range.breaks.push_back(X);
            if (X < 0 && X > -Nodes::farthest() * range.tails.below)
                range.from = std::min(range.from, R(-Nodes::reach(X, range.tails.below)));
        }
        all.nodes = Nodes::of(law, range.from, range.to, range.breaks, range.rough, range.tails);
        all.at.reserve(all.nodes.size());
        for (const MarginNode<R>& n : all.nodes) all.at.push_back(loss.moreau(R(sigma * n.X), V));
        return all;
    }
}

/// A piece between two ends, the one that a hinge has: V long, where 1 - (1 - V) would lose the digits of a small V.
template <int points>
void add_between(const LinearPiece<double>& piece, const LabelChannel<>::At& law, double sigma, double V,
                 MarginSums<double>& sums) {
    std::vector<MarginNode<double>> nodes;
    std::vector<double> left;  // of the piece, 1 at its beginning
    for_panel<points>(0.0, 1.0, [&](double y, double weight) {
        nodes.push_back({(piece.to - V * (1 - y)) / sigma, weight * V / sigma, 0, 0});
        left.push_back(1 - y);
    });
    weigh<double>(law, nodes);
    for (std::size_t i = 0; i < nodes.size(); ++i) sums.add(nodes[i], {0, left[i] * V * piece.bend, piece.bend});
}

/// Piece by piece, by panels where the closed form would cancel.
template <int points, MarginLoss L>
MarginSums<double> piecewise_sums(const L& loss, const LabelChannel<>& channel, const LabelChannel<>::At& law,
                                  double sigma, double V) {
    MarginSums<double> sums;
    HalfMoments at_edge = HalfMoments::of(law, -infinite<>);  // where a piece ends the next one begins
    for (const LinearPiece<double>& piece : loss.pieces(V)) {
        if (std::isfinite(piece.from) && V < 0.1 * sigma * channel.scale(law)) {  // one panel
            add_between<points>(piece, law, sigma, V, sums);
            continue;
        }
        const HalfMoments below = at_edge;
        at_edge = HalfMoments::of(law, piece.to / sigma);
        if (add_closed(piece, at_edge - below, law, sigma, sums)) continue;
        const MarginRange<double> range = margin_range(loss, channel, law, sigma, V);
        const double from = std::max(piece.from / sigma, range.from), to = std::min(piece.to / sigma, range.to);
        for (const MarginNode<double>& n :
             MarginNodes<double, points>::of(law, from, to, range.breaks, range.rough, range.tails))
            sums.add(n, loss.moreau(sigma * n.X, V));
    }
    return sums;
}

template <int points, Scalar R, MarginLoss L>
MarginMoments<R> margin_moments(const L& loss, const LabelChannel<R>& channel, const R& t, const R& r, const R& V) {
    using std::sqrt;
    const auto law = channel.at(t, r);
    const R sigma = sqrt(R(t * t + r * r));
    if constexpr (std::is_same_v<R, double> && requires { loss.pieces(V); })
        if (!channel.is_logistic() && !is_infinite(law.alpha))
            return piecewise_sums<points>(loss, channel, law, sigma, V).of(law);
    const EnvelopeNodes<R> all = envelope_nodes<points>(loss, channel, law, sigma, V);
    MarginSums<R> e;
    for (std::size_t i = 0; i < all.nodes.size(); ++i) e.add(all.nodes[i], all.at[i]);
    return e.of(law);
}

}  // namespace lazyrisk
