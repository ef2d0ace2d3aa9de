// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The two-point equivalents: what two ridges on one draw have in common. At equal ridges they are the risk of
// section 5.
#pragma once

#include <vector>

#include "lazyrisk/resolvent/complex_point.hpp"
#include "lazyrisk/risk/aligned_target.hpp"

namespace lazyrisk {

/// Terms of the risk at two ridges.  Formulas (13.6)-(13.9).
struct TwoPoint {
    Complex bias, variance;              ///< of unit noise
    Complex train_bias, train_variance;  ///< times w2 of both; the variance with the noise of the labels
    Complex norm_bias, norm_variance;    ///< squared weights
};

/// Sums over levels and target at one point, laid out for products of two.
struct PointSums {
    ComplexPoint point;
    std::vector<double> mass_re, mass_im;  ///< M/(s + nu)
    std::vector<double> left_re, left_im;  ///< nu/(s + nu)
    std::vector<Complex> left, learned;    ///< of the target's parts
    Complex count, b1;                     ///< T; sum E q, the unlearned included

    PointSums(const ComplexSolver& solver, const AlignedTarget<>& target, const ComplexPoint& p);
};

/// All pairs of a and b, and of a and the conjugate of b. `ensemble` predictors of fresh features are averaged.
/// Cost: four real products a level.
struct TwoPoints {
    TwoPoint plain, mixed;
};
TwoPoints two_points(const PointSums& a, const PointSums& b, const ComplexSolver& solver, const AlignedTarget<>& target,
                     double ensemble);

}  // namespace lazyrisk
