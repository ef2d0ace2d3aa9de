// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The kernel of infinitely many neurons, tabulated: millions of entries at a few nanoseconds each.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/simulate/angle_pieces.hpp"
#include "lazyrisk/simulate/dual_integral.hpp"

namespace lazyrisk {

/// h(t), t = <x,y>/d, of DualIntegral for all t in [-1, 1], to 1e-12 h(1); h(1) itself to the quadrature's 1e-13.
///
/// h is analytic in the angle also where it is not in t (arc-cosine kernels): a Chebyshev fit in the angle, cut into
/// polynomials of degree 7 in v = sqrt(1 - |t|), which is sqrt(2) times sin(angle/2) for t >= 0, cos(angle/2) for
/// t < 0: an entry costs a square root, no inverse cosine.
/// Where s has kinks elsewhere than at 0, one fit between any two singular angles of h; pieces with such an angle in
/// them are evaluated by the fits.  Throws NotConverged where the quadrature or a fit does not settle.
class DualKernel {
public:
    explicit DualKernel(const Activation& activation, int dimension, DualOf of = DualOf::value);
    [[nodiscard]] double operator()(double t) const;
    /// t <- h(t), elementwise.
    void apply(std::span<double> t) const {
        for (double& x : t) x = (*this)(x);
    }
    /// h(1) = E s^2.
    [[nodiscard]] double diagonal() const { return diagonal_; }

private:
    AnglePieces pieces_;
    std::vector<double> ends_;                 // of the fits
    std::vector<std::vector<double>> series_;  // the fits
    std::vector<bool> direct_;                 // piece by piece: by the fits
    double diagonal_ = 0;

    [[nodiscard]] std::size_t panel_of(double angle) const;
    [[nodiscard]] double at_angle(double angle) const;
};

}  // namespace lazyrisk
