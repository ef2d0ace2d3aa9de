// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Amplitudes of any activation by one quadrature over the sphere's first coordinate.  Formulas (1.9), (1.10), (1.12).
#pragma once

#include <type_traits>

#include "lazyrisk/harmonics/panels.hpp"
#include "lazyrisk/harmonics/recurrence.hpp"

namespace lazyrisk {

/// What a quadrature found, normalised, with bounds on the absolute errors.
template <Scalar R>
struct QuadratureResult {
    std::vector<R> value, error;
    R square, square_error;  ///< E s^2
    R quadrature_error;      ///< the panels' share of every error
    bool halved;             ///< s has details finer than the last q_k
};

/// Amplitudes 0 .. degrees of s at dimension d, kinks where s or a derivative jumps (a kink that is not listed is
/// found, at a cost). Error: what the panels do not resolve, formula (1.10), and rounding, formula (1.13). Cost: 250 to
/// 2000 nodes, degrees * nodes steps of the recurrence.
template <Scalar R>
QuadratureResult<R> quadrature_amplitudes(const SampledFunction<R>& s, double d, int degrees,
                                          std::span<const double> kinks) {
    using std::abs;
    using std::sqrt;
    const R epsilon = std::numeric_limits<R>::epsilon(), unit(s.unit());
    const FoldedNodes<R> nodes = folded_nodes<R>(s, d, degrees, kinks);

    R mass(0), square(0), stretched(0);
    for (std::size_t panel = 0; panel < nodes.x.size(); panel += PanelRule<R>::points) {
        R panel_mass(0), panel_square(0);  // summed by panel: the rounding of a long sum would show
        for (std::size_t j = panel; j < panel + PanelRule<R>::points; ++j) {
            const R both = nodes.weight[j] * (nodes.up[j] * nodes.up[j] + nodes.down[j] * nodes.down[j]);
            const R stretch = 1 + nodes.x[j] * nodes.x[j];
            panel_mass += 2 * nodes.weight[j];
            panel_square += both;
            stretched += both * stretch * stretch;
        }
        mass += panel_mass;
        square += panel_square;
    }
    FoldedFunction<R> f;
    const R negligible = epsilon / 65536 * sqrt(square);
    bool in_range = true;
    for (std::size_t j = 0; j < nodes.x.size(); ++j) {
        const R root = sqrt(nodes.weight[j]), even = root * (nodes.up[j] + nodes.down[j]),
                odd = root * (nodes.up[j] - nodes.down[j]);
        if (!(abs(even) + abs(odd) > negligible)) continue;  // |root q_k| <= 1 at every k: such a node never counts
        f.x.push_back(nodes.x[j]);
        f.root.push_back(root);
        f.even.push_back(even);
        f.odd.push_back(odd);
        in_range = in_range && root > R(1e-140);
    }

    QuadratureResult<R> result;
    if constexpr (std::is_same_v<R, long double>)
        result.value = in_range ? paired_projections(f, d, degrees) : plain_projections(f, d, degrees);
    else
        result.value = plain_projections(f, d, degrees);
    const R norm = sqrt(R(square / mass)), quadrature = nodes.quadrature_error / mass;
    const R rounding = unit * (R(16 + nodes.x.size() / PanelRule<R>::points) * norm + 4 * sqrt(R(stretched / mass)) +
                               4 * nodes.steepness / sqrt(mass));
    for (std::size_t k = 0; k < result.value.size(); ++k) {
        result.value[k] /= mass;
        const double slope =
            4 * double(k) * std::sqrt(1 + (d == infinite<> ? 0 : double(k) / d));  // of q_k in x, with a margin
        result.error.push_back(quadrature + rounding + R(slope) * epsilon * norm);
    }
    result.square = square / mass;
    result.square_error = 4 * norm * (quadrature + rounding);
    result.quadrature_error = quadrature;
    result.halved = nodes.halved;
    return result;
}

extern template QuadratureResult<long double> quadrature_amplitudes(const SampledFunction<long double>&, double, int,
                                                                    std::span<const double>);

}  // namespace lazyrisk
