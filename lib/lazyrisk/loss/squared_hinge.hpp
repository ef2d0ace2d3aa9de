// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The squared hinge loss (1 - y f)_+^2/2.
#pragma once

#include <array>

#include "lazyrisk/loss/moreau.hpp"

namespace lazyrisk {

struct SquaredHingeLoss {
    static constexpr bool residual = false;
    template <Scalar R>
    [[nodiscard]] R value(const R& x) const {
        return x < 1 ? R((1 - x) * (1 - x) / 2) : R(0);
    }
    template <Scalar R>
    [[nodiscard]] R slope(const R& x) const {
        return x < 1 ? R(1 - x) : R(0);
    }
    template <Scalar R>
    [[nodiscard]] R curvature(const R& x) const {
        return x < 1 ? R(1) : R(0);
    }
    template <Scalar R>
    [[nodiscard]] Moreau<R> moreau(const R& x, const R& V) const {
        if (x > 1) return {x, R(0), R(0)};
        const R g = (1 - x) / (1 + V);
        return {x + V * g, g, 1 / (1 + V)};
    }
    template <Scalar R>
    [[nodiscard]] std::array<R, 1> kinks(const R&) const {
        return {R(1)};
    }
    template <Scalar R>
    [[nodiscard]] std::array<LinearPiece<R>, 1> pieces(const R& V) const {
        return {{{-infinite<R>, R(1), 1 / (1 + V), 1 / (1 + V)}}};
    }
};

}  // namespace lazyrisk
