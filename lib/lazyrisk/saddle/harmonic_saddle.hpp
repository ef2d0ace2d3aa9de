// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The saddle of a label of one index, with an overlap for each harmonic: Newton's method from the saddle of the normal
// field.  Formula (15.29).
#pragma once

#include <cmath>
#include <optional>
#include <tuple>
#include <vector>

#include "lazyrisk/numerics/eliminate.hpp"
#include "lazyrisk/saddle/harmonic_moments.hpp"
#include "lazyrisk/saddle/inner_ridge.hpp"
#include "lazyrisk/saddle/saddle.hpp"

namespace lazyrisk::detail {

/// The spectrum's side at the overlaps t; c2 stands for the sum of c2_k t_k^2.
struct HarmonicSpread {
    const ScoreFields& fields;
    const std::vector<double>& t;
    template <Field F>
    [[nodiscard]] FieldSums<F> at(const F& u) const {
        FieldSums<F> sums{};
        F spread(0.0);
        for (std::size_t i = 0; i < fields.size(); ++i) {
            sums = fields[i].at(u);
            spread = spread + F(t[i] * t[i]) * sums.c2;
        }
        sums.c2 = spread;
        return sums;
    }
};

/// As SaddleState, of t_1 .. t_K, r, tau, beta.
struct HarmonicState {
    std::vector<double> at, residual, scale;
    std::vector<std::vector<double>> jacobian;
    InnerRidge<double> inner;
};

/// What the state is made of, in the order in which it is found.
struct HarmonicTerms {
    const ScoreFields& fields;
    std::size_t size;  ///< K
    std::vector<double> t;
    double r, tau, beta, V, n, eta;
    HarmonicMoments e;
    std::vector<double> pull;    ///< eta omega1/a1
    std::vector<double> missed;  ///< of t_k and, 1, of r
    std::vector<double> tilt;    ///< d spread/d t_k and d spread/dr
    std::vector<double> v;       ///< mixed derivatives of the inner maximum with eta
};

inline void add_spectrum(HarmonicTerms& a, const ConvexFitSizes<double>& sizes, HarmonicState& s) {
    const double spread = score_spread(a.fields, a.t, a.r);
    double q = a.r * a.r;
    for (std::size_t i = 0; i < a.size; ++i) {
        const FieldSums<double> f = a.fields[i].at(s.inner.u);
        const bool ridged = sizes.ridge > 0;
        a.missed.push_back(a.fields.missed(i));
        a.tilt.push_back(a.t[i] * a.missed[i] / spread);
        a.pull.push_back(ridged ? a.eta * f.omega1 / f.a1 : 0);
        a.v.push_back(ridged ? f.c2 * a.t[i] : 0);
        s.scale.push_back(std::sqrt(f.a1));
        q += a.t[i] * a.t[i];
    }
    for (double& x : s.scale) x *= std::sqrt(q);
    a.missed.push_back(1);
    a.tilt.push_back(a.r / spread);
    a.v.insert(a.v.end(), {-a.r, 0, a.beta * s.inner.field.T2 / (a.eta * a.eta)});
    s.scale.insert(s.scale.end(), {a.r, a.tau, a.beta});
}

/// The gradient, with the sign of beta's turned.
inline void add_gradient(const HarmonicTerms& a, HarmonicState& s) {
    const auto& [t, n, e] = std::tie(a.t, a.n, a.e);
    for (std::size_t i = 0; i < a.size; ++i)
        s.residual.push_back(n * (t[i] * a.missed[i] * e.m - e.sg[i]) + a.pull[i] * t[i]);
    s.residual.push_back(a.r * (n * e.m - a.eta));
    s.residual.push_back((a.beta - n * e.gg / a.beta) / 2);
    s.residual.push_back(-(a.tau / 2 + a.V * n * e.gg / a.beta / 2 - a.beta * s.inner.field.T1 / a.eta));
}

/// Second derivatives of n E M in t, r and V, by the chain rule in tau and beta; then those of the inner maximum.
inline void add_jacobian(const HarmonicTerms& a, HarmonicState& s) {
    const std::size_t K = a.size, r = K, tau = K + 1, beta = K + 2;
    const auto& [n, V, e] = std::tie(a.n, a.V, a.e);
    auto& J = s.jacobian;
    J.assign(K + 3, std::vector<double>(K + 3, 0.0));
    for (std::size_t i = 0; i <= K; ++i) {
        for (std::size_t j = 0; j <= K; ++j) {
            const double seen = (i < K && j < K ? e.ssm[i][j] : 0) + (i < K ? e.sxm[i] * a.tilt[j] : 0) +
                                (j < K ? e.sxm[j] * a.tilt[i] : 0) + e.xxm * a.tilt[i] * a.tilt[j];
            J[i][j] = n * (seen + e.m * ((i == j ? a.missed[i] : 0) - a.tilt[i] * a.tilt[j]));
        }
        const double mixed = n * ((i < K ? e.sgm[i] : 0) + e.xgm * a.tilt[i]) / a.beta;
        J[i][tau] = J[tau][i] = mixed;
        J[i][beta] = -V * mixed;
        J[beta][i] = V * mixed;
    }
    for (std::size_t i = 0; i < K; ++i) J[i][i] += a.pull[i];
    J[r][r] -= a.eta;
    const double square = a.beta * a.beta, C = n * e.ggm / square, cross = 0.5 - V * C + n * e.gg / (2 * square);
    J[tau][tau] = C;
    J[tau][beta] = cross;
    J[beta][tau] = -cross;
    J[beta][beta] = -(V * V * C - V * n * e.gg / square - s.inner.field.T1 / a.eta);
    for (std::size_t i = 0; i < K + 3; ++i)
        for (std::size_t j = 0; j < K + 3; ++j) J[i][j] += (i == beta ? 1 : -1) * a.v[i] * a.v[j] / s.inner.curvature;
}

template <int points, MarginLoss L>
std::optional<HarmonicState> harmonic_state(const L& loss, const ScoreFields& fields,
                                            const std::vector<IndexNode>& places, const ConvexFitSizes<double>& sizes,
                                            const std::vector<double>& y, double u) {
    const std::size_t K = fields.size();
    HarmonicTerms a{.fields = fields,
                    .size = K,
                    .t = {y.begin(), y.begin() + std::ptrdiff_t(K)},
                    .r = y[K],
                    .tau = y[K + 1],
                    .beta = y[K + 2],
                    .V = y[K + 1] / y[K + 2],
                    .n = sizes.samples};
    const std::optional<InnerRidge<double>> inner =
        sizes.ridge > 0 ? inner_ridge(HarmonicSpread{fields, a.t}, sizes.ridge, 1.0, a.r, a.beta, u)
                        : std::optional(without_ridge(fields[0], a.r, a.beta));
    if (!inner) return std::nullopt;
    HarmonicState s{.at = y, .inner = *inner};
    a.eta = inner->eta;
    a.e = harmonic_moments<points>(loss, fields, places, a.t, a.r, a.V);
    add_spectrum(a, sizes, s);
    add_gradient(a, s);
    add_jacobian(a, s);
    for (std::size_t i = 0; i < K + 3; ++i) {
        s.residual[i] *= s.scale[i];
        for (std::size_t j = 0; j < K + 3; ++j) s.jacobian[i][j] *= s.scale[i] * s.scale[j];
    }
    return s;
}

/// |residual|^2 in the units of another state.
inline double squared_residual(const HarmonicState& s, const HarmonicState& units) {
    double sum = 0;
    for (std::size_t i = 0; i < s.residual.size(); ++i) {
        const double x = s.residual[i] / s.scale[i] * units.scale[i];
        sum += x * x;
    }
    return sum;
}

inline std::vector<double> variables_of(const HarmonicPoint& p) {
    std::vector<double> y = p.t;
    y.insert(y.end(), {p.r, p.tau, p.beta});
    return y;
}

/// Newton from a start; nothing where it does not settle.
template <MarginLoss L>
std::optional<HarmonicPoint> harmonic_newton(const L& loss, const ScoreFields& fields,
                                             const std::vector<IndexNode>& places, const ConvexFitSizes<double>& sizes,
                                             const HarmonicPoint& start) {
    constexpr int most_steps = 40, points = panel_nodes<double>;
    const std::size_t K = fields.size(), size = K + 3;
    const auto state_at = [&](const std::vector<double>& y, double u) {
        return harmonic_state<points>(loss, fields, places, sizes, y, u);
    };
    auto state = state_at(variables_of(start), start.u);
    double last = infinite<>;
    for (int step = 1; state && step <= most_steps; ++step) {
        std::vector<double> by, right;
        for (const double x : state->residual) right.push_back(-x);
        if (!eliminate(state->jacobian, right, by)) return std::nullopt;
        double longest = 0, whole = 1;
        for (const double x : by) longest = std::max(longest, std::abs(x));
        if (!(longest < 1e12)) return std::nullopt;
        if (longest <= 1e-14 || (longest < 1e-9 && longest >= last / 4)) {
            const std::vector<double>& y = state->at;
            return HarmonicPoint{
                {y.begin(), y.begin() + std::ptrdiff_t(K)}, y[K], y[K + 1], y[K + 2], state->inner.u, longest};
        }
        last = longest;
        // r, tau and beta move within a factor of 10
        for (std::size_t i = K; i < size; ++i)
            if (std::abs(by[i]) > 0.9) whole = std::min(whole, 0.9 / std::abs(by[i]));
        const double before = squared_residual(*state, *state);
        std::optional<HarmonicState> next;
        for (int halving = 0; halving < 30 && !next; ++halving, whole /= 2) {
            std::vector<double> y = state->at;
            for (std::size_t i = 0; i < size; ++i) y[i] += whole * by[i] * state->scale[i];
            next = state_at(y, state->inner.u);
            if (next && !(squared_residual(*next, *state) < before || longest < 1e-7)) next.reset();
        }
        state = next;
    }
    return std::nullopt;
}

}  // namespace lazyrisk::detail
