// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/dual/pieces.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Real = long double;

}  // namespace

long double normal_density(long double z) {
    return std::exp(-z * z / 2) * boost::math::constants::one_div_root_two_pi<long double>();
}

/// A kink is known as a double; the side that s or s' is on tells more of its digits.
Real Pieces::refined(double kink) const {
    if (kink == 0) return 0;
    const auto search = [&](const auto& f) -> Real {
        Real low = Real(kink) - std::abs(Real(kink)) * 0x1p-52L, high = Real(kink) + std::abs(Real(kink)) * 0x1p-52L;
        const Real below = f(low), above = f(high);
        if (!(std::abs(above - below) > 1e-6L * (std::abs(above) + std::abs(below)))) return 0;
        for (int i = 0; i < 14; ++i) {
            const Real middle = (low + high) / 2, value = f(middle);
            (std::abs(value - below) < std::abs(value - above) ? low : high) = middle;
        }
        return (low + high) / 2;
    };
    const Real by_value = search([&](Real x) { return activation_(x); });
    const Real by_slope = by_value != 0 ? by_value : search([&](Real x) { return activation_.derivative(x); });
    return by_slope != 0 ? by_slope : Real(kink);
}

Real Pieces::jump(Real x) const {
    const Real step = x == 0 ? 1e-300L : std::abs(x) * 0x1p-58L;
    const auto across = [&](Real h) { return activation_(Real(x + h)) - activation_(Real(x - h)); };
    const Real near = 2 * across(step) - across(2 * step), far = across(64 * step);
    const Real size = std::abs(activation_(Real(x + step))) + std::abs(activation_(Real(x - step)));
    if (std::abs(near) <= 1e-12L * size || std::abs(near - far) > 1e-3L * std::abs(near)) return 0;
    return near;
}

/// E s^2 and E s'^2 by a crude sum outwards until the density has won, which is the reach. Points next to 0, where
/// functions of variables of a large variance vary.
std::vector<Real> Pieces::find_reach() {
    const auto squares = [&](Real z) {
        Real value = 0, slope = 0;
        for (const Real x : {root_ * z, -root_ * z}) {
            value += activation_(x) * activation_(x);
            slope += activation_.derivative(x) * activation_.derivative(x);
        }
        return std::pair<Real, Real>(normal_density(z) * value, normal_density(z) * slope);
    };
    constexpr Real step = 1.0L / 64, least = 9.5L, most = 60, negligible = 1e-20L;
    std::vector<Real> next_to_zero;
    for (Real width = step; width > step * 0x1p-40L; width /= 2) {
        const auto [value, slope] = squares(0.75L * width);
        value_scale += width / 2 * value;
        slope_scale += width / 2 * slope;
        for (const Real z : {width, 0.7L * width}) next_to_zero.insert(next_to_zero.end(), {z, -z});
    }
    int quiet = 0;
    for (Real z = 1.5L * step; quiet * step < 0.5L; z += step) {
        const auto [value, slope] = squares(z);
        value_scale += step * value;
        slope_scale += step * slope;
        reach = z + step / 2;
        if (!(value_scale < 1e300L && slope_scale < 1e300L) || z > most)
            throw NotConverged("the mean square of " + activation_.name() +
                               " or of its derivative under a normal variable of variance " +
                               to_text(double(root_ * root_)) +
                               " does not exist or is not reached within 60 standard deviations");
        quiet = z > least && value <= negligible * value_scale && slope <= negligible * slope_scale ? quiet + 1 : 0;
    }
    if (!(value_scale > 0))
        throw NotConverged("the activation " + activation_.name() + " vanishes at variance " +
                           to_text(double(root_ * root_)));
    return next_to_zero;
}

Pieces::Pieces(const Activation& s, Real q, Real narrowest) : activation_(s), root_(std::sqrt(q)) {
    std::vector<Real> all;
    for (const double kink : s.kinks()) all.push_back(refined(kink));
    const std::vector<Real> next_to_zero = find_reach();
    std::vector<Real> breaks{-reach};
    for (const Real x : all) {
        const Real z = x / root_;
        if (!(z > breaks.back() && z < reach)) continue;
        breaks.push_back(z);
        kinks.push_back(z);
        jumps.push_back(jump(x));
        has_jumps = has_jumps || jumps.back() != 0;
    }
    breaks.push_back(reach);
    const auto tolerance = [this](Real left, Real right) {
        const Real nearest = left > 0 ? left : right < 0 ? right : 0;
        return 3e-11L * std::sqrt(slope_scale) * std::exp(nearest * nearest / 4);
    };
    try {
        panels = resolved_panels(
            breaks, 3, [this](std::span<Real> z) { slopes(z); }, tolerance, next_to_zero, narrowest);
    } catch (const NotConverged&) {
        throw NotCovered("kernels of " + s.name() + " at a variance of " + to_text(double(q)) +
                         " are not covered: beside its kinks its derivative is not smooth, or it changes within " +
                         to_text(double(narrowest)) +
                         " standard deviations; piecewise smooth activations and smaller variances are");
    }
    for (const ResolvedPanel& panel : panels) ends.push_back(panel.left);
    ends.push_back(reach);
}

const ResolvedPanel& Pieces::panel_at(Real z) const {
    const auto after = std::upper_bound(ends.begin(), ends.end(), z);
    const auto index = std::clamp<std::ptrdiff_t>(after - ends.begin() - 1, 0, std::ptrdiff_t(panels.size()) - 1);
    return panels[std::size_t(index)];
}

Real Pieces::mean(const BlockFunction& f, const BlockFunction& g, int sign) const {
    std::vector<Real> breaks(ends);
    if (sign < 0)
        for (const Real e : ends) breaks.push_back(-e);
    std::sort(breaks.begin(), breaks.end());
    std::vector<Real> z, weight;
    for (std::size_t i = 0; i + 1 < breaks.size(); ++i)
        if (breaks[i] < breaks[i + 1]) GaussPanels(2).append(breaks[i], breaks[i + 1], 1, z, weight);
    std::vector<Real> left(z), right(z);
    for (Real& x : right) x *= sign;
    f(left);
    g(right);
    Real sum = 0;
    for (std::size_t i = 0; i < z.size(); ++i) sum += weight[i] * normal_density(z[i]) * left[i] * right[i];
    return sum;
}

std::vector<Real> Pieces::hermite_squares(int terms, Real& error) const {
    constexpr Real negligible = 1e-20L, most = 100;
    const auto decayed = [&](Real z) {
        const Real scale = std::exp(-z * z / 4);
        return std::max(std::abs(activation_(Real(root_ * z))), std::abs(activation_(Real(-root_ * z)))) * scale <=
               negligible;
    };
    Real end = reach;
    while (!(decayed(end) && decayed(end + 0.3L))) {
        end += 0.25L;
        if (end > most)
            throw NotConverged("the Hermite coefficients of " + activation_.name() +
                               " are out of reach: it grows too fast");
    }
    // He_k turns at most sqrt(k + 1/2) radians a unit: a rule of 20 points takes 12 of them
    const Real turns = std::sqrt(Real(terms)) / 12;
    std::vector<Real> z, weight;
    for (std::size_t i = 0; i <= panels.size() + 1; ++i) {
        const bool inside = i > 0 && i <= panels.size();
        const Real left = i == 0 ? -end : ends[i - 1], right = i > panels.size() ? end : ends[i];
        const Real resolution = inside ? panels[i - 1].resolution : panels[i == 0 ? 0 : panels.size() - 1].resolution;
        if (right > left) GaussPanels(1.3).append(left, right, (right - left) * (1 / resolution + turns), z, weight);
    }
    std::vector<Real> value(z);
    values(std::span<Real>(value));
    // all nodes at once, the recurrence as in (1.9): half of the density rides on the polynomials
    const std::size_t count = z.size();
    std::vector<Real> before(count, 0), now(count), squares;
    Real square = 0;
    for (std::size_t i = 0; i < count; ++i) {
        now[i] = std::exp(-z[i] * z[i] / 4);
        value[i] *= now[i];
        square += weight[i] * value[i] * value[i];
        value[i] *= weight[i] * boost::math::constants::one_div_root_two_pi<Real>();
    }
    const Real norm = std::sqrt(square * boost::math::constants::one_div_root_two_pi<Real>());
    for (int k = 0; k < terms; ++k) {
        const Real below = std::sqrt(Real(k)), above = 1 / std::sqrt(Real(k + 1));
        Real sum = 0;
        for (std::size_t i = 0; i < count; ++i) {
            sum += value[i] * now[i];
            const Real next = (z[i] * now[i] - below * before[i]) * above;
            before[i] = now[i];
            now[i] = next;
        }
        const bool zero = parity() != Parity::none && (k % 2 == 1) == (parity() == Parity::even);
        squares.push_back(zero ? 0 : sum * sum);
        if (zero) continue;
        const Real rounding = (4 + std::sqrt(Real(k))) * std::numeric_limits<Real>::epsilon() * norm;
        error += rounding * (2 * std::abs(sum) + rounding);
    }
    return squares;
}

}  // namespace lazyrisk
