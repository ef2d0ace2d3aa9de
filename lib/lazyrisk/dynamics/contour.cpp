// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/dynamics/contour.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace lazyrisk {
namespace {

using C = std::complex<double>;
using std::numbers::pi;

/// Nodes t z and weights e^{tz} t z' h/(2 pi i) of the hyperbola of Weideman and Trefethen, Math. Comp. 76 (2007),
/// optimal for singularities on the negative axis at one time.  Formula (13.5).
struct Hyperbola {
    std::array<C, half_nodes> at, weight;

    Hyperbola() {
        constexpr double angle = 1.172104229, step = 1.081792140 / half_nodes, scale = 4.492075287 * half_nodes;
        for (int k = 0; k < half_nodes; ++k) {
            const C inside(-angle, (k + 0.5) * step);
            at[std::size_t(k)] = scale * (1.0 + std::sin(inside));
            const C slope = scale * C(0, 1) * std::cos(inside);
            weight[std::size_t(k)] = step / (2 * pi) * C(0, -1) * std::exp(at[std::size_t(k)]) * slope;
        }
    }
};

const Hyperbola& hyperbola() {
    static const Hyperbola one;
    return one;
}

Contour finished(Contour c) {
    for (const C& w : c.weight) c.absolute_weight += 2 * std::abs(w);
    return c;
}

Contour flow(double time) {
    const Hyperbola& h = hyperbola();
    Contour c;
    for (std::size_t k = 0; k < half_nodes; ++k) {
        c.z.push_back(h.at[k] / time);
        c.weight.push_back(h.weight[k] / h.at[k]);
    }
    return c;
}

/// The coefficient of a power series on a circle: w = 1 + step z, |w| slightly above 1.
Contour circle(double step, int steps) {
    const int nodes = std::max(16 * steps, 64);
    const double radius = std::pow(10.0, 16.0 / nodes);
    Contour c;
    for (int k = 0; k < nodes / 2; ++k) {
        const C w = radius * std::exp(C(0, 2 * pi * (k + 0.5) / nodes));
        c.z.push_back((w - 1.0) / step);
        c.weight.push_back(std::pow(w, steps) * w / (w - 1.0) / double(nodes));
    }
    return c;
}

/// w = e^{log w}: a hyperbola for log w around 0 < w <= 1, and where the spectrum reaches beyond, its mirror image
/// around -1 <= w < 0. They are open at w = 0, where |w|^steps is below 1e-13.
Contour two_hyperbolas(double step, double steps, bool both) {
    const Hyperbola& h = hyperbola();
    Contour c;
    for (std::size_t k = 0; k < half_nodes; ++k) {
        // e^x - 1 without cancellation near w = 1
        const C x = h.at[k] / steps;
        const double grown = std::expm1(x.real()), half = std::sin(x.imag() / 2);
        const C off(grown * std::cos(x.imag()) - 2 * half * half, (1 + grown) * std::sin(x.imag()));
        c.z.push_back(off / step);
        c.weight.push_back(h.weight[k] / steps * (1.0 + off) / off);
    }
    if (!both) return c;
    const double sign = std::fmod(steps, 2) == 0 ? 1 : -1;
    for (std::size_t k = half_nodes; k-- > 0;) {
        const C w = -std::exp(h.at[k] / steps);
        c.z.push_back(std::conj(w - 1.0) / step);
        c.weight.push_back(std::conj(sign * h.weight[k] / steps * w / (w - 1.0)));
    }
    return c;
}

}  // namespace

Contour contour(const Training& training, double largest) {
    if (training.step == 0) return finished(flow(training.time));
    constexpr double most_on_circle = 40;
    const double steps = training.steps();
    if (steps <= most_on_circle) return finished(circle(training.step, int(steps)));
    return finished(two_hyperbolas(training.step, steps, largest > 1));
}

}  // namespace lazyrisk
