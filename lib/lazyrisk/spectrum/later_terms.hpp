// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the eigenvalues of an activation's kernel begin with where a Hermite coefficient vanishes.
#pragma once

#include <vector>

#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/spectrum/limit.hpp"

namespace lazyrisk {

/// Hermite coefficients that the limit at this scale needs: exponents up to e take degrees up to 2e. Formula (3.4)
int degrees_of_limit(double scale);

/// factor [d^{k/2} lambda_{d,k}]^2 d^-k in its orders d^-(k+2), d^-(k+4), ... up to d^-exponents, each as if those
/// before it were zero.  Formula (3.4)
std::vector<EigenvalueTerm> later_terms(const Amplitudes& limit, int degree, double exponents, long double factor = 1);

}  // namespace lazyrisk
