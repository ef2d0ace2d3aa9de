// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Layers of random features at the precision of the program: doubles in and out, more inside where it takes them.
#pragma once

#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/risk/optimal_ridge.hpp"
#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// The risk of a spectrum with layers.  Formulas (16.13)-(16.18).
///
/// In doubles; where sizes are so nearly equal that their rounding shows, again in 80-bit numbers or with 100 digits.
/// The widths are those of the layers; `effective_ridge` is the innermost nu in the units of the spectrum, so that
/// L = s/(s + nu), degrees_of_freedom those of the last layer, degrees_of_freedom_2 those of infinitely many averaged
/// networks. Throws NotCovered for a negative ridge.
Risk<> layers_risk(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& op);

/// Throws NotCovered, of `what`, where features come in layers or in kinds side by side.
void require_one_layer(const Spectrum<>& spectrum, const char* what);

/// By scan_ridges.
OptimalRidge<> layers_optimal_ridge(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& op);

}  // namespace lazyrisk
