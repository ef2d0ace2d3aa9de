// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// E s'(u)s'(v) of an activation with kinks, at one angle.  Formula (9.20).
#pragma once

#include "lazyrisk/dual/pieces.hpp"

namespace lazyrisk {

/// Mean over two standard normals u, v of correlation cos(angle), by Gauss rules on pieces without kinks: with
/// independent p, w
///
///     u = p cos(angle/2) - w sin(angle/2),   v = p cos(angle/2) + w sin(angle/2)
///
/// the kinks lie at p cos = kink +- w sin, and where two of them meet the outer variable w is split.  Beyond pi/2 the
/// same for pi - angle and s'(u)s'(-v).
class PlaneAverage {
public:
    /// `refinement` as in GaussPanels. `pieces` is kept by reference.
    PlaneAverage(const Pieces& pieces, double refinement);
    /// Cost: some 10^4 evaluations of s'.
    [[nodiscard]] long double operator()(long double angle) const;

private:
    const Pieces& pieces_;
    GaussPanels rules_;
    bool halved_;                          ///< s' is even or odd
    std::vector<ResolvedPanel> outer_[2];  ///< in y = w sin(angle/2); for angle and for pi - angle

    /// Integral over p at y = w sine.
    [[nodiscard]] long double line(bool reflected, long double y, long double w, long double cosine) const;
    void plan(bool reflected);
};

}  // namespace lazyrisk
