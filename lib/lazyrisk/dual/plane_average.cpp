// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/dual/plane_average.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>

namespace lazyrisk {
namespace {

using Real = long double;
constexpr Real root_half = boost::math::constants::half_root_two<Real>();

}  // namespace

PlaneAverage::PlaneAverage(const Pieces& pieces, double refinement)
    : pieces_(pieces), rules_(refinement), halved_(pieces.parity() != Parity::none) {
    plan(false);
    plan(true);
}

/// Chosen at a right angle: at all others the function of y is as smooth.
void PlaneAverage::plan(bool reflected) {
    const Real most = pieces_.reach * root_half, least = !reflected || halved_ ? 0 : -most;
    std::vector<Real> breaks{least, most};
    for (const Real a : pieces_.kinks)
        for (const Real b : pieces_.kinks) {
            const Real y = reflected ? -(a + b) / 2 : (b - a) / 2;
            if (y > least && y < most) breaks.push_back(y);
        }
    std::sort(breaks.begin(), breaks.end());
    breaks.erase(std::unique(breaks.begin(), breaks.end()), breaks.end());
    const auto integral = [&](std::span<Real> y) {
        for (Real& x : y) x = line(reflected, x, x / root_half, root_half);
    };
    outer_[reflected] = resolved_panels(breaks, 3, integral, [this](Real left, Real right) {
        const Real nearest = (left > 0 ? left : right < 0 ? right : 0) / root_half;
        return 3e-11L * pieces_.slope_scale * std::exp(std::min<Real>(nearest * nearest / 4, 1e3L));
    });
}

Real PlaneAverage::line(bool reflected, Real y, Real w, Real cosine) const {
    const Real square = pieces_.reach * pieces_.reach - w * w;
    if (!(square > 0)) return 0;
    const bool half = reflected || halved_;
    const Real most = std::sqrt(square), least = half ? 0 : -most;
    std::vector<Real> breaks{least, most};
    for (const Real e : pieces_.ends)
        for (const Real p : {(e + y) / cosine, (reflected ? -e - y : e - y) / cosine})
            if (p > least && p < most) breaks.push_back(p);
    std::sort(breaks.begin(), breaks.end());
    const Real side = reflected ? -1 : 1;
    std::vector<Real> p, weight;
    for (std::size_t i = 0; i + 1 < breaks.size(); ++i) {
        const Real length = breaks[i + 1] - breaks[i], middle = cosine * (breaks[i] + breaks[i + 1]) / 2;
        if (!(length > 0)) continue;
        const Real resolution =
            std::min(pieces_.panel_at(middle - y).resolution, pieces_.panel_at(side * (middle + y)).resolution);
        rules_.append(breaks[i], breaks[i + 1], length * cosine / resolution, p, weight);
    }
    const std::size_t count = p.size();
    std::vector<Real> both(2 * count);
    for (std::size_t i = 0; i < count; ++i) {
        both[i] = cosine * p[i] - y;
        both[count + i] = side * (cosine * p[i] + y);
    }
    pieces_.slopes(std::span<Real>(both));
    Real sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const Real product = both[i] * both[count + i];
        if (product != 0) sum += weight[i] * product * std::exp(-p[i] * p[i] / 2);
    }
    return (half ? 2 : 1) * boost::math::constants::one_div_root_two_pi<Real>() * sum;
}

Real PlaneAverage::operator()(Real angle) const {
    const bool reflected = angle > boost::math::constants::half_pi<Real>();
    const Real half = (reflected ? boost::math::constants::pi<Real>() - angle : angle) / 2;
    const Real sine = std::sin(half), cosine = std::cos(half), reach = pieces_.reach;
    std::vector<Real> w, weight;
    for (const ResolvedPanel& panel : outer_[reflected]) {
        const Real low = sine * reach < panel.left ? reach : std::max(-reach, panel.left / sine);
        const Real high = sine * reach < panel.right ? reach : panel.right / sine;
        if (high > low) rules_.append(low, high, (high - low) * sine / panel.resolution, w, weight);
    }
    Real sum = 0;
    for (std::size_t i = 0; i < w.size(); ++i)
        sum += weight[i] * std::exp(-w[i] * w[i] / 2) * line(reflected, w[i] * sine, w[i], cosine);
    return (!reflected || halved_ ? 2 : 1) * boost::math::constants::one_div_root_two_pi<Real>() * sum;
}

}  // namespace lazyrisk
