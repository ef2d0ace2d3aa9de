// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The Matern correlation as a function of the distance.  Formula (9.15).
#pragma once

#include <boost/math/special_functions/bessel.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace lazyrisk {

inline constexpr int most_closed_matern = 40;

/// nu = p + 1/2: a polynomial times an exponential; p, or -1 for any other nu.
inline int closed_matern_order(double nu) {
    const double p = nu - 0.5;
    return p >= 0 && p <= most_closed_matern && p == std::floor(p) ? int(p) : -1;
}

/// e^{-z} p!/(2p)! sum_i (p+i)!/(i!(p-i)!) (2z)^{p-i}: positive terms.
template <class R>
R closed_matern(int p, const R& z) {
    using std::exp;
    // Horner from i = 0, coefficients c_i = (p+i)!/(i!(p-i)!), divided by c_p = (2p)!/p!
    R coefficient(1), sum(0), scale(1);
    for (int i = p + 1; i <= 2 * p; ++i) scale *= R(i);
    for (int i = 0; i <= p; ++i) {
        sum = sum * 2 * z + coefficient;
        coefficient *= R((p + i + 1) * (p - i)) / R(i + 1);
    }
    return exp(R(-z)) * sum / scale;
}

/// z^nu K_nu(z) 2^{1-nu}/Gamma(nu), 1 at z = 0.
template <class R>
R matern(double nu, const R& z) {
    using std::exp;
    using std::log;
    if (const int p = closed_matern_order(nu); p >= 0) return closed_matern(p, z);
    if (!(z > R(1e-300))) return R(1);
    if (z > R(11000)) return R(0);  // below the range of 80 bits
    const R v(nu);
    return exp(R(v * log(R(z / 2)) - boost::math::lgamma(v))) * 2 * boost::math::cyl_bessel_k(v, z);
}

}  // namespace lazyrisk
