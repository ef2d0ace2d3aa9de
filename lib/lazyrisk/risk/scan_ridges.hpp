// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>

#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/risk/optimal_ridge.hpp"
#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// Ridges over n between which something happens.
struct ScanRange {
    double least, largest;
};
/// Of a target with that noise on features of that spectrum.
ScanRange scan_range(const Spectrum<>& spectrum, const Target<>& target, double noise_variance);

/// The best ridge where a risk is a function of it and no more is known: eight points a decade over all scales of the
/// range; every dip is refined by Brent's method, the ends 0 and infinity are compared. From `lowest` on,
/// 0 or negative, which is not attained.  Formula (7.2).  Cost: some 300 risks.
OptimalRidge<> scan_ridges(const ScanRange& range, const std::function<double(double ridge_over_samples)>& test_error,
                           double lowest = 0);

}  // namespace lazyrisk
