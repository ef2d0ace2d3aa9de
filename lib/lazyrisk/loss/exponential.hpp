// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The exponential loss exp(-y f) of boosting.
#pragma once

#include <array>
#include <cmath>

#include "lazyrisk/loss/lambert.hpp"
#include "lazyrisk/loss/moreau.hpp"

namespace lazyrisk {

struct ExponentialLoss {
    static constexpr bool residual = false, unbounded_test_loss = true;
    template <Scalar R>
    [[nodiscard]] R value(const R& x) const {
        using std::exp;
        return exp(R(-x));
    }
    template <Scalar R>
    [[nodiscard]] R slope(const R& x) const {
        return value(x);
    }
    template <Scalar R>
    [[nodiscard]] R curvature(const R& x) const {
        return value(x);
    }
    /// Formula (15.4).
    template <Scalar R>
    [[nodiscard]] Moreau<R> moreau(const R& x, const R& V) const {
        using std::log;
        const R w = lambert_of_exp(R(log(V) - x)), g = w / V;
        return {x + w, g, g / (1 + w)};
    }
    template <Scalar R>
    [[nodiscard]] std::array<R, 0> kinks(const R&) const {
        return {};
    }
    /// Real part of the branch point of the prox, at distance pi of the real line.
    template <Scalar R>
    [[nodiscard]] std::array<R, 1> centers(const R& V) const {
        using std::log;
        return {log(V) + 1};
    }
    template <Scalar R>
    [[nodiscard]] ProximalShift<R> shifted(const Moreau<R>& at, const R& by) const {
        const Decay<R> decay(by > 0 ? by : R(-by));
        const R g = by > 0 ? R(at.slope * decay.left) : R(at.slope / decay.left);
        return {g, g, by > 0 ? R(at.slope * decay.lost) : R(-g * decay.lost)};
    }
    template <Scalar R>
    [[nodiscard]] std::array<R, 2> bend(const R& V) const {
        using std::log;
        return {-infinite<R>, V > 1 ? R(log(V)) : R(0)};
    }
};

}  // namespace lazyrisk
