// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/growth.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

namespace {

template <class S>
void look_for_mean_square(const S& s, double d) {
    using Wide = long double;
    constexpr double first_reach = 20, last_reach = 390, step = 0.25;
    constexpr Wide digits = 38, largest_log = 340;  // squares stay below e^680
    constexpr int settled = 8;                      // points in a row: one alone may be a zero of s
    const bool flat = d == infinite<>;
    if (flat && !s.gaussian_square_integrable())
        throw DomainError(
            "activation", s.name(),
            "its square has no mean under the standard Gaussian (it grows like exp(x^2/4) or faster), as the limit "
            "d -> infinity needs; give a finite dim");
    const auto out_of_reach = [&] {
        return NotConverged("activation = " + s.name() +
                            ": it grows so fast that the quadrature cannot reach the end of E s(x)^2");
    };
    Wide greatest = -infinite<Wide>;
    int below = 0;
    for (double x = 0; flat || x * x < d; x += step) {
        Wide size = 0;
        for (const double at : {x, -x}) {
            const Wide value = s(Wide(at));
            if (!std::isfinite(value) && flat && x > first_reach) throw out_of_reach();
            if (!std::isfinite(value))
                throw DomainError("activation", s.name(),
                                  "it leaves the range of floating-point numbers at x = " + to_text(at) +
                                      (flat ? "" : ", which the sphere |x| <= sqrt(dim) reaches"));
            size = std::max(size, std::abs(value));
        }
        const Wide log_density = flat ? -Wide(x) * x / 2 : (Wide(d) - 2) / 2 * std::log1p(-Wide(x) / d * x);
        const Wide now = std::log(size) + log_density / 2;  // -inf for 0
        greatest = std::max(greatest, now);
        if (greatest > largest_log)
            throw DomainError("activation", s.name(), "its mean square leaves the range of double precision");
        below = now > greatest - digits ? 0 : below + 1;
        if (x >= first_reach && below >= settled) return;
        if (x > last_reach) throw out_of_reach();
    }
}

}  // namespace

void require_mean_square(const Expression& s, double d) { look_for_mean_square(s, d); }
void require_mean_square(const Sampled& s, double d) { look_for_mean_square(s, d); }

}  // namespace lazyrisk
