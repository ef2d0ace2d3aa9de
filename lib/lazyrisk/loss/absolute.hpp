// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The absolute loss |u|: the median's.
#pragma once

#include <array>
#include <cmath>

#include "lazyrisk/loss/moreau.hpp"

namespace lazyrisk {

struct AbsoluteLoss {
    static constexpr bool residual = true;
    template <Scalar R>
    [[nodiscard]] R value(const R& u) const {
        return u < 0 ? R(-u) : u;
    }
    /// l'(u)
    template <Scalar R>
    [[nodiscard]] R slope(const R& u) const {
        return u > 0 ? R(1) : u < 0 ? R(-1) : R(0);
    }
    template <Scalar R>
    [[nodiscard]] R curvature(const R&) const {
        return R(0);
    }
    template <Scalar R>
    [[nodiscard]] R edge(const R& V) const {
        return V;
    }
    template <Scalar R>
    [[nodiscard]] R inner(const R& V) const {
        return 1 / V;
    }
    template <Scalar R>
    [[nodiscard]] R limit() const {
        return R(1);
    }
    /// Inside the prox is 0.
    template <Scalar R>
    [[nodiscard]] R inside_loss(const R&) const {
        return R(0);
    }
    template <Scalar R>
    [[nodiscard]] R outside_shift(const R&) const {
        return R(0);
    }
};

}  // namespace lazyrisk
