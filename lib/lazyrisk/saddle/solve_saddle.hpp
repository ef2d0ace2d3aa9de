// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The saddle found whatever the question: Newton from the square loss, and where that does not settle the contraction
// of large ridges, or a path from a larger ridge or, for the hard margin, from fewer samples.
#pragma once

#include <cmath>
#include <optional>

#include "lazyrisk/saddle/saddle.hpp"

namespace lazyrisk {

namespace detail {

/// The limit of an infinite ridge, scaled as if it were this one.  Formula (15.19).
template <Scalar R, MarginLoss L>
SaddlePoint<R> averaging(const L& loss, const LabelChannel<R>& channel, const LearnedField<R>& field,
                         const ConvexFitSizes<R>& sizes) {
    using std::sqrt;
    const auto a = field.averaging();
    const R pull = sizes.samples * loss.slope(R(0)) / sizes.ridge, root = sqrt(field.learnable());
    const R mean = channel.label_mean(), overlap = pull * mean * a.overlap;
    SaddlePoint<R> p;
    p.t = root > R(0) ? R(overlap / root) : R(0);
    const R spread = a.squared - (root > R(0) ? R(a.overlap * a.overlap / field.learnable()) : R(0));
    p.r =
        sqrt(R(pull * mean * pull * mean * (spread > R(0) ? spread : R(0)) + pull * pull / sizes.samples * a.squares));
    p.V = a.mass / sizes.ridge;
    p.u = infinite<R>;
    p.field.k = p.field.nu1 = infinite<R>;
    p.beta = sqrt(sizes.samples) * loss.slope(R(0));
    p.tau = p.V * p.beta;
    return p;
}

/// The three equations one after the other, a contraction where the ridge is large.  Formula (15.9).
template <Scalar R, MarginLoss L>
std::optional<SaddlePoint<R>> contraction(const L& loss, const LabelChannel<R>& channel, const LearnedField<R>& field,
                                          const ConvexFitSizes<R>& sizes) {
    using std::abs, std::sqrt;
    const R epsilon = std::numeric_limits<R>::epsilon(), n = sizes.samples;
    if (is_infinite(loss.slope(R(0))) || field.has_certain()) return std::nullopt;
    SaddlePoint<R> p = averaging(loss, channel, field, sizes);
    if (p.V > R(1e3)) return std::nullopt;  // no large ridge
    for (int step = 1; step <= 400; ++step) {
        const MarginMoments<R> e = margin_moments<panel_nodes<R>>(loss, channel, p.t, p.r, p.V);
        const R nu1 = sizes.ridge / (n * e.m);
        SaddlePoint<R> next = p;
        if (!(nu1 < R(1e120))) {
            next = averaging(loss, channel, field, sizes);
        } else {
            const Equivalent<R> at = solve(field.degrees(), Sizes<R>{infinite<R>, field.width()}, nu1);
            next.u = at.effective_ridge - field.k0();
            if (!(next.u > R(0))) return std::nullopt;
            next.field = field.at(next.u);
            const FieldSums<R>& f = next.field;
            next.V = f.T1 * f.nu1 / sizes.ridge;
            next.t = f.a1 / f.omega1 * n * e.sg * next.V / f.T1;
            next.r = sqrt(R(f.c2 * next.t * next.t + n * (f.T2 / f.T1 / f.T1) * next.V * next.V * e.gg));
            next.beta = sqrt(R(n * e.gg));
            next.tau = next.V * next.beta;
        }
        const R change = abs(R(next.r / p.r - 1)) + abs(R(next.V / p.V - 1)) + abs(R(next.t - p.t)) / next.r;
        p = next;
        p.steps = step;
        if (change <= 16 * epsilon) {
            p.relative_error = 32 * epsilon;
            return p;
        }
        if (!(change < R(1e6))) return std::nullopt;
    }
    return std::nullopt;
}

/// From an easier question, a factor away, to the one that is asked: each point starts at the one before, with tau and
/// beta moved by that power of the square root of the factor.
template <Scalar R, MarginLoss L, class Easier>
std::optional<SaddlePoint<R>> by_path(const L& loss, const LabelChannel<R>& channel, const LearnedField<R>& field,
                                      const ConvexFitSizes<R>& sizes, const Easier& easier, const R& power, int few,
                                      int many) {
    using std::sqrt;
    constexpr bool hard = requires { L::hard; };
    R factor(2);
    std::optional<SaddlePoint<R>> p;
    for (; factor < R(1e40); factor *= factor < R(1e3) ? R(2) : R(10)) {
        const ConvexFitSizes<R> at = easier(factor);
        if (sizes.ridge == R(0) && !(at.samples > 2 * field.effective_width())) return std::nullopt;
        p = newton(loss, channel, field, at, square_saddle(channel, field, at), few);
        if (!p && !hard && at.ridge > sizes.ridge) p = contraction(loss, channel, field, at);
        if (p) break;
    }
    if (!p) return std::nullopt;
    R ratio = sqrt(sqrt(factor));
    for (int step = 0; step < 400 && factor > R(1); ++step) {
        R next = factor / ratio;
        if (!(next > R(1) + R(1e-9))) next = R(1);
        SaddlePoint<R> start = *p;
        if (power > R(0)) {
            const R root = sqrt(R(factor / next));
            start.tau /= root;
            start.beta *= root;
        }
        if (const auto q = newton(loss, channel, field, easier(next), start, many)) {
            p = q;
            factor = next;
        } else {
            ratio = sqrt(ratio);
            if (ratio < R(1) + R(1e-6)) return std::nullopt;
        }
    }
    return factor == R(1) ? p : std::nullopt;
}

/// A hinge under so much ridge that no margin comes near its first kink: averaging, at any effective ridge that is
/// large.
template <Scalar R, MarginLoss L>
bool is_averaged(const L& loss, const LabelChannel<R>& channel, const LearnedField<R>& field,
                 const ConvexFitSizes<R>& sizes) {
    using std::sqrt;
    if constexpr (
        requires { L::hard; } || !requires { loss.pieces(R(1)); }) {
        return false;
    } else {
        if (!(sizes.ridge > R(0)) || field.has_certain() || loss.curvature(R(0)) > R(0)) return false;
        const SaddlePoint<R> p = averaging(loss, channel, field, sizes);
        static const R far = sqrt(R(std::numeric_limits<R>::digits) * R(1.4) + 26);
        return loss.kinks(p.V)[0] > far * sqrt(R(p.t * p.t + p.r * p.r));
    }
}

}  // namespace detail

/// Precondition: sizes finite, a ridge of 0 where the labels are not separable, the hard margin where they are.
/// Throws NotConverged. Cost: 5 to 15 quadratures typically.
template <Scalar R, MarginLoss L>
SaddlePoint<R> solve_saddle(const L& loss, const LabelChannel<R>& channel, const LearnedField<R>& field,
                            const ConvexFitSizes<R>& sizes) {
    using std::sqrt;
    constexpr int few = 40, many = 80;
    const auto from = [&](const ConvexFitSizes<R>& at, const SaddlePoint<R>& start, int steps) {
        return detail::newton(loss, channel, field, at, start, steps);
    };
    if (detail::is_averaged(loss, channel, field, sizes))
        if (const auto p = detail::contraction(loss, channel, field, sizes)) return *p;
    if (const auto p = from(sizes, square_saddle(channel, field, sizes), few)) return *p;
    if (sizes.ridge > R(0))
        if (const auto p = detail::contraction(loss, channel, field, sizes)) return *p;
    constexpr bool hard = requires { L::hard; };
    // fewer samples: on the far side of the threshold V goes as 1/n; a larger ridge goes last
    if (const auto p = detail::by_path(
            loss, channel, field, sizes,
            [&](const R& factor) {
                return ConvexFitSizes<R>{sizes.samples / factor, sizes.ridge};
            },
            hard ? R(0) : R(1), few, many))
        return *p;
    if (!hard && sizes.ridge > R(0))
        if (const auto p = detail::by_path(
                loss, channel, field, sizes,
                [&](const R& factor) {
                    return ConvexFitSizes<R>{sizes.samples, sizes.ridge * factor};
                },
                R(1), few, many))
            return *p;
    throw NotConverged(
        "the saddle of this loss did not settle; a larger ridge or a size further from the threshold of "
        "separability would help");
}

}  // namespace lazyrisk
