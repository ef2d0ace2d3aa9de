// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A mean and how far it may be trusted.
#pragma once

#include <cmath>
#include <span>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// Mean over independent trials and its standard error, sd/sqrt(trials); infinite for a single trial.  Formula (8.4).
struct Estimate {
    double mean = 0;
    double standard_error = infinite<>;
};

/// Running mean and sum of squared deviations (Welford, Technometrics 4, 1962): no cancellation.
class Accumulator {
public:
    void add(double x) {
        ++count_;
        if (std::isinf(x)) {
            infinite_ = x;
            return;
        }
        const double off = x - mean_;
        mean_ += off / count_;
        squares_ += off * (x - mean_);
    }
    [[nodiscard]] Estimate estimate() const {
        if (infinite_ != 0) return {infinite_};
        return {mean_, count_ < 2 ? infinite<> : std::sqrt(squares_ / (count_ - 1.0) / count_)};
    }

private:
    int count_ = 0;
    double mean_ = 0, squares_ = 0, infinite_ = 0;
};

/// What can be said without a second moment: the median, and an interval that covers the median of the distribution
/// with probability 95 % at least whatever the distribution is (order statistics; the whole range below 6 values).
/// Formula (8.9).
struct Median {
    double value = 0, low = 0, high = 0;
};
Median median(std::span<const double> values);

/// Whether a few values make most of the spread: the largest deviation is more than 0.3 of the sum of squares, and
/// larger than that of normal numbers (Grubbs' test at 1e-4). The standard error then means little.  Formula (8.9).
bool heavy_tailed(std::span<const double> values);

}  // namespace lazyrisk
