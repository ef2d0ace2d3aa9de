// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The square loss (y - f)^2/2, of labels +-1 as well (1 - y f)^2/2.
#pragma once

#include <array>

#include "lazyrisk/loss/moreau.hpp"

namespace lazyrisk {

struct SquareLoss {
    static constexpr bool residual = false;
    template <Scalar R>
    [[nodiscard]] R value(const R& x) const {
        return (1 - x) * (1 - x) / 2;
    }
    template <Scalar R>
    [[nodiscard]] R slope(const R& x) const {
        return 1 - x;
    }
    template <Scalar R>
    [[nodiscard]] R curvature(const R&) const {
        return R(1);
    }
    template <Scalar R>
    [[nodiscard]] Moreau<R> moreau(const R& x, const R& V) const {
        const R g = (1 - x) / (1 + V);
        return {x + V * g, g, 1 / (1 + V)};
    }
    template <Scalar R>
    [[nodiscard]] std::array<R, 0> kinks(const R&) const {
        return {};
    }
};

}  // namespace lazyrisk
