// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The normal distribution in every precision.
#pragma once

#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <type_traits>

#include "lazyrisk/numerics/constants.hpp"
#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

template <Scalar R>
R normal_density(const R& x) {
    using std::exp;
    return one_div_root_two_pi<R>() * R(exp(R(-x * x / 2)));
}

/// Phi(x).
template <Scalar R>
R normal_cdf(const R& x) {
    if constexpr (std::is_same_v<R, double>)
        return std::erfc(-x * half_root_two<R>()) / 2;
    else
        return boost::math::erfc(R(-x * half_root_two<R>())) / 2;
}

/// log Phi(x), where Phi itself would be 0 as well.
template <Scalar R>
R log_normal_cdf(const R& x) {
    using std::log;
    if (x > R(-36)) return log(normal_cdf(x));
    R sum(1), term(1);  // the asymptotic series, whose terms here fall below rounding before they grow
    for (int k = 1; k < 30; ++k) {
        term *= -R(2 * k - 1) / (x * x);
        sum += term;
    }
    return log(R(one_div_root_two_pi<R>() * sum / -x)) - x * x / 2;
}

}  // namespace lazyrisk
