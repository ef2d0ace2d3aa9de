// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The law of a coordinate of the sphere in the angle v: x = sqrt(d) sin(v/sqrt(d)), density cos^{d-2}(v/sqrt(d)).
#pragma once

#include <boost/math/constants/constants.hpp>
#include <cmath>

#include "lazyrisk/harmonics/dimension.hpp"

namespace lazyrisk {

/// Formula (1.9): all dimensions d >= 2 and the limit x = v, density e^{-v^2/2}. Not normalised: the density at 0 is 1.
template <Scalar R>
class AngularMeasure {
public:
    explicit AngularMeasure(double d) : d_(d), root_d_(0) {
        using std::sqrt;
        if (!flat()) root_d_ = sqrt(R(d));
    }
    [[nodiscard]] bool flat() const { return d_ == infinite<>; }

    /// v at x = sqrt(d).
    [[nodiscard]] R end() const { return flat() ? infinite<R> : R(root_d_ * boost::math::constants::half_pi<R>()); }

    [[nodiscard]] R point(const R& v) const {
        using std::sin;
        return flat() ? v : R(root_d_ * sin(R(v / root_d_)));
    }
    [[nodiscard]] R angle(const R& x) const {
        using std::asin;
        return flat() ? x : R(root_d_ * asin(R(x / root_d_)));
    }
    /// The density at v >= 0, x = point(v). From 1 - t^2 where the weight lives at large d, from the cosine near the
    /// pole.
    [[nodiscard]] R density(const R& v, const R& x) const {
        using std::cos;
        using std::exp;
        using std::log;
        using std::log1p;
        if (flat()) return exp(R(-x * x / 2));
        if (d_ == 2) return R(1);
        const R t = x / root_d_, power = R(d_) - 2;
        if (t * t < R(0.5)) return exp(R(power / 2 * log1p(R(-t * t))));
        const R cosine = cos(R(v / root_d_));
        return cosine > R(0) ? R(exp(R(power * log(cosine)))) : R(0);
    }

private:
    double d_;
    R root_d_;
};

}  // namespace lazyrisk
