// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Interpolation at Chebyshev points of [-1, 1].
#pragma once

#include <boost/math/constants/constants.hpp>
#include <cmath>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// cos(pi (2i+1)/(2 size)): descending.
template <Scalar R>
std::vector<R> chebyshev_points(int size) {
    using std::cos;
    std::vector<R> x;
    for (int i = 0; i < size; ++i) x.push_back(cos(R(boost::math::constants::pi<R>() * (2 * i + 1) / (2 * size))));
    return x;
}

/// Coefficients of the interpolant with these values at the points, sum_j c_j T_j. O(size^2).
template <Scalar R>
std::vector<R> chebyshev_coefficients(const std::vector<R>& value, const std::vector<R>& x) {
    const std::size_t size = x.size();
    std::vector<R> c(size, R(0));
    for (std::size_t i = 0; i < size; ++i) {
        R before = x[i], now(1);
        for (std::size_t j = 0; j < size; ++j) {
            c[j] += value[i] * now;
            const R next = 2 * x[i] * now - before;
            before = now;
            now = next;
        }
    }
    for (std::size_t j = 0; j < size; ++j) c[j] *= R(j == 0 ? 1 : 2) / R(double(size));
    return c;
}

/// sum_j c_j T_j(x) by Clenshaw's recurrence.
template <Scalar R>
R chebyshev_sum(const std::vector<R>& c, const R& x) {
    const R twice = 2 * x;
    R now(0), before(0);
    for (std::size_t j = c.size(); j-- > 1;) {
        const R next = twice * now - before + c[j];
        before = now;
        now = next;
    }
    return x * now - before + c[0];
}

}  // namespace lazyrisk
