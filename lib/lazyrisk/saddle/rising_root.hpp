// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The root of a rising function of a positive number, of any size.
#pragma once

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// The root of a function that rises through zero on (0, infinity), from a guess, in the logarithm; infinite where it
/// stays negative, 0 where it is positive everywhere.
/// Throws NotConverged where it is no number.
template <Scalar R, class F>
R rising_root(const F& f, const R& guess) {
    using std::exp, std::log;
    R low = guess, high = guess, at_low = f(guess), at_high = at_low;
    const R farthest(1e250);
    for (R factor(2); at_low > 0 && low > 1 / farthest; factor *= factor) {
        high = low, at_high = at_low;
        low = std::max(R(low / factor), R(R(0.5) / farthest));
        at_low = f(low);
    }
    for (R factor(2); at_high < 0 && high < farthest; factor *= factor) {
        low = high, at_low = at_high;
        high = std::min(R(high * factor), R(2 * farthest));
        at_high = f(high);
    }
    if (at_low == R(0)) return low;
    if (at_high == R(0)) return high;
    if (at_low > 0) return R(0);
    if (at_high < 0) return infinite<R>;
    if (!(low < high && at_low < 0 && at_high > 0))
        throw NotConverged(
            "an equation of this fit has no numbers there; a ridge or noise of moderate size would help");
    std::uintmax_t steps = 300;
    const auto bracket = boost::math::tools::toms748_solve(
        [&](const R& x) { return f(R(exp(x))); }, R(log(low)), R(log(high)), at_low, at_high,
        boost::math::tools::eps_tolerance<R>(std::numeric_limits<R>::digits - 1), steps);
    return exp(R((bracket.first + bracket.second) / 2));
}

}  // namespace lazyrisk
