// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Separability and margin of the linear model in 100 digits, by Newton's method.
#pragma once

#include "lazyrisk/expand/symbolic/condition.hpp"

namespace lazyrisk {

/// The ratio c of signal and spread that serves the labels best at the threshold, formula (15.18). Precondition: D > 0
/// or m < 1, where it is finite.
Digits threshold_ratio(const Digits& m, const Digits& D);
/// E(xi - c y s)_+^2.
Digits misfit(const Digits& c, const Digits& m, const Digits& D);
/// kappa with min_c E(kappa sqrt(1 + c^2) - c y s + xi)_+^2 = `share`, that is p/n; `ratio`: a c to start from.
Digits isotropic_margin(const Digits& share, const Digits& m, const Digits& D, const Digits& ratio);

}  // namespace lazyrisk
