// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What no single point shows: all of them a little above the theory, or all of them the theory times one factor.
#pragma once

#include <vector>

namespace lazyrisk {

struct Measured;

/// Points that share draws count as one observation.  Formula (8.17).
struct CommonDeviation {
    int groups = 0;           ///< observations: points, or groups of points that share draws
    int above = 0;            ///< of these above the theory
    double sign_p = 1;        ///< sign test, exact, two-sided
    double factor_p = 1;      ///< that the factor is not 1: the groups' z as normal scores, their weighted sum
    double factor = 1;        ///< where that sum vanishes; 1 where both p are above 5 %
    double factor_error = 0;  ///< half of the interval where it is at most 1
    double beyond_p = 1;      ///< that the factor is further from 1 than the tolerance
};

/// Of the points with these numbers: finite, positive theories and a spread. Fewer than two points: nothing in common.
CommonDeviation common_deviation(const std::vector<Measured>& points, const std::vector<std::size_t>& which,
                                 double tolerance);

}  // namespace lazyrisk
