// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Any kernel h(t) tabulated: millions of entries at a few nanoseconds each.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "lazyrisk/simulate/angle_pieces.hpp"

namespace lazyrisk {

/// h(t), t = cos of the angle, by polynomials of degree 7 in v = sqrt(1 - |t|), 256 pieces for either sign of t: an
/// entry costs a square root. Pieces that miss h by more than 1e-12 h(1) (at kinks and singular ends) are evaluated
/// directly.
class ZonalTable {
public:
    /// `h` of the angle; kept, called from any thread. Cost: about 8000 evaluations.
    explicit ZonalTable(std::function<double(double)> h);
    [[nodiscard]] double operator()(double t) const;
    /// t <- h(t), elementwise.
    void apply(std::span<double> t) const {
        for (double& x : t) x = (*this)(x);
    }
    /// h(1).
    [[nodiscard]] double diagonal() const { return diagonal_; }

private:
    std::function<double(double)> h_;
    AnglePieces pieces_;
    std::vector<std::uint8_t> direct_;  // piece by piece
    double diagonal_ = 0;
};

}  // namespace lazyrisk
