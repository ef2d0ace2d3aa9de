// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// E erf(u) erf(v): Williams 1997.  Formula (9.11).
#pragma once

#include "lazyrisk/activation/sigmoids.hpp"
#include "lazyrisk/dual/power.hpp"

namespace lazyrisk {

template <Scalar R>
class ErfDual {
public:
    ErfDual(const Erf&, const R& q)
        : z_(2 * q / (R(1) + 2 * q)), rest_((R(1) + 4 * q) / ((R(1) + 2 * q) * (R(1) + 2 * q))), scale_(R(1) + 2 * q) {}

    [[nodiscard]] R variance() const {
        using std::asin;
        return boost::math::constants::two_div_pi<R>() * asin(z_);
    }
    [[nodiscard]] R slope() const { return derivative(rest_); }

    [[nodiscard]] DualValue<R> operator()(const Correlation<R>& rho) const {
        using std::asin;
        using std::sqrt;
        const R w = z_ * (R(1) - rho.gap), drop = z_ * z_ * rho.square(), root = sqrt(R(rest_ + drop));
        // asin z - asin w; for w > 0 through the sine of the difference, where nothing cancels
        const R difference = w > R(0) ? asin(R(drop / (z_ * root + w * sqrt(rest_)))) : R(asin(z_) - asin(w));
        return {boost::math::constants::two_div_pi<R>() * difference, derivative(R(rest_ + drop))};
    }

    [[nodiscard]] DualSeries<R> series(const PowerSeries<R>& rho, const Correlation<R>& start) const {
        using std::asin;
        PowerSeries<R> w = rho;
        for (R& c : w) c *= z_;
        const PowerSeries<R> root = inverse_root(w, R(rest_ + z_ * z_ * start.square()));
        PowerSeries<R> value = integral_along(root, w, R(asin(w[0]))), slope = root;
        for (R& c : value) c *= boost::math::constants::two_div_pi<R>();
        for (R& c : slope) c *= 4 * boost::math::constants::one_div_pi<R>() / scale_;
        return {std::move(value), std::move(slope)};
    }

private:
    R z_, rest_, scale_;  // 2q/(1+2q), 1 - z^2, 1 + 2q

    /// Of 1 - z^2 rho^2.
    [[nodiscard]] R derivative(const R& square) const {
        using std::sqrt;
        return 4 * boost::math::constants::one_div_pi<R>() / (scale_ * sqrt(square));
    }
};

}  // namespace lazyrisk
