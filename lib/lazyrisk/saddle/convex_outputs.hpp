// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is read off the saddle of a classifier.  Formulas (15.14)-(15.17), (15.25).
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "lazyrisk/loss/square.hpp"
#include "lazyrisk/loss/squared_hinge.hpp"
#include "lazyrisk/saddle/calibration.hpp"
#include "lazyrisk/saddle/saddle.hpp"
#include "lazyrisk/saddle/told_numbers.hpp"

namespace lazyrisk {

namespace detail {

/// P(X < a) of the margin x = sigma X.
template <Scalar R>
R margin_below(const LabelChannel<R>& channel, const typename LabelChannel<R>::At& law, const R& a) {
    using Nodes = MarginNodes<R, panel_nodes<R>>;
    const Tails<R> tails = Tails<R>::of(law);
    if (!(a > -Nodes::farthest() * tails.below)) return R(0);
    const R far = Nodes::reach(std::min(a, R(0)), tails.below);
    R sum(0);
    for (const MarginNode<R>& n :
         Nodes::of(law, -far, std::min(a, Nodes::reach(R(0))), {}, {{R(0), channel.scale(law)}}, tails))
        sum += n.z0;
    return sum;
}

/// Angle over pi of a right triangle.
template <Scalar R>
R angle_share(const R& opposite, const R& adjacent) {
    using std::atan2;
    return atan2(opposite, adjacent) / boost::math::constants::pi<R>();
}

/// Bound on the absolute error of both error rates: the step not taken, that of a second rule, and rounding, each
/// through the inverse Jacobian.  Formula (15.25).
template <Scalar R, MarginLoss L>
R angle_bound(const L& loss, const LabelChannel<R>& channel, const LearnedField<R>& field,
              const ConvexFitSizes<R>& sizes, const SaddlePoint<R>& p, const R& across, const R& along) {
    using std::abs, std::sqrt;
    const R epsilon = std::numeric_limits<R>::epsilon(), sigma = sqrt(R(p.t * p.t + p.r * p.r));
    const R hypotenuse = sqrt(R(across * across + along * along));
    const R lever = sqrt(field.learnable()) * across / hypotenuse;  // of the angle, by t/sigma and log r
    // sums over the spectrum and the inner root round, too
    R off_t = p.relative_error + 32 * epsilon, off_r = off_t;
    const Vector4<R> y{p.t, p.r, p.tau, p.beta};
    if (!is_infinite(p.field.k)) {
        const auto fine = saddle_state<panel_nodes<R>>(loss, channel, field, sizes, y, p.u);
        const auto rough = saddle_state<fewer_panel_nodes<R>>(loss, channel, field, sizes, y, p.u);
        if (!fine || !rough) return infinite<R>;
        // hinges that see no margin at all: t and r are those of averaging at any effective ridge
        const bool averaged = fine->residual[1] <= -R(1 - 1e-12) * fine->rounding[1];
        for (std::size_t j = 0; j < 4 && !averaged; ++j) {
            Vector4<R> unit{}, column;
            unit[j] = R(1);
            if (!eliminate(fine->jacobian, unit, column)) return infinite<R>;
            const R size = 2 * abs(fine->residual[j]) + 2 * abs(R(fine->residual[j] - rough->residual[j])) +
                           50 * epsilon * fine->rounding[j];
            off_t += abs(column[0]) * size;
            off_r += abs(column[1]) * size;
        }
    }
    return lever * (off_t + abs(p.t) / sigma * off_r) / boost::math::constants::pi<R>();
}

/// E e^{-x}, which is made of margins that no quadrature sees.  Formula (15.15).
template <Scalar R>
R exponential_mean(const LabelChannel<R>& channel, const R& t, const R& r, const R& overlap) {
    using std::exp, std::log, std::sqrt;
    const R half = (t * t + r * r) / 2, flip = channel.flip();
    if (channel.is_logistic()) return 2 * exp(R(half + log(channel.probability_at(R(-overlap)))));
    const R tail = log_normal_cdf(R(-t / sqrt(R(1 + channel.delta()))));
    const R straight = 2 * (1 - 2 * flip) * exp(R(half + tail));
    return flip > R(0) ? R(straight + 2 * flip * exp(half)) : straight;
}

/// |a|^2 at a finite effective ridge, gg = E g^2.  Formula (15.16).
template <Scalar R>
R weight_norm(const LearnedField<R>& field, const ConvexFitSizes<R>& sizes, const SaddlePoint<R>& p, const R& gg) {
    using std::sqrt;
    const FieldSums<R>& f = p.field;
    const R root = sqrt(field.learnable()), by_overlap = root > R(0) ? R(p.t / root / f.a1) : R(0);  // overlap/A1
    const R noise = sizes.samples * (p.V / f.T1) * (p.V / f.T1) * gg;
    return by_overlap * by_overlap * f.energy_slope / f.h + noise * f.slope_per_k / f.h;
}

/// E of the loss on a new sample.  Formula (15.15).
template <Scalar R, MarginLoss L>
R test_loss(const L& loss, const LabelChannel<R>& channel, const R& t, const R& r) {
    using std::sqrt;
    const R q = t * t + r * r, sigma = sqrt(q);
    if constexpr (requires { L::hard; }) {
        return infinite<R>;
    } else if constexpr (requires { L::unbounded_test_loss; }) {
        return exponential_mean(channel, t, r, R(t * channel.root_learnable()));
    } else if constexpr (std::is_same_v<L, SquareLoss>) {
        return (1 - 2 * t * channel.mean_field() + q) / 2;
    } else {
        R sum(0);
        for (const MarginNode<R>& n :
             envelope_nodes<panel_nodes<R>>(loss, channel, channel.at(t, r), sigma, R(0)).nodes)
            sum += n.z0 * loss.value(R(sigma * n.X));
        return sum;
    }
}

}  // namespace detail

/// The numbers of a new sample, of a score t s + r xi: whatever it was fitted to. `missed`: the share of the field's
/// variance that s does not see.
template <Scalar R, MarginLoss L>
void tell_test_numbers(const L& loss, const LabelChannel<R>& channel, const R& missed, const R& t, const R& r,
                       ConvexRisk<R>& o) {
    using std::sqrt;
    const R q = t * t + r * r, sigma = sqrt(q);
    const auto law = channel.at(t, r);
    o.overlap = t * channel.root_learnable();
    o.prediction_variance = q;
    const R off2 = r * r + t * t * missed;
    o.clean_error_rate = detail::angle_share(R(sqrt(off2)), o.overlap);
    const R noisy = sqrt(R(off2 + channel.noise() * q));
    o.error_rate = channel.is_logistic()
                       ? detail::margin_below(channel, law, R(0))
                       : R(channel.flip() + (1 - 2 * channel.flip()) * detail::angle_share(noisy, o.overlap));
    o.test_error = 1 - 2 * t * channel.mean_field() + q;
    o.test_loss = detail::test_loss(loss, channel, t, r);
    o.calibration_error = calibration_error(channel, law, sigma);
    o.calibration_slope =
        channel.is_logistic()
            ? R(law.root_v > R(0) ? 2 * law(R(0)).z1 * law.c / (law.root_v * sigma) : R(0))
            : R((1 - 2 * channel.flip()) * 4 * o.overlap / (sigma * noisy) * one_div_root_two_pi<R>());
    o.best_temperature = best_temperature(channel, law, sigma);
}

template <Scalar R, MarginLoss L>
ConvexRisk<R> convex_outputs(const L& loss, const LabelChannel<R>& channel, const LearnedField<R>& field,
                             const ConvexFitSizes<R>& sizes, const SaddlePoint<R>& p) {
    using std::sqrt;
    ConvexRisk<R> o;
    tell_test_numbers(loss, channel, field.missed(), p.t, p.r, o);
    o.effective_ridge = p.field.k;
    const R across = sqrt(R(p.r * p.r + p.t * p.t * field.missed()));
    o.error_bound = detail::angle_bound(loss, channel, field, sizes, p, across, o.overlap) +
                    8 * std::numeric_limits<R>::epsilon() * o.error_rate;

    constexpr bool is_margin = requires { L::hard; };
    const R sigma = sqrt(o.prediction_variance);
    const auto law = channel.at(p.t, p.r);
    const R cuts[] = {R(0), R(1)};
    const EnvelopeNodes<R> all =
        envelope_nodes<panel_nodes<R>>(loss, channel, law, sigma, p.V, std::span<const R>(cuts));
    R pulled(0), gg(0);  // E g p, E g^2
    for (std::size_t i = 0; i < all.nodes.size(); ++i) {
        const MarginNode<R>& n = all.nodes[i];
        const Moreau<R>& at = all.at[i];
        gg += n.z0 * at.slope * at.slope;
        pulled += n.z0 * at.slope * at.prox;
        if constexpr (std::is_same_v<L, SquareLoss> || std::is_same_v<L, SquaredHingeLoss>)
            o.train_loss += n.z0 * at.slope * at.slope / 2;  // exact where 1 - p would cancel
        else if constexpr (!is_margin)
            o.train_loss += n.z0 * loss.value(at.prox);
        if (n.X < all.cuts[1]) o.support += n.z0;
        if (!is_margin && n.X < all.cuts[0]) o.train_error_rate += n.z0;
    }
    o.weight_norm =
        is_infinite(p.field.k) ? R(sizes.samples * pulled / sizes.ridge) : detail::weight_norm(field, sizes, p, gg);
    if (sizes.ridge > R(0)) o.weight_norm_again = sizes.samples * pulled / sizes.ridge;
    o.objective = o.train_loss + sizes.ridge * o.weight_norm / (2 * sizes.samples);
    if (is_margin) o.margin = 1 / sqrt(o.weight_norm);
    return o;
}

}  // namespace lazyrisk
