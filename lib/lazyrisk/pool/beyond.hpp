// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The error at more samples than there are.
#pragma once

#include "lazyrisk/pool/leave_one_out.hpp"
#include "lazyrisk/pool/pool.hpp"

namespace lazyrisk {

/// A number of a larger data set, one standard deviation between data sets of the size at hand, and the interval of
/// 95 %, even in its logarithm.
struct BeyondValue {
    double value = 0, error = 0, low = 0, high = 0;
    double slope = 0;  ///< d log/d log n
};

struct Beyond {
    double samples = 0;  ///< n asked for
    BeyondValue mse;
    BeyondValue class_error;  ///< 0 without labels; falls faster than in truth, by 11 % at eight times the points
    LeaveOneOut at_hand;
};

/// A power law through the errors at a quarter and at half of the pool's points, point by point, and at all of them
/// but one; its level is that of the last.  Formula (17.19). Heuristic: verified on two kernels of one data set, up to
/// eight times the points.
class BeyondLaw {
public:
    /// Throws DomainError for a ridge that is not finite, and for pools of fewer than 20 points.
    BeyondLaw(const Pool& pool, double ridge);
    /// Throws DomainError where `samples` is below the pool's number of points.
    [[nodiscard]] Beyond at(double samples) const;

private:
    double points_;
    LeaveOneOut at_hand_;
    double mse_slope_ = 0, class_slope_ = 0;
};

Beyond beyond(const Pool& pool, double ridge, double samples);

}  // namespace lazyrisk
