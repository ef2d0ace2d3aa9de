// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Spherical harmonics in dimension d, with 1/d as the parameter: d = infinity (Hermite) is a value, not a branch.
#pragma once

#include <cmath>

#include "lazyrisk/numerics/require.hpp"
#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// 1/d in the scalar R. The dimension is exact in a double.
template <Scalar R>
R inverse_dimension(double d) {
    return d == infinite<> ? R(0) : R(1) / R(d);
}

/// R_k = (1/d) B(d,k+1)/B(d,k), finite for every d.  Formula (1.2).
template <Scalar R>
R multiplicity_ratio(const R& inverse_d, int k) {
    if (k == 0) return R(1);
    return (R(1) + 2 * k * inverse_d) * (R(1) + (k - 2) * inverse_d) / ((R(1) + (2 * k - 2) * inverse_d) * R(k + 1));
}

/// beta_k^2 of x q_k = beta_{k+1} q_{k+1} + beta_k q_{k-1}, x = sqrt(d) t; the Hermite limit is k.  Formula (1.3).
template <Scalar R>
R jacobi_squared(const R& inverse_d, int k) {
    if (k == 1) return R(1);
    return R(k) * (R(1) + (k - 3) * inverse_d) / ((R(1) + (2 * k - 2) * inverse_d) * (R(1) + (2 * k - 4) * inverse_d));
}

/// B(d,k+1) from B(d,k), d finite: a whole number as long as long doubles hold all of those.  Formula (1.2).
inline long double next_multiplicity(long double multiplicity, double d, int k) {
    constexpr long double countable = 0x1p60L;
    const long double next = multiplicity * ((long double)d * multiplicity_ratio(inverse_dimension<long double>(d), k));
    return next < countable ? std::round(next) : next;
}

/// log B(d,k), k >= 0, d finite: the number of harmonics of degree k.  Formula (1.1).  Absolute error about 1e-15 log
/// B.
template <Scalar R = double>
R log_multiplicity(double d, int k) {
    using std::log;
    R sum(0);
    const R inverse_d = inverse_dimension<R>(d);
    for (int j = 0; j < k; ++j) sum += log(R(R(d) * multiplicity_ratio(inverse_d, j)));
    return sum;
}

}  // namespace lazyrisk
