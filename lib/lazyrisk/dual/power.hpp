// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// E s(u)s(v) of the powers right max(x,0)^p + left max(-x,0)^p: arc-cosine kernels.  Formulas (9.9), (9.10).
#pragma once

#include <boost/math/constants/constants.hpp>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "lazyrisk/activation/power.hpp"
#include "lazyrisk/numerics/power_series.hpp"

namespace lazyrisk {

/// Both duals at one correlation: E s(u)^2 - E s(u)s(v), and E s'(u)s'(v).
template <Scalar R>
struct DualValue {
    R gap, derivative;
};

/// Taylor coefficients of t -> E s(u)s(v) and E s'(u)s'(v) where the correlation is a series in t.
template <Scalar R>
struct DualSeries {
    PowerSeries<R> value, derivative;
};

/// asin x for |x| <= 0.71: beyond 80 bits one step from the asin of 80 bits, which is all it takes.
template <Scalar R>
R inverse_sine(const R& x) {
    using std::asin;
    using std::sin;
    using std::sqrt;
    if constexpr (std::numeric_limits<R>::digits <= std::numeric_limits<long double>::digits) {
        return asin(x);
    } else {
        const R near(std::asin(static_cast<long double>(x))), sine = sin(near), cosine = sqrt(R(1 - sine * sine));
        const R step = (x - sine) / cosine;
        return near + step + step * step * sine / (2 * cosine);
    }
}

/// A correlation rho as 1 - rho and 1 + rho: whichever is small keeps its digits.
template <Scalar R>
struct Correlation {
    R gap, rest;

    explicit Correlation(const R& g) : gap(g), rest(R(2) - g) {}
    Correlation(const R& g, const R& r) : gap(g), rest(r) {}

    /// acos rho in [0, pi].
    [[nodiscard]] R angle() const {
        using std::sqrt;
        if (gap <= R(1)) return 2 * inverse_sine(R(sqrt(R(gap / 2))));
        return boost::math::constants::pi<R>() - 2 * inverse_sine(R(sqrt(rest > R(0) ? R(rest / 2) : R(0))));
    }
    /// 1 - rho^2, never negative.
    [[nodiscard]] R square() const {
        const R product = gap * rest;
        return product > R(0) ? product : R(0);
    }
};

/// sin a - a cos a; a series below 1, where the difference would cancel.
template <Scalar R>
R sine_minus(const R& a, const R& sine, const R& cosine) {
    if (a > R(1)) return sine - a * cosine;
    const R square = a * a;
    R term = a * square / 6, sum(0);  // a^{2n+1}/(2n+1)!, with alternating signs, times 2n
    for (int n = 1; n < 60; ++n) {
        sum += 2 * n * term;
        if ((term < R(0) ? R(-term) : term) <= std::numeric_limits<R>::epsilon() / 64 * sum) break;
        term *= -square / R((2 * n + 2) * (2 * n + 3));
    }
    return sum;
}

template <Scalar R>
class PowerDual {
public:
    /// Variance q > 0 of u and v.
    PowerDual(const Power& s, const R& q) : p_(s.exponent), right_(s.right), left_(s.left), q_(q) {
        // J_n = (-1)^n sin^{2n+1} ((1/sin) d/da)^n ((pi-a)/sin a) = (pi-a) along[n](cos a) + sin a across[n](cos a)
        std::vector<R> along{R(1)}, across{R(0)};
        for (int n = 0;; ++n) {
            along_.push_back(along);
            across_.push_back(across);
            if (n == p_) break;
            std::vector<R> next_along(along.size() + 1, R(0)), next_across(along.size() + 1, R(0));
            for (std::size_t j = 0; j < along.size(); ++j) {
                const int i = int(j);
                next_along[j + 1] += R(2 * n + 1 - i) * along[j];  // (1-c^2) p' + (2n+1) c p
                if (j > 0) next_along[j - 1] += R(i) * along[j];
                next_across[j] += along[j];  // p + 2n c r + (1-c^2) r'
                next_across[j + 1] += R(2 * n - i) * across[j];
                if (j > 0) next_across[j - 1] += R(i) * across[j];
            }
            along = std::move(next_along);
            across = std::move(next_across);
        }
        variance_ = value(p_, R(0), R(0), R(1), left_);
    }

    /// Whether s jumps at 0.
    [[nodiscard]] bool has_jumps() const { return p_ == 0 && right_ != left_; }
    [[nodiscard]] R variance() const { return variance_; }
    /// E s'(u)^2; not defined for p = 0.
    [[nodiscard]] R slope() const { return derivative(R(0), R(0), R(1)); }

    [[nodiscard]] DualValue<R> operator()(const Correlation<R>& rho) const {
        using std::sqrt;
        const R& gap = rho.gap;
        const R a = rho.angle(), cosine = R(1) - gap, sine = sqrt(rho.square());
        if (p_ == 0) {
            const R jump = right_ - left_;
            return {jump * jump * a * boost::math::constants::one_div_two_pi<R>(), R(0)};
        }
        const R slope = derivative(a, sine, cosine);
        if (p_ == 1) {
            const R even = (right_ + left_) / 2, odd = (right_ - left_) / 2;
            const R bend = boost::math::constants::two_div_pi<R>() * sine_minus(a, sine, cosine);
            return {q_ * (even * even * (gap - bend) + odd * odd * gap), slope};
        }
        if (a > R(0.5)) return {variance_ - value(p_, a, sine, cosine, left_), slope};
        // d/da of the gap is q sin(a) E s's': integrated, not subtracted
        const R area = boost::math::quadrature::gauss<R, 25>::integrate(
            [this](const R& angle) -> R {
                using std::cos;
                using std::sin;
                const R s = sin(angle), c = cos(angle);
                return s * derivative(angle, s, c);
            },
            R(0), a);
        return {q_ * area, slope};
    }

    /// Positive terms from order to order: d/drho of the dual of s is q times the dual of s'.
    /// `start` is the correlation rho[0].
    [[nodiscard]] DualSeries<R> series(const PowerSeries<R>& rho, const Correlation<R>& start) const {
        using std::sqrt;
        const R a = start.angle(), cosine = R(1) - start.gap, square = start.square(), sine = sqrt(square);
        const R flat = boost::math::constants::two_div_pi<R>();
        PowerSeries<R> arc = inverse_root(rho, square);
        for (R& c : arc) c *= flat;
        arc = integral_along(arc, rho, R(R(1) - flat * a));  // (2/pi) asin(rho)
        R factor(1);                                         // of s^{(p-n)}: p (p-1) ... (n+1)
        for (int n = 1; n <= p_; ++n) factor *= R(n);
        R left = p_ % 2 == 0 ? left_ : R(-left_);
        const R sum = (right_ + left) / 2, difference = (right_ - left) / 2;
        PowerSeries<R> now = arc, below(rho.size(), R(0));
        for (R& c : now) c *= factor * factor * difference * difference;
        now[0] += factor * factor * sum * sum;
        for (int n = 1; n <= p_; ++n) {
            factor /= R(n);
            left = -left;
            below = now;
            now = integral_along(below, rho, R(R(0)));
            for (R& c : now) c *= q_;
            now[0] = factor * factor * value(n, a, sine, cosine, left);
        }
        return {now, below};
    }

private:
    int p_;
    R right_, left_, q_, variance_{0};
    std::vector<std::vector<R>> along_, across_;

    /// E max(u,0)^n max(v,0)^n at variance 1.
    [[nodiscard]] R quadrant(int n, const R& a, const R& sine, const R& cosine) const {
        const auto& along = along_[std::size_t(n)];
        const auto& across = across_[std::size_t(n)];
        R p(0), r(0);
        for (std::size_t j = along.size(); j-- > 0;) {
            p = p * cosine + along[j];
            r = r * cosine + across[j];
        }
        return ((boost::math::constants::pi<R>() - a) * p + sine * r) * boost::math::constants::one_div_two_pi<R>();
    }
    /// E of the power n with this left side.
    [[nodiscard]] R value(int n, const R& a, const R& sine, const R& cosine, const R& left) const {
        R scale(1);
        for (int i = 0; i < n; ++i) scale *= q_;
        R sum = (right_ * right_ + left * left) * quadrant(n, a, sine, cosine);
        if (left != R(0))
            sum += 2 * right_ * left * quadrant(n, R(boost::math::constants::pi<R>() - a), sine, R(-cosine));
        return scale * sum;
    }
    [[nodiscard]] R derivative(const R& a, const R& sine, const R& cosine) const {
        return p_ == 0 ? R(0) : R(R(p_ * p_) * value(p_ - 1, a, sine, cosine, R(-left_)));
    }
};

}  // namespace lazyrisk
