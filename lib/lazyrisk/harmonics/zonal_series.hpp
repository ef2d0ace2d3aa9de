// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Masses from the Taylor coefficients of h at t = 0: sums of positive terms.  Formula (9.3).
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/numerics/power_series.hpp"

namespace lazyrisk {

/// Masses and bounds on their errors. A mass whose terms all vanish is an exact zero, with error 0.
template <Scalar R>
struct SeriesMasses {
    std::vector<R> value, error;
};

/// sum_m a_m c(m,k), t^m = sum_k c(m,k) P_k(t), sum_k c(m,k) = 1, for k = 0 .. degrees at finite or infinite d.
/// `rest` bounds the sum of the coefficients from order a.size() on, `relative` the relative error of each coefficient,
/// `absolute` the absolute one.  Cost O(a.size() degrees).
template <Scalar R>
SeriesMasses<R> series_masses(const PowerSeries<R>& a, const R& rest, const R& relative, const R& absolute, double d,
                              int degrees) {
    const R inverse_d = inverse_dimension<R>(d), epsilon = std::numeric_limits<R>::epsilon();
    const int size = int(a.size());
    SeriesMasses<R> masses{std::vector<R>(std::size_t(degrees) + 1, R(0)),
                           std::vector<R>(std::size_t(degrees) + 1, R(0))};
    R diagonal(1);  // c(k,k)
    bool parity_present[2] = {false, false};
    for (int m = 0; m < size; ++m) parity_present[m % 2] = parity_present[m % 2] || a[std::size_t(m)] != R(0);
    for (int k = 0; k <= degrees; ++k) {
        R c = diagonal, sum(0), largest(0);
        int m = k;
        // no term of this parity from k on: an exact zero, unless the coefficients were cut off there
        bool structural = size > k + 32 && (absolute == R(0) || !parity_present[k % 2]);
        for (; m < size; m += 2) {
            sum += a[std::size_t(m)] * c;
            largest = std::max(largest, c);
            structural = structural && a[std::size_t(m)] == R(0);
            c *= R(m + 2) * R(m + 1) * inverse_d / (R(m - k + 2) * (R(1) + (m + k) * inverse_d));
        }
        // c(m,k) rises in m up to ((k-2)(k+d)+2)/(d-1), then falls
        R beyond = c;
        if (d != infinite<> && R(m) * R(d - 1) < R(k - 2) * (R(k) + R(d)) + 2) beyond = R(1);
        largest = std::max(largest, beyond);
        masses.value[std::size_t(k)] = sum;
        if (!structural)
            masses.error[std::size_t(k)] = std::min(R(1), beyond) * rest +
                                           (relative + R(6 * size + 60) * epsilon) * sum +
                                           absolute * std::min(R(1), largest);
        diagonal *= multiplicity_ratio(inverse_d, k) * R(k + 1) / (R(1) + 2 * k * inverse_d);
    }
    return masses;
}

}  // namespace lazyrisk
