// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/vanishing.hpp"

#include <cmath>
#include <limits>

namespace lazyrisk {
namespace {

using Wide = long double;
using Series = std::vector<Wide>;  // in -1/d: all its coefficients are >= 0

/// prod_{i<k} 1/(1 + 2i/d).
Series prefactor(int k, std::size_t size) {
    Series p(size, 0);
    p[0] = 1;
    for (int i = 0; i < k; ++i)
        for (std::size_t s = 1; s < size; ++s) p[s] += 2 * i * p[s - 1];
    return p;
}

Series product(const Series& a, const Series& b) {
    Series c(a.size(), 0);
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; i + j < a.size(); ++j) c[i + j] += a[i] * b[j];
    return c;
}

}  // namespace

std::vector<Coefficient> orders_below_vanishing(const Amplitudes& limit, int degree, int orders) {
    const std::size_t size = std::size_t(orders) + 1;
    const Series front = prefactor(degree, size);
    std::vector<Coefficient> found(std::size_t(orders), Coefficient{0, 0});
    // phi_j, the j-th difference of prod_{l<i} 1/(1+(2k+2l)/d) at i = 0: with x = -1/d
    // phi_{j+1} (1-(2k+2j)x) = x [(2k+4j) phi_j + 2j phi_{j-1}], and the weight of mu_{k+2j} is front phi_j/(2^j j!)
    Series before(size, 0), now(size, 0);
    now[0] = 1;
    Wide divisor = 1, factorial = std::tgamma(Wide(degree) + 1);  // 2^j j!, (k+2j)!
    for (int j = 0; j < 2 * orders; ++j) {
        Series next(size, 0);
        for (std::size_t s = 1; s < size; ++s)
            next[s] = (2 * degree + 2 * j) * next[s - 1] + (2 * degree + 4 * j) * now[s - 1] + 2 * j * before[s - 1];
        before = std::move(now);
        now = std::move(next);
        divisor *= 2 * (j + 1);
        const int m = degree + 2 * (j + 1);
        factorial *= Wide(m) * (m - 1);
        if (std::size_t(m) >= limit.value.size()) break;
        const Wide g = limit.value[std::size_t(m)], error = limit.error[std::size_t(m)], root = std::sqrt(factorial);
        if (g == 0 && error == 0) continue;
        const Series weight = product(front, now);
        for (std::size_t s = 1; s < size; ++s) {
            const Wide w = (s % 2 ? -1 : 1) * weight[s] / divisor * root;
            found[s - 1].value += w * g;
            found[s - 1].error += std::abs(w) * (error + 64 * std::numeric_limits<Wide>::epsilon() * std::abs(g));
        }
    }
    return found;
}

}  // namespace lazyrisk
