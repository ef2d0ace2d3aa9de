// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Huber's loss: u^2/2 up to |u| = threshold, linear beyond.
#pragma once

#include <array>
#include <cmath>

#include "lazyrisk/loss/moreau.hpp"

namespace lazyrisk {

struct HuberLoss {
    static constexpr bool residual = true;
    double threshold = 1;  ///< > 0; or 0, that of the least error, which answer() finds
    [[nodiscard]] bool is_best() const { return threshold == 0; }
    template <Scalar R>
    [[nodiscard]] R value(const R& u) const {
        const R a = u < 0 ? R(-u) : u, d(threshold);
        return a < d ? R(u * u / 2) : R(d * (a - d / 2));
    }
    /// l'(u)
    template <Scalar R>
    [[nodiscard]] R slope(const R& u) const {
        const R d(threshold);
        return u > d ? d : u < -d ? R(-d) : u;
    }
    template <Scalar R>
    [[nodiscard]] R curvature(const R& u) const {
        return (u < 0 ? R(-u) : u) < R(threshold) ? R(1) : R(0);
    }
    /// |u| below this is where M is quadratic, of curvature 1/(scale + V).
    template <Scalar R>
    [[nodiscard]] R edge(const R& V) const {
        return R(threshold) * (1 + V);
    }
    template <Scalar R>
    [[nodiscard]] R inner(const R& V) const {
        return 1 / (1 + V);
    }
    template <Scalar R>
    [[nodiscard]] R limit() const {
        return R(threshold);
    }
    /// Of p with |p| = share |u|: value = this times u^2.
    template <Scalar R>
    [[nodiscard]] R inside_loss(const R& share) const {
        return share * share / 2;
    }
    /// Beyond the edge the loss is limit (|u| - edge + this).
    template <Scalar R>
    [[nodiscard]] R outside_shift(const R&) const {
        return R(threshold) / 2;
    }
};

}  // namespace lazyrisk
