// A mean and how far it may be trusted.
#pragma once

#include <cmath>

#include "lazyrisk/scalar.hpp"

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
        const double off = x - mean_;
        mean_ += off / count_;
        squares_ += off * (x - mean_);
    }
    [[nodiscard]] Estimate estimate() const {
        return {mean_, count_ < 2 ? infinite<> : std::sqrt(squares_ / (count_ - 1.0) / count_)};
    }

private:
    int count_ = 0;
    double mean_ = 0, squares_ = 0;
};

}  // namespace lazyrisk
