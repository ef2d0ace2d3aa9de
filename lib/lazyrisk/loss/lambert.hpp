// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// W(e^a), the root of w + log w = a: Lambert's function where its argument would overflow.
#pragma once

#include <cmath>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// Halley's steps on w + log w = a, in w above 1 and in log w below.  To rounding for every finite a.
template <Scalar R>
R lambert_of_exp(const R& a) {
    using std::abs, std::exp, std::log, std::log1p;
    const R epsilon = std::numeric_limits<R>::epsilon();
    if (a < -40 * R(std::numeric_limits<R>::digits) / 53) {  // w = e^a (1 - e^a + ...)
        return exp(a);
    }
    R w = a > 1 ? R(a - log(a) * (1 - 1 / (1 + a))) : R(log1p(R(exp(a))) * R(0.8));
    for (int step = 0; step < 60; ++step) {
        // u = log w: u + e^u = a; Newton in u of a convex function with a Halley correction
        const R off = w + log(w) - a;
        const R by = off * w / (1 + w);  // Newton in w
        const R corrected = by / (1 + off / (2 * (1 + w) * (1 + w)));
        const R next = w - corrected;
        const bool settled = !(abs(corrected) > 2 * epsilon * w);
        w = next > 0 ? next : R(w / 2);
        if (settled) break;
    }
    return w;
}

/// At most W(e^a), and no less than 0.7 of it: log(1 + z) > W(z) > 0.76 log(1 + z) up to z = e, a - log a from there
/// on.
template <Scalar R>
R lambert_below(const R& a) {
    using std::exp, std::log, std::log1p;
    return a > 1 ? R(a - log(a)) : R(R(0.76) * log1p(R(exp(a))));
}

}  // namespace lazyrisk
