// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/neuron_moments.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <vector>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// E f(z), z normal, f smooth between the breaks.
template <class F>
double normal_mean(const std::vector<double>& breaks, const F& f) {
    const auto weighted = [&](double z) {
        return std::exp(-z * z / 2) * boost::math::constants::one_div_root_two_pi<double>() * f(z);
    };
    double sum = 0;
    for (std::size_t i = 0; i + 1 < breaks.size(); ++i)
        sum += boost::math::quadrature::gauss_kronrod<double, 31>::integrate(weighted, breaks[i], breaks[i + 1], 12,
                                                                             1e-15);
    return sum;
}

}  // namespace

NeuronMoments neuron_moments(const Activation& activation, double variance, double offset) {
    constexpr int end = 13;  // beyond, a normal has 1e-38
    if (!(variance > 0) || std::isinf(variance) || !std::isfinite(offset))
        throw DomainError(
            "layer", activation.name(),
            "its pre-activations have variance " + to_text(variance) + "; a finite one above 0 is needed");
    const double deviation = std::sqrt(variance);
    std::vector<double> breaks;
    for (int z = -end; z <= end; ++z) breaks.push_back(z);
    for (const double kink : activation.kinks())
        if (const double z = (kink - offset) / deviation; std::abs(z) < end) breaks.push_back(z);
    std::sort(breaks.begin(), breaks.end());
    breaks.erase(std::unique(breaks.begin(), breaks.end()), breaks.end());
    return activation.visit([&](const auto& s) {
        const auto value = [&](double z) { return double(s(offset + deviation * z)); };
        NeuronMoments m{};
        m.mean = normal_mean(breaks, value);
        const double linear = normal_mean(breaks, [&](double z) { return z * (value(z) - m.mean); });
        m.slope = linear * linear / variance;
        m.rest = normal_mean(breaks, [&](double z) {
            const double left = value(z) - m.mean - linear * z;
            return left * left;
        });
        if (!std::isfinite(m.mean + m.slope + m.rest))
            throw DomainError("layer", activation.name(),
                              "it is not finite where its pre-activations lie, of variance " + to_text(variance));
        const double all = m.mean * m.mean + variance * m.slope + m.rest;
        constexpr double rounding = 1e-28;  // of squares
        if (m.rest <= rounding * all) m.rest = 0;
        if (variance * m.slope <= rounding * all) m.slope = 0;
        if (m.mean * m.mean <= rounding * all) m.mean = 0;
        return m;
    });
}

}  // namespace lazyrisk
