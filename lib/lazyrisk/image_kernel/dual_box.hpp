// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A part of the table of a dual.  Formula (18.11).
#pragma once

#include <array>
#include <memory>
#include <mutex>

#include "lazyrisk/dual/conditional_mean.hpp"
#include "lazyrisk/image_kernel/pixel_dual.hpp"
#include "lazyrisk/numerics/trivariate.hpp"

namespace lazyrisk {

/// Two variances, by their logarithms to base 2, and the angle of u and v.
using DualPoint = std::array<double, 3>;

/// Polynomials, or halves along one axis or more, or, where halving does not help, nothing: every value is then found
/// by itself. Which of them it is, is found when the first value is asked for.
class DualBox {
public:
    DualBox(const DualPoint& low, const DualPoint& high) : low_(low), high_(high) {}

    /// At a point of the box; slope 0 where it was not asked for. Safe from many threads. Throws as Pieces.
    [[nodiscard]] PixelDual::Value at(const Activation& s, bool with_slope, const DualPoint& point) const;

private:
    DualPoint low_, high_;
    std::array<int, 3> halvings_{};
    mutable std::once_flag made_;
    mutable bool resolved_ = false;
    mutable Trivariate value_, slope_;
    mutable unsigned halved_ = 0;                            ///< a bit an axis
    mutable std::array<std::unique_ptr<DualBox>, 8> parts_;  ///< by the bits of the upper halves

    struct Sides;
    void make(const Activation& s, bool with_slope) const;
    [[nodiscard]] Trivariate interpolant(const Sides& sides, MeanOf of, DualPoint& off) const;
    void look_along_axes(const Sides& sides, MeanOf of, DualPoint& off) const;
    void halve(const DualPoint& off) const;
    [[nodiscard]] double middle(std::size_t axis) const { return (low_[axis] + high_[axis]) / 2; }
    /// Where in the box x of [-1, 1] is.
    [[nodiscard]] double place(std::size_t axis, double x) const {
        return middle(axis) + (high_[axis] - low_[axis]) / 2 * x;
    }
    [[nodiscard]] Trivariate::Basis basis(std::size_t axis, double place) const {
        return Trivariate::basis((2 * place - low_[axis] - high_[axis]) / (high_[axis] - low_[axis]));
    }
};

}  // namespace lazyrisk
