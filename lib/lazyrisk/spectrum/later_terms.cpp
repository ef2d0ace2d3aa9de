// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/later_terms.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/harmonics/vanishing.hpp"

namespace lazyrisk {

int degrees_of_limit(double scale) {
    constexpr int degrees = 60;  // the tail is summed, not subtracted, as far as it is resolved
    return scale < degrees + 1 ? std::max(degrees, 2 * int(std::ceil(scale))) : degrees;
}

std::vector<EigenvalueTerm> later_terms(const Amplitudes& limit, int degree, double exponents, long double factor) {
    std::vector<EigenvalueTerm> terms;
    const int orders = int(std::max(0.0, exponents - degree)) / 2;
    if (orders == 0 || factor == 0) return terms;
    int exponent = degree;
    for (const Coefficient& c : orders_below_vanishing(limit, degree, orders))
        terms.push_back(
            {exponent += 2, factor * c.value * c.value, factor * (2 * std::abs(c.value) + c.error) * c.error});
    return terms;
}

}  // namespace lazyrisk
