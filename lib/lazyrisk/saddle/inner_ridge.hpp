// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The inner maximum of the saddle: the effective ridge u = k - k0 at which
//     (beta nu1/lambda)^2 T2 + c2 t^2 = r^2                                                               (15.7)
// increasing in u; eta = lambda/nu1.
#pragma once

#include <cmath>
#include <optional>

#include "lazyrisk/numerics/jet.hpp"
#include "lazyrisk/saddle/learned_field.hpp"

namespace lazyrisk {

template <Scalar R>
struct InnerRidge {
    R u;
    FieldSums<R> field;
    R eta;
    R curvature;  ///< d/deta of (beta^2 T2/eta^2 + c2 t^2)/2, negative
};

/// Nothing where no ridge is large enough: the constraint on r is not active.
template <Scalar R, class Sums>
std::optional<InnerRidge<R>> inner_ridge(const Sums& field, const R& ridge, const R& t, const R& r, const R& beta,
                                         R u) {
    using std::abs, std::exp, std::log;
    const R epsilon = std::numeric_limits<R>::epsilon(), wanted = r * r, scaled = beta / ridge;
    R low(0), high = infinite<R>;
    if (!(u > R(0))) u = R(1);
    R last = infinite<R>;
    for (int step = 0; step < 300; ++step) {
        const FieldSums<Jet<R>> at = field.at(Jet<R>(u, R(1)));
        const R by_beta = scaled * at.nu1.value;
        const R value = by_beta * by_beta * at.T2.value + at.c2.value * t * t;
        const R slope =
            scaled * scaled * at.nu1.value * (2 * at.nu1.derivative * at.T2.value + at.nu1.value * at.T2.derivative) +
            at.c2.derivative * t * t;
        const auto found = [&]() -> InnerRidge<R> {
            const R eta = ridge / at.nu1.value, deta = -eta * at.h.value / at.nu1.value;
            const auto plain = [](const Jet<R>& x) { return x.value; };
            return {u,
                    {plain(at.k), plain(at.nu1), plain(at.T1), plain(at.T2), plain(at.a1), plain(at.omega1),
                     plain(at.c2), plain(at.slope), plain(at.slope_per_k), plain(at.energy_slope), plain(at.h),
                     plain(at.D2), plain(at.learned2)},
                    eta,
                    slope / deta / 2};
        };
        (value < wanted ? low : high) = u;
        // Newton in log u of log value
        const R off = log(R(value / wanted)), rate = slope * u / value;
        const R by = rate > R(0) ? R(off / rate) : infinite<R>;
        if (abs(by) <= 4 * epsilon || (abs(by) < R(1e-10) && abs(by) >= last)) return found();
        if (abs(off) <= 2 * epsilon) return found();
        last = abs(by);
        R next = abs(by) < R(20) ? R(u * exp(R(-by))) : R(0);
        if (!(next > low && next < high)) {
            if (is_infinite(high)) {
                next = low > R(0) ? R(low * R(1e3)) : R(u * R(1e3));
                if (next > R(1e150)) return std::nullopt;
            } else if (low > R(0)) {
                using std::sqrt;
                next = sqrt(low) * sqrt(high);
                if (high / low < 1 + 4 * epsilon) return found();
            } else {
                next = high / R(1e3);
                if (next < R(1e-250)) return std::nullopt;
            }
        }
        u = next;
    }
    return std::nullopt;
}

}  // namespace lazyrisk
