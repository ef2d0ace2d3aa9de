// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A small ridge beside any spectrum: numbers for coefficients, by the formulas of risk/ run on series.
#pragma once

#include "lazyrisk/expand/proportional/proportional.hpp"
#include "lazyrisk/expand/proportional/risk_in_digits.hpp"

namespace lazyrisk {

/// The quantity in lambda, the ridge per sample, at these sizes and this noise: a Taylor series off the threshold n =
/// p, in sqrt(lambda) on it. Not B and 1 + V.  Formula (12.37). Throws DomainError for an order above 12, NotCovered
/// where nothing is there to expand: both sizes infinite, or the rank of the spectrum equals the smaller size.
Expansion expand_in_ridge(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& at, Quantity quantity,
                          int order);

}  // namespace lazyrisk
