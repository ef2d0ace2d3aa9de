// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Functions of a correlation as short polynomials.
#pragma once

#include <vector>

namespace lazyrisk {

/// With y = 1 - |c|: arc(y) = acos(|c|)/(pi y^{1/2}) and rest(y) = (1+|c|)^{1/2}/pi - |c| arc(y) are smooth on [0, 1],
/// k0 = 1 - y^{1/2} arc, k1 = |c| + y^{1/2} rest for c >= 0. Formula (18.7).
struct ArcCosinePolynomials {
    std::vector<double> arc, rest;  ///< powers of y, ascending
};
/// Chebyshev interpolants: degree 7 is good to 1e-8, 16 to 5e-16.
ArcCosinePolynomials arc_cosine_polynomials(int degree);

/// Chebyshev coefficients of exp(gamma (c - 1)) on [-1, 1], as many as are above `accuracy`.
std::vector<double> embedding_series(double gamma, double accuracy);

}  // namespace lazyrisk
