// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The kernel of infinitely many neurons, at one angle.
#pragma once

#include <utility>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/numerics/unit_rule.hpp"

namespace lazyrisk {

/// What of the activation is averaged.
enum class DualOf { value, derivative };

/// h(cos angle) = E_w s(<w,x>) s(<w,y>), or the same of s', w uniform on the unit sphere, |x| = |y| = sqrt(d) at that
/// angle, d >= 2.
///
/// Only the projection of w on the plane of x and y matters. Its length is sin(a) with density
/// (d-2) sin(a) cos(a)^{d-3} on [0, pi/2] (d = 2: length one), its direction is uniform; by the two reflections that
/// exchange x and y, half a turn is enough:                                                                   (8.3)
///
///     h = E_a (1/pi) int_0^pi s(r cos(b + angle/2)) s(r cos(b - angle/2)) db,   r = sqrt(d) sin(a).
///
/// b is split where either factor passes zero, so that a kink of s at 0 costs no accuracy; Gauss-Legendre on
/// each arc and on panels of a whose widths double from 2/sqrt(d), the scale of r.  Kinks elsewhere: see `at_kinks`.
class DualIntegral {
public:
    DualIntegral(Activation activation, int dimension, int order, DualOf of = DualOf::value);
    [[nodiscard]] double operator()(double angle) const;

    /// Angles in (0, pi), ascending, where h is not analytic: a point at a kink in both coordinates then lies at
    /// distance sqrt(d), the largest; |theta_i +- theta_j|, cos(theta_i) = kink_i/sqrt(d). Left out where the density
    /// dies there anyway (d > 60).
    [[nodiscard]] std::vector<double> singular_angles() const;

private:
    Activation activation_;
    int dimension_;
    UnitRule rule_;
    DualOf of_;
    std::vector<double> kinks_;                      // empty where 0 is the only one
    std::vector<double> ends_;                       // of the panels of a
    std::vector<std::pair<double, double>> radius_;  // (r, probability)

    [[nodiscard]] double density(double a) const;
    template <class S>
    [[nodiscard]] double at_zero(const S& s, double angle) const;
    template <class S>
    [[nodiscard]] double at_kinks(const S& s, double angle) const;
};

}  // namespace lazyrisk
