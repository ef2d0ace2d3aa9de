// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The hinge loss (1 - y f)_+ of support vector machines.
#pragma once

#include <array>

#include "lazyrisk/loss/moreau.hpp"

namespace lazyrisk {

struct HingeLoss {
    static constexpr bool residual = false;
    template <Scalar R>
    [[nodiscard]] R value(const R& x) const {
        return x < 1 ? R(1 - x) : R(0);
    }
    template <Scalar R>
    [[nodiscard]] R slope(const R& x) const {
        return x < 1 ? R(1) : R(0);
    }
    template <Scalar R>
    [[nodiscard]] R curvature(const R&) const {
        return R(0);
    }
    template <Scalar R>
    [[nodiscard]] Moreau<R> moreau(const R& x, const R& V) const {
        if (x > 1) return {x, R(0), R(0)};
        if (x < 1 - V) return {x + V, R(1), R(0)};
        return {R(1), (1 - x) / V, 1 / V};
    }
    template <Scalar R>
    [[nodiscard]] std::array<R, 2> kinks(const R& V) const {
        return {1 - V, R(1)};
    }
    template <Scalar R>
    [[nodiscard]] std::array<LinearPiece<R>, 2> pieces(const R& V) const {
        return {{{-infinite<R>, 1 - V, R(1), R(0)}, {1 - V, R(1), 1 / V, 1 / V}}};
    }
};

}  // namespace lazyrisk
