// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Squared Hermite coefficients of an activation: E s(u)s(v) = sum_k a_k rho^k for u, v of variance q, correlation rho.
#pragma once

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "lazyrisk/activation/polynomial.hpp"
#include "lazyrisk/activation/waves.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// a[k] = (E s(sqrt(q) g) He_k(g))^2 / k!; bounds on the sum of all their absolute errors, the missing ones included,
/// and on the sum of k times these.
template <Scalar R>
struct HermiteSquares {
    std::vector<R> a;
    R error{0}, slope_error{0};

    void add_error(std::size_t k, const R& e) {
        error += e;
        slope_error += R(double(k)) * e;
    }
};

namespace detail {

/// E s(sqrt(q) g) He_k(g)/sqrt(k!), k = 0 .. degrees, by the trapezoidal rule (Trefethen, Weideman 2014), halved until
/// it settles.
template <Scalar R, class S>
std::vector<R> hermite_coefficients(const S& s, const R& q, int degrees, R& error) {
    using std::abs;
    using std::exp;
    using std::sqrt;
    const double digits = -std::log(double(std::numeric_limits<R>::epsilon()));
    const R root = sqrt(q), range = R(2 * std::sqrt(degrees) + 2 * std::sqrt(digits) + 1);
    R step = R(8.8 / (40 + 1.4 * std::sqrt(2.0 * degrees)));
    std::vector<R> sum(std::size_t(degrees) + 1, R(0)), coarse, beta(std::size_t(degrees) + 2, R(0)), inverse(beta);
    for (int k = 1; k <= degrees + 1; ++k) {
        beta[std::size_t(k)] = sqrt(R(k));
        inverse[std::size_t(k)] = R(1) / beta[std::size_t(k)];
    }
    R square(0);
    for (int halving = 0; halving < 8; ++halving) {
        for (int j = halving == 0 ? 0 : 1;; j += halving == 0 ? 1 : 2) {
            const R u = R(j) * step;
            if (u > range) break;
            const R half = exp(R(-u * u / 4));  // half the weight rides on the polynomial
            const R up = s(R(root * u)) * half, down = j == 0 ? R(0) : R(s(R(-root * u)) * half);
            square += up * up + down * down;
            R before(0), now = half;
            const R even = up + down, odd = up - down;
            for (int k = 0; k <= degrees; ++k) {
                sum[std::size_t(k)] += (k % 2 == 0 ? even : odd) * now;
                const R above = (u * now - beta[std::size_t(k)] * before) * inverse[std::size_t(k) + 1];
                before = now;
                now = above;
            }
        }
        const R scale = step * boost::math::constants::one_div_root_two_pi<R>();
        std::vector<R> fine(sum.size());
        R change(0);
        for (std::size_t k = 0; k < sum.size(); ++k) {
            fine[k] = scale * sum[k];
            if (halving > 0) change = std::max(change, R(abs(R(fine[k] - coarse[k]))));
        }
        const R rounding = R(degrees + 30) * std::numeric_limits<R>::epsilon() * sqrt(R(scale * square));
        coarse = std::move(fine);
        step /= 2;
        if (halving > 0 && change <= rounding) {
            error = change + rounding;
            return coarse;
        }
    }
    throw NotConverged("the Hermite coefficients of " + s.name() + " at variance " + to_text(double(q)) +
                       " did not settle");
}

inline constexpr int most_hermite_terms = 4096;

[[noreturn]] inline void hermite_series_too_long(const std::string& name, double q) {
    throw NotCovered("the Hermite series of " + name + " at variance " + to_text(q) + " needs more than " +
                     std::to_string(most_hermite_terms) +
                     " terms; a smaller `weight_variance` or `bias_variance` would do");
}

/// a_k = start q^k/k! for the parities wanted.
template <Scalar R>
HermiteSquares<R> poisson_squares(const std::string& name, const R& q, const R& start, bool even, bool odd) {
    HermiteSquares<R> h;
    R term = start, sum(0);
    for (int k = 0; k < most_hermite_terms; ++k) {
        h.a.push_back((k % 2 == 0 ? even : odd) ? term : R(0));
        sum += term;
        term *= q / R(k + 1);
        if (R(k) > 2 * q && term < std::numeric_limits<R>::epsilon() * std::numeric_limits<R>::epsilon() * sum) {
            for (std::size_t j = 0; j < h.a.size(); ++j)
                h.add_error(j, R(double(j) + 20) * std::numeric_limits<R>::epsilon() * h.a[j]);
            return h;
        }
    }
    hermite_series_too_long(name, double(q));
}

}  // namespace detail

/// Any activation without kinks. Throws NotConverged, or NotCovered where the series is too long.
template <Scalar R, class S>
HermiteSquares<R> hermite_squares(const S& s, const R& q) {
    constexpr double more = 2;
    const R epsilon = std::numeric_limits<R>::epsilon();
    for (int degrees = 60; degrees < detail::most_hermite_terms; degrees = int(degrees * more)) {
        R error(0);
        HermiteSquares<R> h;
        for (const R& g : detail::hermite_coefficients(s, q, degrees, error)) h.a.push_back(g * g);
        if (s.parity() != Parity::none)
            for (std::size_t k = s.parity() == Parity::even ? 1 : 0; k < h.a.size(); k += 2) h.a[k] = R(0);
        R sum(0), last(0);
        for (std::size_t k = h.a.size(); k-- > 0;) {
            sum += h.a[k];
            if (k > h.a.size() * 4 / 5) last = sum;
        }
        if (!(sum > R(0)))
            throw NotConverged("the activation " + s.name() + " vanishes at variance " + to_text(double(q)));
        if (last <= epsilon * epsilon * R(1e6) * sum || last <= epsilon * sum / 16) {
            using std::sqrt;
            for (std::size_t k = 0; k < h.a.size(); ++k) h.add_error(k, R(error * (2 * sqrt(h.a[k]) + error)));
            h.add_error(h.a.size(), last);
            return h;
        }
    }
    detail::hermite_series_too_long(s.name(), double(q));
}

template <Scalar R>
HermiteSquares<R> hermite_squares(const Exp& s, const R& q) {
    using std::exp;
    return detail::poisson_squares(s.name(), q, R(exp(q)), true, true);
}
template <Scalar R>
HermiteSquares<R> hermite_squares(const Sin& s, const R& q) {
    using std::exp;
    return detail::poisson_squares(s.name(), q, R(exp(R(-q))), false, true);
}
template <Scalar R>
HermiteSquares<R> hermite_squares(const Cos& s, const R& q) {
    using std::exp;
    return detail::poisson_squares(s.name(), q, R(exp(R(-q))), true, false);
}

/// E e^{-u^2/2} e^{-v^2/2} = ((1+q)^2 - c^2)^{-1/2}.
template <Scalar R>
HermiteSquares<R> hermite_squares(const Gaussian& s, const R& q) {
    const R z = q / (R(1) + q), epsilon = std::numeric_limits<R>::epsilon();
    HermiteSquares<R> h;
    R term = R(1) / (R(1) + q), sum(0);
    for (int k = 0; k < detail::most_hermite_terms; ++k) {
        h.a.push_back(k % 2 == 0 ? term : R(0));
        if (k % 2 == 1) continue;
        sum += term;
        term *= z * z * R(k + 1) / R(k + 2);
        const R rest = term / (R(1) - z * z);
        if (rest < epsilon * sum / 16) {
            for (std::size_t j = 0; j < h.a.size(); ++j) h.add_error(j, R(double(j) + 20) * epsilon * h.a[j]);
            h.add_error(h.a.size(), rest);
            return h;
        }
    }
    detail::hermite_series_too_long(s.name(), double(q));
}

/// x He_k = He_{k+1} + k He_{k-1}: exact, finite.
template <Scalar R>
HermiteSquares<R> hermite_squares(const Polynomial& s, const R& q) {
    using std::sqrt;
    const std::size_t size = s.coefficients.size();
    const R root = sqrt(q);
    std::vector<R> hermite(size, R(0));
    for (auto c = s.coefficients.rbegin(); c != s.coefficients.rend(); ++c) {
        std::vector<R> next(size, R(0));
        for (std::size_t k = 0; k < size; ++k) {
            if (k + 1 < size) next[k + 1] += root * hermite[k];
            if (k > 0) next[k - 1] += root * R(double(k)) * hermite[k];
        }
        next[0] += R(*c);
        hermite = std::move(next);
    }
    HermiteSquares<R> h;
    R factorial(1);
    for (std::size_t k = 0; k < size; ++k) {
        if (k > 0) factorial *= R(double(k));
        h.a.push_back(hermite[k] * hermite[k] * factorial);
        h.add_error(k, R(60) * std::numeric_limits<R>::epsilon() * h.a.back());
    }
    return h;
}

}  // namespace lazyrisk
