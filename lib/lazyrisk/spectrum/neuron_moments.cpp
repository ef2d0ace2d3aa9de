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

/// E f(z), z normal, f smooth between the breaks: pieces are halved until their own error is below rounding of the
/// whole, or of what f is made of.
template <class F>
double normal_mean(const std::vector<double>& breaks, const F& f, double rounding = 0) {
    using Rule = boost::math::quadrature::gauss_kronrod<double, 31>;
    const auto weighted = [&](double z) {
        return std::exp(-z * z / 2) * boost::math::constants::one_div_root_two_pi<double>() * f(z);
    };
    struct Piece {
        double left, right, value, error;
        int halvings;
    };
    const auto piece = [&](double left, double right, int halvings, double& size) {
        double error = 0, part = 0;
        const double value = Rule::integrate(weighted, left, right, 0, 0, &error, &part);
        size += part;
        return Piece{left, right, value, error, halvings};
    };
    double size = 0, sum = 0;
    std::vector<Piece> open;
    for (std::size_t i = 0; i + 1 < breaks.size(); ++i) open.push_back(piece(breaks[i], breaks[i + 1], 0, size));
    constexpr int most_halvings = 12;
    for (double ignored = 0; !open.empty();) {
        const Piece p = open.back();
        open.pop_back();
        if (p.error <= 1e-15 * size + rounding || p.halvings == most_halvings) {
            sum += p.value;
            continue;
        }
        const double middle = (p.left + p.right) / 2;
        open.push_back(piece(p.left, middle, p.halvings + 1, ignored));
        open.push_back(piece(middle, p.right, p.halvings + 1, ignored));
    }
    return sum;
}

/// Whole deviations and the kinks. Throws DomainError for a pre-activation that is none.
std::vector<double> breaks_of(const Activation& activation, double variance, double offset) {
    constexpr int end = 13;  // beyond, a normal has 1e-38
    if (!(variance > 0) || std::isinf(variance) || !std::isfinite(offset))
        throw DomainError(
            "layer", activation.name(),
            "its pre-activations have variance " + to_text(variance) + "; a finite one above 0 is needed");
    std::vector<double> breaks;
    for (int z = -end; z <= end; ++z) breaks.push_back(z);
    for (const double kink : activation.kinks())
        if (const double z = (kink - offset) / std::sqrt(variance); std::abs(z) < end) breaks.push_back(z);
    std::sort(breaks.begin(), breaks.end());
    breaks.erase(std::unique(breaks.begin(), breaks.end()), breaks.end());
    return breaks;
}

}  // namespace

double neuron_mean(const Activation& activation, double variance, double offset) {
    const std::vector<double> breaks = breaks_of(activation, variance, offset);
    const double deviation = std::sqrt(variance);
    return activation.visit([&](const auto& s) {
        return normal_mean(breaks, [&](double z) { return double(s(offset + deviation * z)); });
    });
}

NeuronMoments neuron_moments(const Activation& activation, double variance, double offset) {
    const std::vector<double> breaks = breaks_of(activation, variance, offset);
    const double deviation = std::sqrt(variance);
    return activation.visit([&](const auto& s) {
        const auto value = [&](double z) { return double(s(offset + deviation * z)); };
        NeuronMoments m{};
        m.mean = normal_mean(breaks, value);
        const double linear = normal_mean(
            breaks, [&](double z) { return z * (value(z) - m.mean); }, 1e-16 * std::abs(m.mean));
        m.slope = linear * linear / variance, m.line = linear / deviation;
        m.rest = normal_mean(
            breaks,
            [&](double z) {
                const double left = value(z) - m.mean - linear * z;
                return left * left;
            },
            1e-16 * (m.mean * m.mean + linear * linear));
        if (!std::isfinite(m.mean + m.slope + m.rest))
            throw DomainError("layer", activation.name(),
                              "it is not finite where its pre-activations lie, of variance " + to_text(variance));
        const double all = m.mean * m.mean + variance * m.slope + m.rest;
        constexpr double rounding = 1e-28;  // of squares
        if (m.rest <= rounding * all) m.rest = 0;
        if (variance * m.slope <= rounding * all) m.slope = m.line = 0;
        if (m.mean * m.mean <= rounding * all) m.mean = 0;
        return m;
    });
}

}  // namespace lazyrisk
