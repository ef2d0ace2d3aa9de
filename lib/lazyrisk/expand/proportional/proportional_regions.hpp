// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where the expansions of the proportional limit hold.  Formula (12.39)
#pragma once

#include "lazyrisk/expand/proportional/proportional.hpp"
#include "lazyrisk/expand/symbolic/condition.hpp"

namespace lazyrisk::proportional {

/// psi1 = psi2 = psi, lambda -> 0+.
Validity threshold_region();
/// One size below the other, lambda -> 0+.
Validity small_ridge_region(Smaller smaller);
/// The same at lambda = 0.
Validity ridgeless_region(Smaller smaller);
Validity ridgeless_peak_region(Smaller smaller);
Validity crossover_region();
/// One size infinite and a ridge; no ridge.
Validity infinite_size_region(bool width);
Validity ridgeless_infinite_size_region(bool width);
Validity large_ridge_region();
Validity wide_optimum_region();
/// Of the onset and of the series there.
Validity onset_region(bool series);
Validity linear_region(bool width_is_1, bool samples_is_1);
/// What every series in a small ridge needs: the Newton polygon chooses among them.
Validity ridge_to_zero_region();

}  // namespace lazyrisk::proportional
