// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The fixed point: spectrum, sizes and ridge in, effective ridge nu and degrees of freedom out.
//
//     lambda/n = nu (1 - T(nu)/n)(1 - T(nu)/p),   T = df1                                                      (4.1)
//
// is solved as  F(nu) = T/m + w = 1,  m = min(n,p), where w is the closed positive root of w (g + r w) = rho/nu  (4.2),
// (4.3). F is convex in nu and concave in 1/nu, so a single evaluation encloses the root from both sides (4.4).
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "lazyrisk/equations/degrees.hpp"
#include "lazyrisk/numerics/germ.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// n and p > 0, either or both infinite.
template <Scalar R = double>
struct Sizes {
    R samples = infinite<R>;
    R width = infinite<R>;
};

/// Why the answer has to be read off at leading order.  Formula (4.7).
enum class Singular {
    no,
    threshold,  ///< ridge 0 and n = p: a pole
    full_rank,  ///< ridge 0 and min(n,p) = rank: nu -> 0 with both residual fractions
    unlimited,  ///< ridge 0 and n = p = infinity: nu -> 0
    all_ridge,  ///< ridge infinite: nu -> infinity
};

/// The deterministic equivalent at one point.
template <Scalar R = double>
struct Equivalent {
    R effective_ridge{0};  ///< nu [K]
    R lower{0}, upper{0};  ///< rigorous bracket of nu, up to rounding
    R relative_error{0};   ///< of nu: half the bracket's width and the rounding of the residual
    R unused_samples{1};   ///< w2 = 1 - T/n
    R unused_width{1};     ///< w1 = 1 - T/p
    R sensitivity{0};      ///< -dF/dlog nu: how firmly the equation holds nu
    DegreeSums<R> degrees;
    Singular singular = Singular::no;
    int steps = 0;  ///< passes over the spectrum
};

namespace detail {

/// The part of the equation that knows the sizes and the ridge.
template <Scalar R>
struct Shape {
    R smaller, inverse, gap, ratio, ridge;  ///< m, 1/m, g = (M-m)/M, r = m/M, rho = lambda/n

    Shape(const Sizes<R>& sizes, const R& ridge_over_samples)
        : smaller(std::min(sizes.samples, sizes.width)),
          inverse(reciprocal(smaller)),
          ridge(ridge_over_samples > Degrees<R>::smallest() ? ridge_over_samples : R(0)) {
        const R larger = std::max(sizes.samples, sizes.width);
        gap = is_infinite(larger) ? R(1) : R((larger - smaller) / larger);
        ratio = is_infinite(larger) ? R(0) : R(smaller / larger);
    }
    /// 1 - modes/m from the exact difference.
    [[nodiscard]] R left_by(const ModeCount<R>& modes) const {
        return is_infinite(smaller) ? R(1) : R(modes.below(smaller) * inverse);
    }
    /// Are there more modes than samples and features?
    [[nodiscard]] bool exceeded_by(const ModeCount<R>& modes) const {
        return !is_infinite(smaller) && (is_infinite(modes.value) || modes.below(smaller) < R(0));
    }
    /// w(nu), the fraction of the smaller size that is not used up.  Formula (4.2).
    [[nodiscard]] R unused(const R& nu) const {
        using std::sqrt;
        if (ridge == R(0)) return R(0);
        const R y = ridge / nu;
        return 2 * y / (gap + sqrt(R(gap * gap + 4 * ratio * y)));
    }
};

/// Root of T~(nu)/m + w(nu) = 1 with T~ = sum min(multiplicity, M/nu), T <= T~ <= 2T: closed form on each segment
/// between eigenvalues, and an upper bound of nu.  Formula (4.5).
template <Scalar R>
R bound_by_counting(const Degrees<R>& spectrum, const Shape<R>& shape) {
    using std::sqrt;
    const R full = 1 - 8 * std::numeric_limits<R>::epsilon();  // a size on the edge of a plateau counts as short of it
    std::size_t learned = 0, end = spectrum.size();
    while (learned < end) {
        const std::size_t i = (learned + end) / 2;
        const R s = spectrum.eigenvalue(i);
        const R count = spectrum.modes_below(i).value + spectrum.mass_above(i) / s;
        if (count * shape.inverse + shape.unused(s) < full)
            learned = i + 1;
        else
            end = i;
    }
    const R mass = spectrum.mass_above(learned) * shape.inverse;
    const R left = std::max(shape.left_by(spectrum.modes_below(learned)), std::numeric_limits<R>::epsilon());
    if (shape.ridge == R(0)) return mass / left;
    const R linear = mass * shape.gap + shape.ridge;
    const R discriminant = 4 * (mass / linear) * (shape.ratio * left * (shape.ridge / linear));
    const R root = 2 / (linear * (1 + sqrt(R(1 + discriminant))));
    return R(1) / (left * root * (shape.gap + shape.ratio * left * shape.ridge * root));
}

/// F - 1 at one nu, and all that a step needs.  Formulas (4.2), (4.3), (4.6).
template <Scalar R>
struct Evaluation {
    typename Degrees<R>::Pass pass;
    R unused;     ///< w
    R residual;   ///< F - 1, without cancellation
    R slope;      ///< -dF/dlog nu > 0
    R curvature;  ///< d^2 F/dlog nu^2
    R rounding;   ///< bound on the rounding of residual/slope
    [[nodiscard]] R step() const { return residual / slope; }

    Evaluation(const Degrees<R>& spectrum, const Shape<R>& shape, const R& nu)
        : pass(spectrum.pass(nu)), unused(shape.unused(nu)) {
        const R steepness = shape.gap + 2 * shape.ratio * unused;
        const R w_slope = unused > R(0) ? R(unused * (shape.gap + shape.ratio * unused) / steepness) : R(0);
        const R w_curvature = unused > R(0) ? R(w_slope * (1 - 2 * shape.ratio * w_slope / steepness)) : R(0);
        const R base = shape.left_by(pass.learned), rest = pass.rest * shape.inverse,
                missing = pass.missing * shape.inverse;
        residual = (unused + rest) - (missing + base);
        slope = pass.slope * shape.inverse + w_slope;
        curvature = (2 * pass.curvature - pass.slope) * shape.inverse + w_curvature;
        const R terms = 4 + R(int(spectrum.size())) / 64;
        rounding = terms * std::numeric_limits<R>::epsilon() *
                   (unused + rest + missing + (base < R(0) ? R(-base) : base)) / slope;
    }
};

/// A positive lower bound of nu, for the rare spectra where the two-sided bound is slow (wide plateaus of T).
template <Scalar R>
R lower_bound(const Degrees<R>& spectrum, const Shape<R>& shape, R nu) {
    for (R factor(0.0625); nu > std::numeric_limits<R>::min(); factor *= factor) {
        nu = std::max(R(nu * factor), std::numeric_limits<R>::min());
        if (Evaluation<R>(spectrum, shape, nu).residual > R(0)) break;
    }
    return nu;
}

/// The points that need no iteration, or germs instead of numbers.
template <Scalar R>
Singular singularity(const Degrees<R>& spectrum, const Sizes<R>& sizes, const Shape<R>& shape) {
    if (is_infinite(shape.ridge)) return Singular::all_ridge;
    if (shape.ridge > R(0)) return Singular::no;
    if (is_infinite(shape.smaller)) return Singular::unlimited;
    if (shape.exceeded_by(spectrum.rank())) return sizes.samples == sizes.width ? Singular::threshold : Singular::no;
    return shape.left_by(spectrum.rank()) == R(0) ? Singular::full_rank : Singular::no;
}

}  // namespace detail

/// Solves the fixed point (4.1) for a spectrum [K], sizes [1] and ridge_over_samples = lambda/n >= 0 [K] (0 and
/// infinity are values). At a singular point the germs of section 4.7 take over in the risk. Cost: O(levels) a pass, 3
/// to 5 passes typically. Throws NotConverged if 200 passes did not close the bracket. Checked in
/// tests/equations/solve_test.cpp against 50 digits.
template <Scalar R>
Equivalent<R> solve(const Degrees<R>& spectrum, const Sizes<R>& sizes, const R& ridge_over_samples) {
    using std::sqrt;
    const R epsilon = std::numeric_limits<R>::epsilon();
    const detail::Shape<R> shape(sizes, ridge_over_samples);
    const auto finish = [&](Equivalent<R> e, const R& unused) {
        const R other = shape.gap + shape.ratio * unused;
        e.unused_samples = sizes.samples <= sizes.width ? unused : other;
        e.unused_width = sizes.samples <= sizes.width ? other : unused;
        return e;
    };

    Equivalent<R> result;
    result.singular = detail::singularity(spectrum, sizes, shape);
    if (result.singular == Singular::all_ridge) {
        result.effective_ridge = result.lower = result.upper = infinite<R>;
        return result;
    }
    if (result.singular == Singular::unlimited) {  // everything that has an eigenvalue is learned
        result.degrees.df1 = spectrum.rank().value;
        result.degrees.df2 = spectrum.modes_below(spectrum.size()).value;
        return result;
    }
    if (shape.ridge == R(0) && !shape.exceeded_by(spectrum.rank())) {  // fewer modes than samples and features: nu = 0
        result.degrees = spectrum.sums(R(0));
        return finish(result, shape.left_by(spectrum.rank()));
    }

    R nu = detail::bound_by_counting(spectrum, shape);
    R low(0), high = nu * (1 + 16 * epsilon), last_size = infinite<R>;
    for (int step = 1; step <= 200; ++step) {
        const detail::Evaluation<R> at(spectrum, shape, nu);
        const R eta = at.step();  // relative Newton step in nu; the same step in 1/nu bounds the other side
        const R size = eta < R(0) ? R(-eta) : eta;
        const bool rounding_only = size < R(1e-9) && size >= last_size;  // no longer falling: what is left is noise
        if (size <= std::max(at.rounding, R(4 * epsilon)) || rounding_only) {
            result.effective_ridge = nu;
            result.relative_error = 2 * size + at.rounding;
            result.lower = nu * (1 - result.relative_error);
            result.upper = nu * (1 + result.relative_error);
            result.sensitivity = at.slope;
            result.degrees = {at.pass.learned.value - at.pass.missing + at.pass.rest, at.pass.df2, at.pass.slope};
            result.steps = step;
            return finish(result, at.unused);
        }
        last_size = size;
        const R slack = at.rounding + 4 * epsilon;  // eta itself is known only so far
        if (eta - slack > R(-1)) low = std::max(low, R(nu * (1 + eta - slack)));
        if (eta + slack < R(1)) high = std::min(high, R(nu / (1 - eta - slack)));

        // Halley's step in log nu where that is short and stays inside; bisection of log nu on wide plateaus
        const R halley = eta / (1 - eta * at.curvature / (2 * at.slope));
        R next = halley > R(-1) && halley < R(1) ? R(nu * (2 + halley) / (2 - halley)) : R(0);
        if (!(next > low && next < high)) {
            if (!(low > R(0))) low = detail::lower_bound(spectrum, shape, high);
            next = sqrt(low) * sqrt(high);
        }
        if (next == nu) next = eta > R(0) ? high : low;
        nu = next;
    }
    throw NotConverged("the effective ridge did not settle in 200 steps");
}

template <Scalar R>
Equivalent<R> solve(const Spectrum<R>& spectrum, const Sizes<R>& sizes, const R& ridge_over_samples) {
    return solve(Degrees<R>(spectrum), sizes, ridge_over_samples);
}

extern template Equivalent<double> solve(const Degrees<double>&, const Sizes<double>&, const double&);

}  // namespace lazyrisk
