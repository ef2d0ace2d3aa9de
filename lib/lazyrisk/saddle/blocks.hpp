// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Functions of many numbers at once, x <- f(x), in every precision: vectorised where the numbers are doubles.
#pragma once

#include <cmath>
#include <span>
#include <type_traits>

#include "lazyrisk/loss/logistic.hpp"
#include "lazyrisk/numerics/vectorised.hpp"
#include "lazyrisk/saddle/normal.hpp"

namespace lazyrisk::elementwise {

/// phi(x).
template <Scalar R>
void normal_density(std::span<R> x) {
    if constexpr (std::is_same_v<R, double>) {
        vectorised::gaussian(x);
        for (R& y : x) y *= one_div_root_two_pi<R>();
    } else {
        for (R& y : x) y = lazyrisk::normal_density(y);
    }
}

/// Phi(x).
template <Scalar R>
void normal_cdf(std::span<R> x) {
    if constexpr (std::is_same_v<R, double>)
        vectorised::normal_cdf(x);
    else
        for (R& y : x) y = lazyrisk::normal_cdf(y);
}

/// 1/(1 + e^-x).
template <Scalar R>
void sigmoid(std::span<R> x) {
    if constexpr (std::is_same_v<R, double>)
        vectorised::sigmoid(x);
    else
        for (R& y : x) y = lazyrisk::sigmoid(y);
}

template <Scalar R>
void tanh(std::span<R> x) {
    using std::tanh;
    if constexpr (std::is_same_v<R, double>)
        vectorised::tanh(x);
    else
        for (R& y : x) y = tanh(y);
}

}  // namespace lazyrisk::elementwise
