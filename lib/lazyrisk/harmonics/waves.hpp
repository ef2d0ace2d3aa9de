// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Closed form for e^{ax}, sin x and cos x: a power series without cancellation.  Formula (1.7).
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "lazyrisk/harmonics/dimension.hpp"

namespace lazyrisk {

/// 0F1-type factor F_k = sum_j prod_{i<j} (a2/2)/((i+1)(1+2(k+i)/d)), a2 = +-a^2; the limit is e^{a2/2}.
template <Scalar R>
R wave_series(const R& inverse_d, int k, const R& a2) {
    R sum(1), term(1);
    for (int i = 0; i < 10000; ++i) {
        term *= a2 / (R(2 * (i + 1)) * (R(1) + 2 * (k + i) * inverse_d));
        sum += term;
        if ((term < R(0) ? R(-term) : term) < std::numeric_limits<R>::epsilon() / 8) break;
    }
    return sum;
}

/// Amplitudes of e^x (sign = +1) or of the signed cos/sin pair e^{ix} (sign = -1: degree k belongs to cos if even, to
/// sin if odd, with the sign (-1)^{floor(k/2)}).
template <Scalar R>
std::vector<R> wave_amplitudes(double d, int degrees, int sign) {
    using std::sqrt;
    const R inverse_d = inverse_dimension<R>(d);
    std::vector<R> g(std::size_t(degrees) + 1);
    R prefactor(1);
    for (int k = 0; k <= degrees; ++k) {
        const bool negative = sign < 0 && k / 2 % 2 == 1;
        const R value = prefactor * wave_series(inverse_d, k, R(sign));
        g[std::size_t(k)] = negative ? R(-value) : value;
        prefactor *= sqrt(multiplicity_ratio(inverse_d, k)) / (R(1) + 2 * k * inverse_d);
    }
    return g;
}

}  // namespace lazyrisk
