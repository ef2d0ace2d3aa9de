// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a coefficient of an activation begins with in 1/d where its Hermite coefficient vanishes.
#pragma once

#include <vector>

#include "lazyrisk/harmonics/amplitudes.hpp"

namespace lazyrisk {

/// A number with a bound on its absolute error.
struct Coefficient {
    long double value, error;
};

/// Coefficients of d^-1, d^-2, ..., d^-orders of d^{k/2} lambda_{d,k}, lambda_{d,k} = E s P_k = g_k/sqrt(B), from the
/// amplitudes at d = infinity, where mu_k counts as zero: order d^-s is a sum over mu_{k+2}, ..., mu_{k+4s}. Sums of
/// positive weights, no digits are lost but to the signs of mu. Needs amplitudes up to degree k + 4 orders, or a
/// polynomial of finite rank: then those beyond are zero.  Formulas (3.4), (12.25), (12.26)
std::vector<Coefficient> orders_below_vanishing(const Amplitudes& limit, int degree, int orders);

}  // namespace lazyrisk
