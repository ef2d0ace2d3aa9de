// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where the deterministic equivalents are known to be off by more than a percent or two at finite dimension.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/risk/risk.hpp"

namespace lazyrisk {

/// A weak place of the equivalents. `error_bound` knows nothing of it: that is the numerical error of the formula
/// alone.
enum class Weakness {
    none,
    remainder,        ///< the risk is made of what learned degrees leave
    heavy_tails,      ///< few values of the features carry their fourth moment
    threshold,        ///< n = p with a ridge below the smallest eigenvalue that a draw has there
    small_dimension,  ///< below 10
    labels            ///< harmonics of the label itself are learned, which the formula of a loss takes for noise
};

/// A part of the target and how much of it is learned.
struct LearnedPart {
    double energy;
    double learnability;
    double multiplicity;  ///< harmonics of that degree
};

/// The first that applies, in the order above; none in the limit d -> infinity and for a given spectrum (a dimension
/// that is not finite).  `feature_kurtosis`: E s^4/(E s^2)^2 of the drawn features.  Thresholds and measurements:
/// (5.9).
Weakness weakness(const std::vector<LearnedPart>& target, const Operation<>& op, const Risk<>& risk, double dimension,
                  double feature_kurtosis);

/// A word, a colon and a sentence; empty for none.
std::string to_text(Weakness weakness);

}  // namespace lazyrisk
