// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The convex-concave saddle of a fit with a convex loss of the margin, by Newton's method.
#pragma once

#include <array>
#include <cmath>
#include <optional>

#include "lazyrisk/numerics/eliminate.hpp"
#include "lazyrisk/saddle/inner_ridge.hpp"
#include "lazyrisk/saddle/margin_moments.hpp"
#include "lazyrisk/saddle/saddle_point.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// What moves along a curve of one field.
template <Scalar R = double>
struct ConvexFitSizes {
    R samples;  ///< n, in the units of the field's masses
    R ridge;    ///< lambda of sum loss + lambda/2 |a|^2; 0 where the data are not separable
};

namespace detail {

template <Scalar R>
using Vector4 = std::array<R, 4>;

/// The inner maximum at ridge 0: -eta r^2/2 - beta^2 p/(2 eta) alone, at k = k0.  Formula (15.20).
template <Scalar R>
InnerRidge<R> without_ridge(const LearnedField<R>& field, const R& r, const R& beta) {
    using std::sqrt;
    FieldSums<R> at = field.at(R(0));
    at.T1 = at.T2 = field.effective_width();
    at.omega1 = at.c2 = at.nu1 = R(0);
    const R eta = beta * sqrt(at.T1) / r;
    return {R(0), at, eta, -r * r / eta};
}

/// The gradient (with the sign of beta's turned) and its Jacobian at one state.  Formula (15.8).
template <Scalar R>
struct SaddleState {
    Vector4<R> at;        ///< t, r, tau, beta
    Vector4<R> residual;  ///< per scale
    std::array<Vector4<R>, 4> jacobian;
    Vector4<R> scale;
    Vector4<R> rounding;  ///< sizes of the terms that make the residual, per scale
    InnerRidge<R> inner;
    [[nodiscard]] R norm2() const {
        R sum(0);
        for (const R& x : residual) sum += x * x;
        return sum;
    }
};

template <int points, Scalar R, MarginLoss L>
std::optional<SaddleState<R>> saddle_state(const L& loss, const LabelChannel<R>& channel, const LearnedField<R>& field,
                                           const ConvexFitSizes<R>& sizes, const Vector4<R>& y, const R& u) {
    using std::abs, std::sqrt;
    const auto& [t, r, tau, beta] = y;
    const std::optional<InnerRidge<R>> inner = sizes.ridge > R(0) ? inner_ridge(field, sizes.ridge, t, r, beta, u)
                                                                  : std::optional(without_ridge(field, r, beta));
    if (!inner) return std::nullopt;
    const R V = tau / beta, n = sizes.samples, eta = inner->eta;
    const MarginMoments<R> e = margin_moments<points>(loss, channel, t, r, V);
    const FieldSums<R>& f = inner->field;
    const R pull = eta * f.omega1 / f.a1;
    SaddleState<R> s;
    s.at = y;
    s.inner = *inner;
    s.scale = {sqrt(R(t * t + r * r)), r, tau, beta};
    s.residual = {-n * e.sg + pull * t, r * (n * e.m - eta), (beta - n * e.gg / beta) / 2,
                  -(tau / 2 + V * n * e.gg / beta / 2 - beta * f.T1 / eta)};
    s.rounding = {n * abs(e.sg) + pull * abs(t), r * (n * e.m + eta), beta, tau};
    const R A = n * e.sgm / beta, B = n * e.xgm / beta, C = n * e.ggm / beta / beta;
    auto& J = s.jacobian;
    // t, r, tau; then the row of -beta
    J[0] = {n * e.ssm + pull, n * e.sxm, A, -V * A};
    J[1] = {n * e.sxm, n * e.xxm - eta, B, -V * B};
    const R cross = R(0.5) - V * C + n * e.gg / (2 * beta * beta);
    J[2] = {A, B, C, cross};
    J[3] = {V * A, V * B, -cross, -(V * V * C - V * n * e.gg / (beta * beta) - f.T1 / eta)};
    // the inner maximum: minus v v^T over its curvature
    const Vector4<R> v{f.c2 * t, -r, R(0), beta * f.T2 / (eta * eta)};
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < 4; ++j) J[i][j] += (i == 3 ? R(1) : R(-1)) * v[i] * v[j] / inner->curvature;
    for (std::size_t i = 0; i < 4; ++i) {
        s.residual[i] *= s.scale[i];
        s.rounding[i] *= s.scale[i];
        for (std::size_t j = 0; j < 4; ++j) J[i][j] *= s.scale[i] * s.scale[j];
    }
    return s;
}

/// Newton from a start; nothing where it does not settle.
template <Scalar R, MarginLoss L>
std::optional<SaddlePoint<R>> newton(const L& loss, const LabelChannel<R>& channel, const LearnedField<R>& field,
                                     const ConvexFitSizes<R>& sizes, const SaddlePoint<R>& start, int most_steps) {
    using std::abs, std::exp;
    const R epsilon = std::numeric_limits<R>::epsilon();
    auto state =
        saddle_state<panel_nodes<R>>(loss, channel, field, sizes, {start.t, start.r, start.tau, start.beta}, start.u);
    if (!state) return std::nullopt;
    R last = infinite<R>;
    for (int step = 1; step <= most_steps; ++step) {
        Vector4<R> by;
        Vector4<R> right;
        for (std::size_t i = 0; i < 4; ++i) right[i] = -state->residual[i];
        if (!eliminate(state->jacobian, right, by)) return std::nullopt;
        R size(0);
        for (const R& x : by) size = std::max(size, R(abs(x)));
        if (!(size < R(1e12))) return std::nullopt;
        const bool settled = size <= 8 * epsilon || (size < R(1e-9) && size >= last / 4);
        if (settled) {
            const auto& [t, r, tau, beta] = state->at;
            return SaddlePoint<R>{t,   r, tau, beta, tau / beta, state->inner.u, state->inner.field, size + 4 * epsilon,
                                  step};
        }
        last = size;
        // r, tau and beta move within a factor of 10
        R whole(1);
        for (std::size_t i = 1; i < 4; ++i)
            if (abs(by[i]) > R(0.9)) whole = std::min(whole, R(R(0.9) / abs(by[i])));
        const R before = state->norm2();
        std::optional<SaddleState<R>> next;
        for (int halving = 0; halving < 40; ++halving, whole /= 2) {
            Vector4<R> y = state->at;
            for (std::size_t i = 0; i < 4; ++i) y[i] += whole * by[i] * state->scale[i];
            next = saddle_state<panel_nodes<R>>(loss, channel, field, sizes, y, state->inner.u);
            if (!next) continue;
            // compared in the units of the state before
            R after(0);
            for (std::size_t i = 0; i < 4; ++i) {
                const R x = next->residual[i] / next->scale[i] * state->scale[i];
                after += x * x;
            }
            if (after < before || size < R(1e-7)) break;
            next.reset();
        }
        if (!next) return std::nullopt;
        state = next;
    }
    return std::nullopt;
}

}  // namespace detail

/// t and r of the square loss at p.field, and E (y - f)^2; r is infinite at the pole.  Formula (15.10).
template <Scalar R>
R set_square_score(const LabelChannel<R>& channel, const R& samples, SaddlePoint<R>& p) {
    using std::sqrt;
    const R mean = channel.mean_field(), part = p.field.T2 / samples;
    p.t = p.field.a1 * mean;
    const R off = 1 - 2 * p.t * mean + p.t * p.t;
    p.r = part < R(1) ? R(sqrt(R((p.field.c2 * p.t * p.t + part * off) / (1 - part)))) : infinite<R>;
    return off + p.r * p.r;
}

/// The square loss in closed form: where Newton starts.  Formula (15.10).
template <Scalar R>
SaddlePoint<R> square_saddle(const LabelChannel<R>& channel, const LearnedField<R>& field,
                             const ConvexFitSizes<R>& sizes) {
    using std::sqrt;
    const Sizes<R> both{sizes.samples, field.width()};
    SaddlePoint<R> p;
    if (sizes.ridge > R(0)) {
        const Equivalent<R> at = solve(field.degrees(), both, R(sizes.ridge * reciprocal(sizes.samples)));
        p.u = at.effective_ridge - field.k0();
        if (!(p.u > at.effective_ridge * R(1e-12))) p.u = at.effective_ridge * R(1e-12);
        p.field = field.at(p.u);
        p.V = p.field.T1 / sizes.samples / at.unused_samples;
    } else {
        p.field = detail::without_ridge(field, R(1), R(1)).field;
        p.V = p.field.T1 / (sizes.samples - p.field.T1);
    }
    const R off = set_square_score(channel, sizes.samples, p);
    p.beta = sqrt(R(sizes.samples * off)) / (1 + p.V);
    p.tau = p.V * p.beta;
    return p;
}

}  // namespace lazyrisk
