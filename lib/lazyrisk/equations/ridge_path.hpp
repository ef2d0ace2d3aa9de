// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The fixed point followed in nu instead of in the ridge, which is then explicit: above the ridgeless point and below.
//
//     nu = nu_0 + u,   lambda/n = nu w_n w_p,   w = w_0 + (u/m) sum M/((s+nu_0)(s+nu)) (7.1)
//
// Below, where u < 0, the ridge is negative; it falls as far as  d(lambda/n)/dnu = D  is positive (16.6).
#pragma once

#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>

#include "lazyrisk/equations/solve.hpp"
#include "lazyrisk/numerics/jet.hpp"

namespace lazyrisk {

/// One place on the path.
template <Field F>
struct RidgePoint {
    F nu, unused_width, unused_samples;  ///< nu, w1, w2
    DegreeSums<F> degrees;               ///< T, D2, e
};

/// A spectrum at fixed sizes. Keeps a reference to the spectrum.
template <Scalar R>
class RidgePath {
public:
    RidgePath(const Degrees<R>& spectrum, const Sizes<R>& sizes)
        : RidgePath(spectrum, sizes, solve(spectrum, sizes, R(0)).effective_ridge) {}
    /// Where nu of ridge 0 is known already.
    RidgePath(const Degrees<R>& spectrum, const Sizes<R>& sizes, const R& start)
        : spectrum_(spectrum), sizes_(sizes), shape_(sizes, R(0)), start_(start) {
        base_ = is_infinite(shape_.smaller)           ? R(1)
                : shape_.exceeded_by(spectrum.rank()) ? R(0)
                                                      : shape_.left_by(spectrum.rank());
    }

    /// nu of ridge 0.
    [[nodiscard]] const R& start() const { return start_; }

    template <Field F>
    [[nodiscard]] RidgePoint<F> at(const F& u) const {
        return at(u, F(start_) + u);
    }
    /// The same where nu is known better than as that sum.
    template <Field F>
    [[nodiscard]] RidgePoint<F> at(const F& u, const F& nu) const {
        const F unused = is_infinite(shape_.smaller)
                             ? F(R(1))
                             : F(base_) + u * spectrum_.divided_difference(F(start_), nu) * F(shape_.inverse);
        const F other = F(shape_.gap) + F(shape_.ratio) * unused;
        const bool samples_smaller = sizes_.samples <= sizes_.width;
        return {nu, samples_smaller ? other : unused, samples_smaller ? unused : other, spectrum_.sums(nu)};
    }
    /// lambda/n.
    template <Field F>
    [[nodiscard]] static F ridge(const RidgePoint<F>& p) {
        return p.nu * p.unused_width * p.unused_samples;
    }
    /// Its derivative in nu, D of formula (5.1).
    template <Field F>
    [[nodiscard]] F slope(const RidgePoint<F>& p) const {
        const F &w1 = p.unused_width, &w2 = p.unused_samples, &e = p.degrees.slope;
        return w1 * w2 + e * F(reciprocal(sizes_.samples)) * w1 + e * F(reciprocal(sizes_.width)) * w2;
    }

    /// How far down the path goes, and the least lambda/n, which is minus the lower edge of the smaller Gram matrix: 0
    /// where that reaches 0.  Formula (16.6).
    struct End {
        R u{0}, ridge_over_samples{0};
        bool attained = true;  ///< false: a limit, nu -> 0
    };
    [[nodiscard]] End end() const {
        if (!(spectrum_.mass_above(0) > R(0))) return {};
        const bool tail = spectrum_.tail() > R(0);
        if (is_infinite(shape_.smaller)) {  // lambda/n = nu
            if (tail || spectrum_.size() == 0) return {};
            const R least = spectrum_.eigenvalue(spectrum_.size() - 1);
            return {R(-least), R(-least), false};
        }
        if (start_ > R(0) ? shape_.gap == R(0) : base_ == R(0)) return {};
        const R room = start_ > R(0) ? start_ : spectrum_.eigenvalue(spectrum_.size() - 1);
        const Jet<R> first = slope(at(Jet<R>(R(0), R(1))));
        // D is concave or nearly so: a step of Newton's from above lands below the root. It is negative where the
        // larger size is used up, and may be positive again below that.
        if (!(first.value > R(0))) return {};  // sizes that are equal to rounding
        R high(0), floor = -room;
        const R step = first.derivative > R(0) ? R(first.value / first.derivative) : room;
        for (int tries = 0; tries < 1100; ++tries) {
            const R low = step < high - floor ? R(high - step) : R((high + floor) / 2);
            if (!(low < high && low > floor) || !(room + low > room * std::numeric_limits<R>::epsilon())) break;
            const RidgePoint<R> p = at(low);
            if (slope(p) < R(0)) return lowest_between(low, high, [&](const R& u) { return Place{u, start_ + u}; });
            if (std::max(p.unused_width, p.unused_samples) < R(0))
                floor = low;
            else
                high = low;
        }
        if (start_ > R(0)) {  // far below nu_0, which is then lost in u
            R above = room + high;
            for (int tries = 0; tries < 200 && above > Degrees<R>::smallest(); ++tries, above /= 16)
                if (const R nu = above / 16; slope(at(R(nu - start_), nu)) < R(0))
                    return lowest_between(nu, above, [&](const R& x) { return Place{x - start_, x}; });
        }
        if (tail && start_ > R(0)) return {R(-start_), R(-spectrum_.tail() * shape_.inverse), false};
        const RidgePoint<R> p = at(high);
        return {high, ridge(p)};
    }

private:
    struct Place {
        R u, nu;
    };
    /// Where D = 0, between two values of whichever `place_of` takes: u or nu.
    template <class F>
    [[nodiscard]] End lowest_between(const R& low, const R& high, const F& place_of) const {
        const auto point = [&](const R& x) {
            const Place place = place_of(x);
            return at(place.u, place.nu);
        };
        const auto slope_at = [&](const R& x) { return slope(point(x)); };
        const R slope_low = slope_at(low), slope_high = slope_at(high);
        R x = high;
        if (slope_low < R(0) && slope_high > R(0)) {  // not where rounding has the last word
            std::uintmax_t evaluations = 100;
            // the ridge is stationary there: half of the digits of x are all of its own
            x = boost::math::tools::toms748_solve(
                    slope_at, low, high, slope_low, slope_high,
                    boost::math::tools::eps_tolerance<R>(std::numeric_limits<R>::digits / 2 + 3), evaluations)
                    .second;
        }
        return {place_of(x).u, std::min(ridge(point(x)), R(0))};
    }

    const Degrees<R>& spectrum_;
    Sizes<R> sizes_;
    detail::Shape<R> shape_;
    R start_, base_;
};

/// The least lambda/n [K] at which there is a fit, 0 or negative.  Formula (16.6). `at`: the fixed point at ridge 0.
template <Scalar R>
R lowest_ridge_over_samples(const Degrees<R>& spectrum, const Sizes<R>& sizes, const Equivalent<R>& at) {
    return RidgePath<R>(spectrum, sizes, at.effective_ridge).end().ridge_over_samples;
}
template <Scalar R>
R lowest_ridge_over_samples(const Degrees<R>& spectrum, const Sizes<R>& sizes) {
    return lowest_ridge_over_samples(spectrum, sizes, solve(spectrum, sizes, R(0)));
}

/// The fixed point at a negative ridge. Throws DomainError where it is not above the lowest.
template <Scalar R>
Equivalent<R> solve_below_zero(const Degrees<R>& spectrum, const Sizes<R>& sizes, const R& ridge_over_samples) {
    const RidgePath<R> path(spectrum, sizes);
    const auto end = path.end();
    if (!(ridge_over_samples > end.ridge_over_samples))
        throw DomainError("lambda/n = " + to_text(double(ridge_over_samples)) + ": the lowest is " +
                          to_text(double(end.ridge_over_samples)) +
                          ", minus the lower edge of the spectrum; there is no fit below");
    std::uintmax_t evaluations = 200;
    const auto off = [&](const R& u) { return R(RidgePath<R>::ridge(path.at(u)) - ridge_over_samples); };
    const auto root =
        boost::math::tools::toms748_solve(off, end.u, R(0), R(end.ridge_over_samples - ridge_over_samples),
                                          R(-ridge_over_samples), boost::math::tools::eps_tolerance<R>(), evaluations);
    const R u = (root.first + root.second) / 2;
    const RidgePoint<R> p = path.at(u);
    Equivalent<R> e;
    e.effective_ridge = p.nu;
    e.lower = path.start() + root.first;
    e.upper = path.start() + root.second;
    e.degrees = p.degrees;
    e.unused_samples = p.unused_samples;
    e.unused_width = p.unused_width;
    e.steps = int(evaluations);
    return e;
}

/// The fixed point at any ridge that there is.
template <Scalar R>
Equivalent<R> equivalent(const Degrees<R>& spectrum, const Sizes<R>& sizes, const R& ridge_over_samples) {
    return ridge_over_samples < R(0) ? solve_below_zero(spectrum, sizes, ridge_over_samples)
                                     : solve(spectrum, sizes, ridge_over_samples);
}

extern template class RidgePath<double>;  // compiled once, in ridge_path.cpp
extern template Equivalent<double> equivalent(const Degrees<double>&, const Sizes<double>&, const double&);

}  // namespace lazyrisk
