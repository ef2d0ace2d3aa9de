// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is read off the saddle of a classifier.  Formulas (15.14)-(15.17), (15.25).
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "lazyrisk/loss/square.hpp"
#include "lazyrisk/loss/squared_hinge.hpp"
#include "lazyrisk/saddle/saddle.hpp"
#include "lazyrisk/saddle/told_numbers.hpp"

namespace lazyrisk {

namespace detail {

/// P(X < a) of the margin x = sigma X.
template <Scalar R>
R margin_below(const LabelChannel<R>& channel, const typename LabelChannel<R>::At& law, const R& a) {
    using Nodes = MarginNodes<R, panel_nodes<R>>;
    const R far = Nodes::reach(std::min(a, R(0)));
    R sum(0);
    for (const MarginNode<R>& n :
         Nodes::of(law, -far, std::min(a, Nodes::reach(R(0))), {}, {{R(0), channel.scale(law)}}))
        sum += n.z0;
    return sum;
}

/// Angle over pi of a right triangle.
template <Scalar R>
R angle_share(const R& opposite, const R& adjacent) {
    using std::atan2;
    return atan2(opposite, adjacent) / boost::math::constants::pi<R>();
}

/// E |sigma(f) - P(y = 1 | f)| over f = sigma X, which is even in X.
template <Scalar R>
R calibration_error(const LabelChannel<R>& channel, const typename LabelChannel<R>::At& law, const R& sigma) {
    using std::abs;
    using Nodes = MarginNodes<R, panel_nodes<R>>;
    const auto off = [&](const R& X) { return R(sigmoid(R(sigma * X)) - law(X).z0 / 2); };
    const R far = Nodes::reach(R(0));
    std::vector<R> roots;
    constexpr int scan = 256;
    R before(0), left(0);
    for (int i = 1; i <= scan; ++i) {
        // denser near 0
        R X = far * i * i / (scan * scan);
        const R now = off(X);
        if (before * now < 0) {
            R a = left, b = X;
            for (int step = 0; step < 2 * std::numeric_limits<R>::digits && b - a > 0; ++step) {
                const R middle = (a + b) / 2;
                if (!(middle > a && middle < b)) break;
                (off(middle) * now < 0 ? a : b) = middle;
            }
            roots.push_back(a);
        }
        if (now != R(0)) before = now;
        left = X;
    }
    R sum(0);
    const R steep = std::min(channel.scale(law), R(2 / sigma));
    for (const MarginNode<R>& n : Nodes::of(law, R(0), far, roots, {{R(0), steep}}))
        if (n.z0 > R(0)) sum += n.z0 / law(n.X).z0 * abs(off(n.X)) * 2;
    return sum;
}

/// The T that minimises E log(1 + e^{-x/T}) over nodes of the margin x = sigma X: infinite where its mean is not
/// positive.
template <Scalar R>
R best_temperature(const std::vector<MarginNode<R>>& nodes, const R& sigma) {
    using std::abs, std::exp;
    R mean(0), wrong(0);
    for (const auto& n : nodes) {
        mean += n.z0 * n.X;
        if (n.X < 0) wrong -= n.z0 * n.X;
    }
    if (!(mean > R(0))) return infinite<R>;
    if (!(wrong > R(0))) return R(0);
    // increasing in b, the inverse temperature times sigma: E X sigma(-b X) = 0
    const auto pull = [&](const R& b, R& slope) {
        R sum(0);
        slope = R(0);
        for (const auto& n : nodes) {
            const R s = sigmoid(R(-b * n.X));
            sum += n.z0 * n.X * s;
            slope += n.z0 * n.X * n.X * s * (1 - s);
        }
        return sum;
    };
    R low(0), high = infinite<R>, b(1);
    for (int step = 0; step < 200; ++step) {
        R slope;
        const R value = pull(b, slope);
        (value > 0 ? low : high) = b;
        R next = b + value / slope;
        if (!(next > low && next < high)) next = is_infinite(high) ? R(2 * b) : R((low + high) / 2);
        const R change = abs(R(next / b - 1));
        b = next;
        if (change <= 4 * std::numeric_limits<R>::epsilon()) break;
    }
    return sigma / b;
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
    R off_t = p.relative_error, off_r = p.relative_error;
    const Vector4<R> y{p.t, p.r, p.tau, p.beta};
    if (!is_infinite(p.field.k)) {
        const auto fine = saddle_state<panel_nodes<R>>(loss, channel, field, sizes, y, p.u);
        const auto rough = saddle_state<fewer_panel_nodes<R>>(loss, channel, field, sizes, y, p.u);
        if (!fine || !rough) return infinite<R>;
        for (std::size_t j = 0; j < 4; ++j) {
            Vector4<R> unit{}, column;
            unit[j] = R(1);
            if (!solve4(fine->jacobian, unit, column)) return infinite<R>;
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

/// Nodes for means over the margin of what is made of a loss at step V.
template <Scalar R, MarginLoss L>
std::vector<MarginNode<R>> loss_nodes(const L& loss, const LabelChannel<R>& channel,
                                      const typename LabelChannel<R>::At& law, const R& sigma, const R& V) {
    const MarginRange<R> range = margin_range(loss, channel, law, sigma, V);
    return MarginNodes<R, panel_nodes<R>>::of(law, range.from, range.to, range.breaks, range.rough);
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
    if constexpr (requires { L::hard; }) {
        o.test_loss = infinite<R>;
    } else if constexpr (requires { L::unbounded_test_loss; }) {
        o.test_loss = detail::exponential_mean(channel, t, r, o.overlap);
    } else {
        o.test_loss = R(0);
        for (const MarginNode<R>& n : detail::loss_nodes(loss, channel, law, sigma, R(0)))
            o.test_loss += n.z0 * loss.value(R(sigma * n.X));
    }
    o.calibration_error = detail::calibration_error(channel, law, sigma);
    o.calibration_slope =
        channel.is_logistic()
            ? R(law.root_v > R(0) ? 2 * law(R(0)).z1 * law.c / (law.root_v * sigma) : R(0))
            : R((1 - 2 * channel.flip()) * 4 * o.overlap / (sigma * noisy) * one_div_root_two_pi<R>());
    using Nodes = MarginNodes<R, panel_nodes<R>>;
    const R far = Nodes::reach(R(0));
    o.best_temperature =
        detail::best_temperature(Nodes::of(law, -far, far, {}, {{R(0), std::min(channel.scale(law), R(0.05))}}), sigma);
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
    R pulled(0), gg(0);  // E g p, E g^2
    for (const MarginNode<R>& n : detail::loss_nodes(loss, channel, law, sigma, p.V)) {
        const Moreau<R> at = loss.moreau(R(sigma * n.X), p.V);
        gg += n.z0 * at.slope * at.slope;
        pulled += n.z0 * at.slope * at.prox;
        if constexpr (std::is_same_v<L, SquareLoss> || std::is_same_v<L, SquaredHingeLoss>)
            o.train_loss += n.z0 * at.slope * at.slope / 2;  // exact where 1 - p would cancel
        else if constexpr (!is_margin)
            o.train_loss += n.z0 * loss.value(at.prox);
    }
    if (!is_margin) o.train_error_rate = detail::margin_below(channel, law, R(-p.V * loss.slope(R(0)) / sigma));
    o.support = detail::margin_below(channel, law, R((1 - p.V * loss.slope(R(1))) / sigma));
    o.weight_norm =
        is_infinite(p.field.k) ? R(sizes.samples * pulled / sizes.ridge) : detail::weight_norm(field, sizes, p, gg);
    if (sizes.ridge > R(0)) o.weight_norm_again = sizes.samples * pulled / sizes.ridge;
    o.objective = o.train_loss + sizes.ridge * o.weight_norm / (2 * sizes.samples);
    if (is_margin) o.margin = 1 / sqrt(o.weight_norm);
    return o;
}

}  // namespace lazyrisk
