// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/checked_order.hpp"

#include <algorithm>
#include <cmath>

namespace lazyrisk {
namespace {

/// Where the slopes are read off: monomials d^-w lie close together, so d must be huge there, with twenty digits left
/// of the hundred.
double where(const Expansion& e, const Values& values) {
    if (!e.name.starts_with("plateau") || !e.remainder || e.terms.empty()) return 1e-4;
    double last = double(evaluate(*e.remainder, values));
    for (const GiNaC::ex& further : e.further_remainders) last = std::max(last, double(evaluate(further, values)));
    const double range = double(evaluate(e.terms.front().exponent, values)) - last;
    return std::pow(10.0, -std::clamp(75 / std::max(range, 0.1), 20.0, 100.0));
}

}  // namespace

OrderCheck checked_order(const Expansion& e, const Values& values) {
    const double first = where(e, values);
    OrderCheck seen = check(e, values, first, 4);
    for (const double nearer :
         {1e-6, 1e-14})  // where coefficients grow the order is seen further on; a quadrature has no digits there
        if (!seen.holds && e.remainder && first > 1e-10)
            if (const OrderCheck there = check(e, values, first * nearer, 2); there.holds) seen = there;
    const bool nothing_left = !seen.slope.empty() && std::all_of(seen.slope.begin(), seen.slope.end(), [](double s) {
        return !std::isfinite(s) || std::abs(s) < 1e-6;
    });
    if (nothing_left && !seen.holds) {  // the difference is rounding: the series ends
        Expansion ended = e;
        ended.remainder.reset();
        const OrderCheck exact = check(ended, values, 1e-4, 2);
        if (exact.holds) return exact;
    }
    if (!e.remainder && !seen.holds) {  // against a quadrature: its digits, not all of ours
        const Digits x = e.large ? Digits(1e4) : Digits(1e-4), truth = e.exact(values, x),
                     sum_there = sum(e, values, x);
        seen.holds = abs(Digits(truth - sum_there)) <= 1e-28 * (1 + abs(truth));
    }
    return seen;
}

}  // namespace lazyrisk
