// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The logistic loss log(1 + exp(-y f)).
#pragma once

#include <array>
#include <cmath>

#include "lazyrisk/loss/lambert.hpp"
#include "lazyrisk/loss/moreau.hpp"

namespace lazyrisk {

/// 1/(1 + e^{-x}), to all digits on both sides.
template <Scalar R>
R sigmoid(const R& x) {
    using std::exp;
    if (x > 0) return 1 / (1 + R(exp(R(-x))));
    const R e = exp(x);
    return e / (1 + e);
}

struct LogisticLoss {
    static constexpr bool residual = false;
    template <Scalar R>
    [[nodiscard]] R value(const R& x) const {
        using std::exp, std::log1p;
        return x > 0 ? R(log1p(R(exp(R(-x))))) : R(log1p(R(exp(x))) - x);
    }
    template <Scalar R>
    [[nodiscard]] R slope(const R& x) const {
        return sigmoid(R(-x));
    }
    template <Scalar R>
    [[nodiscard]] R curvature(const R& x) const {
        using std::exp;
        const R e = exp(x < 0 ? x : R(-x));
        return e / ((1 + e) * (1 + e));
    }
    /// Monotone Newton steps from below on the side where the root is not negative.  Formula (15.4).
    template <Scalar R>
    [[nodiscard]] Moreau<R> moreau(const R& x, const R& V) const {
        using std::exp, std::abs;
        const bool reflected = x < -V / 2;
        const R from = reflected ? R(-x - V) : x;
        R t = from + lambert_below(R(log_half(V) - from));
        if (!(t > 0)) t = R(0);
        for (int step = 0; step < 60; ++step) {
            const R e = exp(R(-t)), s = e / (1 + e);  // 1/(1 + e^t)
            const R off = t - from - V * s, by = off / (1 + V * s / (1 + e));
            t -= by;
            if (!(abs(by) > 4 * std::numeric_limits<R>::epsilon() * (abs(t) + 1))) break;
        }
        const R e = exp(R(-t)), s = e / (1 + e), second = s / (1 + e);
        return {reflected ? R(-t) : t, reflected ? R(1 / (1 + e)) : s, second / (1 + V * second)};
    }
    template <Scalar R>
    [[nodiscard]] std::array<R, 0> kinks(const R&) const {
        return {};
    }
    /// Real parts of the branch points of the prox, at distance pi of the real line.
    template <Scalar R>
    [[nodiscard]] std::array<R, 2> centers(const R& V) const {
        using std::log, std::sqrt;
        const R root = sqrt(R(V + V * V / 4)), above = 1 + V / 2 + root, below = 1 / above;  // u+ u- = 1
        return {log(above) - V / (1 - above), log(below) - V / (1 - below)};
    }
    /// Precondition: at.prox >= 0.
    template <Scalar R>
    [[nodiscard]] ProximalShift<R> shifted(const Moreau<R>& at, const R& by) const {
        const R above = 1 - at.slope, e = at.slope / above;  // e^{-p}
        if (by > 0) {
            const Decay<R> decay(by);
            const R f = e * decay.left, s = f / (1 + f), rest = 1 / (1 + f);
            return {s, s * rest, at.slope * decay.lost * rest};
        }
        const Decay<R> decay(R(-by));
        const R f = decay.left / e, s = 1 / (1 + f);
        return {s, s * f / (1 + f), -above * decay.lost * s};
    }
    template <Scalar R>
    [[nodiscard]] std::array<R, 2> bend(const R& V) const {
        using std::log;
        const R far = V > 1 ? R(log(V)) : R(0);
        return {-far, far};
    }

private:
    template <Scalar R>
    static R log_half(const R& V) {
        using std::log;
        return log(R(V / 2));
    }
};

}  // namespace lazyrisk
