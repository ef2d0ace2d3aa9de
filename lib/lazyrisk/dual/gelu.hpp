// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// E s(u)s(v) of gelu, s(x) = x Phi(x), at any variance.  Formulas (9.17), (9.18).
#pragma once

#include <algorithm>

#include "lazyrisk/activation/smooth_relus.hpp"
#include "lazyrisk/dual/hermite.hpp"
#include "lazyrisk/dual/power.hpp"

namespace lazyrisk {

/// (E s(sqrt(q) g) He_k(g))^2/k! of gelu in closed form, each to a few roundings an order; ends where the rest is below
/// rounding. Throws NotCovered beyond 4096 terms (q above some 40).  Formula (9.18).
template <Scalar R>
std::vector<R> gelu_squares(const R& q) {
    const R w = q / (R(1) + q), square = w * w, one_minus_square = (R(1) + 2 * q) / ((R(1) + q) * (R(1) + q));
    const R scale = (R(1) + q) * boost::math::constants::one_div_two_pi<R>(),
            epsilon = std::numeric_limits<R>::epsilon();
    std::vector<R> a{scale * square, q / 4};
    R power = scale * square, sum = a[0] + a[1];  // scale beta_{n-1} w^{2n}, beta_n = (2n)!/(4^n n!^2)
    for (int n = 1; 2 * n < detail::most_hermite_terms; ++n) {
        const R rest = R(1) / ((R(1) + q) * (R(1) + q)), even(2 * n);  // (1-w)^2
        a.push_back(power * (rest + (even * one_minus_square + square) / (even * (even - 1))));
        a.push_back(R(0));
        sum += a[std::size_t(2 * n)];
        if (2 * power / one_minus_square <= epsilon * epsilon * sum) return a;
        power *= square * (even - 1) / even;
    }
    detail::hermite_series_too_long(Gelu::label, double(q));
}

/// k(c) = c (1/4 + asin(r)/(2 pi)) + D (q^2 + m c^2), c = q rho, r = c/(1+q), m = (1-q)/(1+q), D = 1/(2 pi sqrt((1+q)^2
/// - c^2)).
template <Scalar R>
class GeluDual {
public:
    GeluDual(const Gelu&, const R& q) : q_(q), above_(R(1) + q), bend_((R(1) - q) / above_) {
        using std::sqrt;
        root_ = sqrt(R(R(1) + 2 * q));  // of (1+q)^2 - c^2 at c = q
    }

    [[nodiscard]] R variance() const { return value(q_, root_); }
    [[nodiscard]] R slope() const { return slope(q_, root_); }

    [[nodiscard]] DualValue<R> operator()(const Correlation<R>& rho) const {
        using std::sqrt;
        const R gap = q_ * rho.gap, c = q_ - gap, drop = q_ * q_ * rho.square();  // q^2 - c^2
        const R root = sqrt(R(root_ * root_ + drop)), at = slope(c, root);
        if (!(c > R(0))) return {variance() - value(c, root), at};
        // asin of both ends through the sine of their difference, 1/root - 1/root through the difference of squares
        const R turn = inverse_sine_any(R(drop / (q_ * root + c * root_)));
        const R density = one() / root_, lost = one() * drop / (root * root_ * (root + root_));  // D(q), D(q) - D(c)
        return {gap * orthant(q_) + c * turn * one() + lost * (q_ * q_ + bend_ * c * c) + density * bend_ * drop, at};
    }

    [[nodiscard]] DualSeries<R> series(const PowerSeries<R>& rho, const Correlation<R>&) const {
        const std::vector<R> a = gelu_squares(q_);
        std::vector<R> slope(a.size(), R(0));
        for (std::size_t k = a.size() - 1; k > 0; --k) slope[k - 1] = R(double(k)) * a[k] / q_;
        return {composition(a, rho), composition(slope, rho)};
    }

private:
    R q_, above_, bend_, root_;

    static R one() { return boost::math::constants::one_div_two_pi<R>(); }
    static R inverse_sine_any(const R& x) {
        using std::sqrt;
        if (x <= R(0.7)) return inverse_sine(x);
        return boost::math::constants::half_pi<R>() - 2 * inverse_sine(R(sqrt(R((R(1) - x) / 2))));
    }
    /// P(Z1 < u, Z2 < v): 1/4 + asin(r)/(2 pi).
    [[nodiscard]] R orthant(const R& c) const {
        const R r = c / above_;
        const R angle = r < R(0) ? R(-inverse_sine_any(R(-r))) : inverse_sine_any(r);
        return R(1) / 4 + angle * one();
    }
    [[nodiscard]] R value(const R& c, const R& root) const {
        return c * orthant(c) + one() / root * (q_ * q_ + bend_ * c * c);
    }
    /// dk/dc = P + c D (1 + 2m + (q^2 + m c^2)/((1+q)^2 - c^2)).
    [[nodiscard]] R slope(const R& c, const R& root) const {
        return orthant(c) + c * one() / root * (R(1) + 2 * bend_ + (q_ * q_ + bend_ * c * c) / (root * root));
    }
};

}  // namespace lazyrisk
