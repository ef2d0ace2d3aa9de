// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Amplitudes by quadratures that share nothing with the library's: trapezoidal rules after a substitution.
//   smooth   x = sqrt(d) tanh(u/sqrt(d)): exponentially accurate for analytic activations (Trefethen, Weideman 2014)
//   kinked   tanh-sinh in the angle between the kinks (Takahasi, Mori 1974)
#pragma once

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <vector>

#include "lazyrisk/harmonics/dimension.hpp"

using Digits60 = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<60>, boost::multiprecision::et_off>;

namespace second_route {

using lazyrisk::infinite;

struct Nodes {
    std::vector<Digits60> x, weight;
};

struct Sums {
    std::vector<Digits60> g;
    Digits60 square = 0, mass = 0;
};

struct Result {
    std::vector<Digits60> value;
    Digits60 square;
    double difference;  ///< of the last two rules, the largest
};

/// The textbook recurrence of P_k with P_k(1) = 1, scaled by sqrt(B) at the end of each step; both signs of x.
template <class S>
void add(Sums& sums, const Nodes& nodes, const S& s, double d, int degrees) {
    const Digits60 inverse_d = lazyrisk::inverse_dimension<Digits60>(d);
    std::vector<Digits60> beta(std::size_t(degrees) + 2);
    for (int k = 1; k <= degrees + 1; ++k) beta[std::size_t(k)] = sqrt(lazyrisk::jacobi_squared(inverse_d, k));
    sums.g.resize(std::size_t(degrees) + 1);
    for (std::size_t j = 0; j < nodes.x.size(); ++j) {
        const Digits60 x = nodes.x[j], up = s(x), down = s(Digits60(-x)), w = nodes.weight[j];
        if (w * (1 + up * up + down * down) < Digits60("1e-100")) continue;
        const Digits60 side[2] = {w * (up + down), w * (up - down)};
        sums.mass += 2 * w;
        sums.square += w * (up * up + down * down);
        Digits60 before = 0, now = 1;
        for (int k = 0; k <= degrees; ++k) {
            const std::size_t i = std::size_t(k);
            sums.g[i] += side[i % 2] * now;
            const Digits60 next = (x * now - (k == 0 ? Digits60(0) : Digits60(beta[i] * before))) / beta[i + 1];
            before = now;
            now = next;
        }
    }
}

/// Nodes (j + offset) step, j >= 0.
inline Nodes smooth_nodes(double d, const Digits60& step, double offset) {
    Nodes nodes;
    const Digits60 root = d == infinite<> ? Digits60(0) : Digits60(sqrt(Digits60(d)));
    for (int j = 0;; ++j) {
        const Digits60 u = (j + Digits60(offset)) * step;
        const Digits60 weight =
            d == infinite<> ? Digits60(exp(-u * u / 2)) : Digits60(exp((1 - Digits60(d)) * log(cosh(u / root))));
        if (weight < Digits60("1e-110")) return nodes;
        nodes.x.push_back(d == infinite<> ? u : Digits60(root * tanh(u / root)));
        nodes.weight.push_back(j == 0 && offset == 0 ? Digits60(weight / 2) : weight);
    }
}

/// tanh-sinh nodes between successive `ends` of the angle.
inline Nodes kinked_nodes(double d, const std::vector<Digits60>& ends, const Digits60& step, double offset) {
    Nodes nodes;
    const Digits60 root = d == infinite<> ? Digits60(0) : Digits60(sqrt(Digits60(d)));
    const Digits60 quarter = boost::math::constants::half_pi<Digits60>();
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const Digits60 length = ends[i + 1] - ends[i];
        const int reach = int(4.6 / double(step));
        for (int j = -reach; j <= reach; ++j) {
            const Digits60 t = (j + Digits60(offset)) * step, e = exp(quarter * sinh(t)), c = (e + 1 / e) / 2;
            const Digits60 v = ends[i] + length * e / (e + 1 / e);
            Digits60 weight = length * quarter * cosh(t) / (2 * c * c);
            if (d == infinite<>) {
                weight *= exp(-v * v / 2);
                nodes.x.push_back(v);
            } else {
                // near the last end the cosine is small: from the distance to it
                const bool last = i + 2 == ends.size();
                const Digits60 rest = length / (e * (e + 1 / e));
                const Digits60 cosine = last && ends.back() > root * Digits60("1.57") ? Digits60(sin(rest / root))
                                                                                      : Digits60(cos(v / root));
                weight *= d == 2 ? Digits60(1) : Digits60(exp((Digits60(d) - 2) * log(cosine)));
                nodes.x.push_back(root * sin(v / root));
            }
            nodes.weight.push_back(weight);
        }
    }
    return nodes;
}

/// Halves the step until two rules agree to 1e-25.
template <class S>
Result amplitudes(const S& s, double d, int degrees, std::vector<double> kinks) {
    std::vector<Digits60> ends{Digits60(0)};
    const Digits60 root = d == infinite<> ? Digits60(0) : Digits60(sqrt(Digits60(d)));
    Digits60 last = 22 + 2 * std::sqrt(degrees);  // e^{-x^2/4} < 1e-52: far beyond every turning point
    if (d != infinite<> && last > root * boost::math::constants::half_pi<Digits60>())
        last = root * boost::math::constants::half_pi<Digits60>();
    std::sort(kinks.begin(), kinks.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    for (const double kink : kinks) {
        const Digits60 c = std::abs(kink);
        if (c == 0 || (d != infinite<> && c >= root)) continue;
        const Digits60 v = d == infinite<> ? c : Digits60(root * asin(c / root));
        if (v < last && v > ends.back()) ends.push_back(v);
    }
    ends.push_back(last);
    const double waves = std::sqrt(degrees * (1 + (d == infinite<> ? 0 : degrees / d))) + 5;
    // a first step above 2 pi/30 would take sin(30 x) for a slow wave at every halving that agrees
    Digits60 step = kinks.empty() ? Digits60(std::min(0.08, 2.8 / waves))
                                  : Digits60(std::min(0.12, 2.4 / (waves * std::min(double(last), 12.0))));
    const auto nodes = [&](double offset) {
        return kinks.empty() ? smooth_nodes(d, step, offset) : kinked_nodes(d, ends, step, offset);
    };
    Sums sums;
    add(sums, nodes(0), s, d, degrees);
    Result result{{}, 0, 1};
    for (int halving = 0; halving < 6; ++halving) {
        const Sums coarse = sums;
        add(sums, nodes(0.5), s, d, degrees);
        step /= 2;
        Digits60 worst = 0;
        result.value.clear();
        for (std::size_t k = 0; k < sums.g.size(); ++k) {
            result.value.push_back(sums.g[k] / sums.mass);
            worst = std::max(worst, Digits60(abs(result.value[k] - coarse.g[k] / coarse.mass)));
        }
        result.square = sums.square / sums.mass;
        result.difference = double(worst);
        if (result.difference < 1e-25) break;
    }
    return result;
}

}  // namespace second_route
