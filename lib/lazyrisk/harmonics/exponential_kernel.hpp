// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Masses of exp(z (t - 1)): ratios of Bessel functions, all terms positive.  Formula (9.14).
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/harmonics/zonal.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// M_k of exp(z (t-1)), z > 0, at finite or infinite d: M_{k+1}/M_k = R_k g_k, g_k = d I_{k+d/2}(z)/I_{k+d/2-1}(z) from
/// g_k = 1/((1 + 2k/d)/z + g_{k+1}/d^2), backwards from where g hardly matters; sum_k M_k = 1 fixes the scale.
/// Every mass and the tail with a relative error of a few roundings a degree. Cost O(degrees + min(z, sqrt(z d))).
/// Throws NotCovered where more than two million degrees matter.
inline ZonalMasses exponential_masses(long double z, double d, int degrees) {
    constexpr long double epsilon = std::numeric_limits<long double>::epsilon(), huge = 0x1p4000L;
    constexpr double most = 2e6;
    const long double inverse_d = inverse_dimension<long double>(d);
    const double peak = std::min(double(z), std::sqrt(double(z)) * std::sqrt(d));
    const double last = 2 * (peak + 12 * std::sqrt(std::min(peak, double(z)) + 1) + 60) + degrees + 1;
    if (last > most)
        throw NotCovered("an exponential kernel exp(z (t-1)) with z = " + to_text(double(z)) + " at dimension " +
                         to_text(d) + " spreads over more than a million degrees; a larger `bandwidth` would do");
    std::vector<long double> ratio(std::size_t(last) + 1, 0.0L);
    for (std::size_t k = ratio.size(); k-- > 0;) {
        const long double g = k + 1 < ratio.size() ? ratio[k + 1] : 0.0L;
        ratio[k] = 1 / ((1 + 2 * (long double)k * inverse_d) / z + inverse_d * inverse_d * g);
    }
    ZonalMasses m;
    m.trace = 1;
    long double now = 1, sum = 1;
    m.value.push_back(1);
    for (std::size_t k = 0; k < ratio.size(); ++k) {
        now *= multiplicity_ratio(inverse_d, int(k)) * ratio[k];
        if (m.value.size() <= std::size_t(degrees))
            m.value.push_back(now);
        else
            m.tail += now;
        sum += now;
        if (sum > huge) {
            for (long double& value : m.value) value /= huge;
            m.tail /= huge, sum /= huge, now /= huge;
        }
    }
    for (std::size_t k = 0; k < m.value.size(); ++k) {
        m.value[k] /= sum;
        m.error.push_back((6 * (long double)ratio.size() + 60) * epsilon * m.value[k]);
    }
    m.tail /= sum;
    m.tail_error = (6 * (long double)ratio.size() + 60) * epsilon * m.tail;
    return m;
}

}  // namespace lazyrisk
