// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/scaling_law.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/zeta.hpp>
#include <cmath>

namespace lazyrisk {
namespace {

/// Where two powers of n meet: first n^-i = second n^-j.
std::optional<double> crossing(double first, double i, double second, double j) {
    if (!(first > 0 && second > 0) || std::abs(i - j) < 1e-9) return {};
    const double n = std::pow(first / second, 1 / (i - j));
    if (!std::isfinite(n) || !(n > 0)) return {};
    return n;
}

}  // namespace

ScalingLaw scaling_law(const PowerLawProblem& p) {
    const double a = p.decay, free = (p.energy_decay - 1) / a, x = std::min(free, 2.0);
    // so many directions are learned, or n of them
    const auto without_ridge = [&](double n) { return std::pow(p.ridge / n, -1 / a) >= n; };
    const bool ridgeless = without_ridge(p.samples);
    ScalingLaw law = ridgeless ? ScalingLaw{a * x, 0, "ridgeless"} : ScalingLaw{x, 1 - 1 / a, "ridge"};
    if (p.ridge > 0) law.ridge_crossover = std::pow(p.ridge, -1 / (a - 1));
    if (!(p.noise_variance > 0)) return law;
    law.best_risk = a * x / (1 + a * x);
    law.best_ridge_growth = 1 - a / (1 + a * x);
    if (free == 2) return law;  // a logarithm
    // b_2 = missed * nu^x; ridgeless nu = (directions/n)^a, with a ridge nu = lambda/n
    const double pi = boost::math::constants::pi<double>(), directions = pi / a / std::sin(pi / a),
                 size = p.energy / boost::math::zeta(p.energy_decay);
    const double missed =
        size * (free < 2 ? boost::math::beta(2 - x, x) / a : boost::math::zeta(p.energy_decay - 2 * a));
    const std::optional<double> n =
        ridgeless ? crossing(a * missed * std::pow(directions, a * x), a * x, (a - 1) * p.noise_variance, 0)
                  : crossing(missed * std::pow(p.ridge, x), x,
                             p.noise_variance * (1 - 1 / a) * directions * std::pow(p.ridge, -1 / a), 1 - 1 / a);
    if (n && *n >= 1 && without_ridge(*n) == ridgeless) law.noise_crossover = n;
    return law;
}

}  // namespace lazyrisk
