// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Closed form for |x|^p and sgn(x)|x|^p: one two-term recurrence for both parities.  Formulas (1.5), (1.6).
#pragma once

#include <boost/math/constants/constants.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <vector>

#include "lazyrisk/activation/power.hpp"
#include "lazyrisk/harmonics/dimension.hpp"

namespace lazyrisk {

/// E|x|^p on the sphere of radius sqrt(d) (a coordinate), p >= 0 an integer.  Formula (1.5).
template <Scalar R>
R absolute_moment(double d, int p) {
    using std::sqrt;
    const R inverse_d = inverse_dimension<R>(d);
    R moment(1);
    if (p % 2 == 1)
        moment = d == infinite<> ? boost::math::constants::root_two_div_pi<R>()
                                 : R(sqrt(R(d)) * boost::math::constants::one_div_root_pi<R>() *
                                     boost::math::tgamma_delta_ratio(R(R(d) / 2), R(0.5)));
    for (int q = p % 2; q < p; q += 2) moment *= R(q + 1) / (R(1) + q * inverse_d);
    return moment;
}

/// Amplitudes 0 .. degrees of a Power at dimension d.
template <Scalar R>
std::vector<R> power_amplitudes(const Power& s, double d, int degrees) {
    using std::sqrt;
    const R inverse_d = inverse_dimension<R>(d);
    const int p = s.exponent;
    std::vector<R> g(std::size_t(degrees) + 1, R(0));
    const R even = s.even<R>(), odd = s.odd<R>();
    if (even != R(0)) g[0] = even * absolute_moment<R>(d, p);
    if (odd != R(0) && degrees >= 1) g[1] = odd * absolute_moment<R>(d, p + 1);
    for (int k = 0; k + 2 <= degrees; ++k) {
        const R step = sqrt(R(multiplicity_ratio(inverse_d, k) * multiplicity_ratio(inverse_d, k + 1)));
        g[std::size_t(k) + 2] = g[std::size_t(k)] * R(p - k) * step / (R(1) + (k + p) * inverse_d);
    }
    return g;
}

/// f(k, g_k^2) for k = 0 .. degrees with g_k != 0: the squares need no root.
template <Scalar R, class F>
void for_each_power_square(const Power& s, double d, int degrees, const F& f) {
    const R inverse_d = inverse_dimension<R>(d);
    const int p = s.exponent;
    const R even = s.even<R>(), odd = s.odd<R>();
    const R start[2] = {even * absolute_moment<R>(d, p), odd * absolute_moment<R>(d, p + 1)};
    for (int parity = 0; parity < 2; ++parity) {
        R square = start[parity] * start[parity];
        for (int k = parity; k <= degrees && square != R(0); k += 2) {
            f(k, square);
            const R step = R(p - k) / (R(1) + (k + p) * inverse_d);
            square *= step * step * multiplicity_ratio(inverse_d, k) * multiplicity_ratio(inverse_d, k + 1);
        }
    }
}

/// sum of g_k^2 for k > degrees: E s^2 minus what is below. The difference of two numbers near each other, so R should
/// carry twice the digits wanted.
template <Scalar R>
R power_tail(const Power& s, double d, int degrees) {
    const R even = s.even<R>(), odd = s.odd<R>();
    R tail = (even * even + odd * odd) * absolute_moment<R>(d, 2 * s.exponent);
    for_each_power_square<R>(s, d, degrees, [&](int, const R& square) { tail -= square; });
    return tail;
}

}  // namespace lazyrisk
