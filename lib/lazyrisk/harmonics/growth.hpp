// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Functions that grow: whether there is a mean square, and whether the quadrature sees all of it.
#pragma once

#include "lazyrisk/activation/expression.hpp"
#include "lazyrisk/activation/sampled.hpp"

namespace lazyrisk {

/// Throws DomainError where E s^2 is infinite (d = infinity only: on a sphere |x| <= sqrt(d)) or leaves the range of a
/// double, NotConverged where s sqrt(density) has not fallen 38 e-folds below its greatest value at |x| = 390, where
/// the panels of (1.10) end.  Cost: up to 3000 evaluations.
void require_mean_square(const Expression& s, double d);
void require_mean_square(const Sampled& s, double d);

}  // namespace lazyrisk
