// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/cube.hpp"

#include <cmath>
#include <limits>

namespace lazyrisk {

CubeEigenvalues cube_eigenvalues(const std::function<long double(long double)>& h, int q, long double noise) {
    const std::size_t size = std::size_t(q) + 1;
    CubeEigenvalues xi{std::vector<long double>(size, 0), std::vector<long double>(size, 0)};
    long double norm = 0;
    for (int j = 0; j <= q; ++j) {  // j minus signs
        const long double log_weight = std::lgamma(1.0L + q) - std::lgamma(1.0L + j) - std::lgamma(1.0L + (q - j));
        const long double weight = q <= 60 ? std::ldexp(binomial(q, j), -q) : std::exp(log_weight - q * std::log(2.0L));
        const long double term = weight * h((q - 2.0L * j) / q);
        norm += std::abs(term);
        // s_1 ... s_l averaged over all choices of the minus signs: K_l(j), with K_{q-l}(j) = (-1)^j K_l(j)
        long double before = 0, now = 1;
        for (int l = 0; 2 * l <= q; ++l) {
            xi.value[std::size_t(l)] += term * now;
            if (2 * l < q) xi.value[std::size_t(q - l)] += (j % 2 == 0 ? term : -term) * now;
            const long double next = ((q - 2.0L * j) * now - l * before) / (q - l);
            before = now;
            now = next;
        }
    }
    // the weights of large cubes come from gamma functions: a few roundings of log(q!)
    const long double epsilon = std::numeric_limits<long double>::epsilon(),
                      weights = q <= 60 ? 4 : 8 * std::lgamma(2.0L + q);
    for (std::size_t l = 0; l < size; ++l)
        xi.error[l] = noise + (40 + weights + std::min(l, size - l)) * epsilon * norm;
    return xi;
}

long double binomial(int n, int k) {
    if (k < 0 || k > n) return 0;
    if (2 * k > n) k = n - k;
    long double value = 1;
    for (int i = 1; i <= k; ++i) {
        value = value * (n - k + i) / i;
        if (value < 0x1p60L) value = std::round(value);
    }
    return value;
}

}  // namespace lazyrisk
