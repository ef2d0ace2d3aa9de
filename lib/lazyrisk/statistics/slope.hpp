// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Rates: slopes of logarithms.
#pragma once

#include <span>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// A slope with the interval that holds it with probability 95 %; -inf to inf where a single trial does not say.
struct Slope {
    double value = 0, low = -infinite<>, high = infinite<>;
};

/// The exponent r of values ~ widths^r: least squares of log value against log width in each trial, then mean and
/// Student interval over the trials, which share draws from width to width but not with each other.  Formula (14.8).
/// values[trial][width]. A trial with a value that is not positive is left out. Throws DomainError for fewer than two
/// widths.
Slope fitted_slope(std::span<const double> widths, std::span<const std::vector<double>> values);

}  // namespace lazyrisk
