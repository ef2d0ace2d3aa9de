// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Constants to all digits of a number type, for headers that everybody includes: Boost.Math's take a second to read.
#pragma once

#include <cmath>
#include <type_traits>

namespace lazyrisk {

/// sqrt(1/2)
template <class R>
R half_root_two() {
    if constexpr (std::is_floating_point_v<R>) {
        return R(0.707106781186547524400844362104849039L);
    } else {
        static const R value = sqrt(R(2)) / 2;
        return value;
    }
}

/// 1/sqrt(2 pi)
template <class R>
R one_div_root_two_pi() {
    if constexpr (std::is_floating_point_v<R>) {
        return R(0.398942280401432677939946059934381868L);
    } else {
        static const R value = 1 / sqrt(2 * acos(R(-1)));
        return value;
    }
}

/// 2/sqrt(pi)
template <class R>
R two_div_root_pi() {
    if constexpr (std::is_floating_point_v<R>) {
        return R(1.12837916709551257389615890312154517L);
    } else {
        static const R value = 2 / sqrt(acos(R(-1)));
        return value;
    }
}

}  // namespace lazyrisk
