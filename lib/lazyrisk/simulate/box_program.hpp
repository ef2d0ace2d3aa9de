// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Fits whose losses are piecewise linear or quadratic: their duals are quadratic programs in a box.
#pragma once

#include "lazyrisk/simulate/convex_newton.hpp"

namespace lazyrisk {

/// l(u) = max_{lower <= g <= upper} g u - curved g^2/2 of u = target - x: hinge 0..1, squared hinge 0..inf and curved,
/// margin 0..inf, Huber -D..D and curved, absolute -1..1.
struct BoxLoss {
    double lower = 0, upper = 1;
    bool curved = false;

    [[nodiscard]] double value(double u) const;
    /// l(u) + curved g^2/2 - g u >= 0, without cancellation; 0 where g is a slope of l at u.
    [[nodiscard]] double miss(double u, double g) const;
};

/// min_a sum_i l(target_i - x_i) + (ridge/2) |a|^2, and its dual
///     max_g target . g - curved |g|^2/2 - |S^T g|^2/(2 ridge), lower <= g <= upper,                          (15.26)
/// by a primal-dual interior point (Mehrotra's predictor and corrector), then the equations of the active set that it
/// points at, where their solution is the better one. Ridge 0, for features alone, is a linear or quadratic program of
/// its own kind, and goes the same way. Some 10 to 25 factors. Throws NotConverged where the gap stays above 1e-8.
///
/// The margin, upper infinite and not curved, is min |a|^2/2 with x >= target = 1, whatever the ridge, that is of the
/// order of G_ii; `bounded` is false where no a is found there whose |a| is below 1e7 over the root mean square of the
/// features' norms: labels that are not separable, or only within rounding.
ConvexMinimum box_minimum(PredictorSpace& space, const BoxLoss& loss, const Eigen::VectorXd& target, double ridge);

}  // namespace lazyrisk
