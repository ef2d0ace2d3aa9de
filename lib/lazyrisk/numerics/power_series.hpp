// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Truncated power series with coefficients >= 0: sums and products only, so that every coefficient keeps its relative
// accuracy.
#pragma once

#include <cmath>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// c[m] belongs to t^m; all series of one calculation have the same length.
template <Scalar R>
using PowerSeries = std::vector<R>;

/// (a b)[m], m < the common length; cost O(length^2).
template <Scalar R>
R product_coefficient(const PowerSeries<R>& a, const PowerSeries<R>& b, std::size_t m) {
    R sum(0);
    for (std::size_t j = 0; j <= m; ++j) sum += a[j] * b[m - j];
    return sum;
}

template <Scalar R>
PowerSeries<R> product(const PowerSeries<R>& a, const PowerSeries<R>& b) {
    PowerSeries<R> c(a.size());
    for (std::size_t m = 0; m < a.size(); ++m) c[m] = product_coefficient(a, b, m);
    return c;
}

/// The series with derivative f S' and the constant term `start`: F(S) where F' = f.
template <Scalar R>
PowerSeries<R> integral_along(const PowerSeries<R>& f, const PowerSeries<R>& s, const R& start) {
    PowerSeries<R> slope(s.size(), R(0)), result(s.size(), R(0));
    for (std::size_t m = 0; m + 1 < s.size(); ++m) slope[m] = R(double(m + 1)) * s[m + 1];
    result[0] = start;
    for (std::size_t m = 0; m + 1 < s.size(); ++m) result[m + 1] = product_coefficient(f, slope, m) / R(double(m + 1));
    return result;
}

/// w = (1 - S^2)^{-1/2} from w' = S S' w^3, all terms positive; one_minus_square = 1 - S(0)^2 > 0.  Formula (9.8).
template <Scalar R>
PowerSeries<R> inverse_root(const PowerSeries<R>& s, const R& one_minus_square) {
    using std::sqrt;
    const std::size_t size = s.size();
    PowerSeries<R> p(size, R(0)), w(size, R(0)), square(size, R(0)), cube(size, R(0));
    for (std::size_t m = 0; m + 1 < size; ++m) p[m] = R(double(m + 1)) * product_coefficient(s, s, m + 1) / 2;
    w[0] = R(1) / sqrt(one_minus_square);
    for (std::size_t m = 0; m < size; ++m) {
        if (m > 0) w[m] = product_coefficient(p, cube, m - 1) / R(double(m));
        square[m] = product_coefficient(w, w, m);
        cube[m] = product_coefficient(square, w, m);
    }
    return w;
}

/// sum_k a[k] S^k by blocks of about sqrt(K) powers: 2 sqrt(K) products.
template <Scalar R>
PowerSeries<R> composition(const std::vector<R>& a, const PowerSeries<R>& s) {
    const std::size_t size = s.size(), block = std::size_t(std::ceil(std::sqrt(double(a.size()))));
    std::vector<PowerSeries<R>> power(block + 1, PowerSeries<R>(size, R(0)));
    power[0][0] = R(1);
    for (std::size_t j = 1; j <= block; ++j) power[j] = j == 1 ? s : product(power[j - 1], s);
    PowerSeries<R> result(size, R(0));
    for (std::size_t first = (a.size() - 1) / block * block;; first -= block) {
        result = product(result, power[block]);
        for (std::size_t j = 0; j < block && first + j < a.size(); ++j)
            for (std::size_t m = 0; m < size; ++m) result[m] += a[first + j] * power[j][m];
        if (first == 0) return result;
    }
}

}  // namespace lazyrisk
