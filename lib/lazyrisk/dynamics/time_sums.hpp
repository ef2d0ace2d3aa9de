// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// From two-point equivalents on a contour to a risk at a time: what all models share.
#pragma once

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <vector>

#include "lazyrisk/dynamics/contour.hpp"
#include "lazyrisk/dynamics/learning_curve.hpp"
#include "lazyrisk/resolvent/two_point.hpp"

namespace lazyrisk {

/// sum over both nodes and their conjugates of weight_i weight_j f(i, j), from the halves.
struct DoubleSum {
    double value = 0, size = 0;
    void add(const Complex& plain_weight, const Complex& plain, const Complex& mixed_weight, const Complex& mixed,
             double times) {
        const Complex a = plain_weight * plain, b = mixed_weight * mixed;
        value += times * (a.real() + b.real());
        size += times * (std::abs(a) + std::abs(b));
    }
};

/// Fills the errors and the squared weights from TwoPoints of every pair of nodes, pair(i, j); returns by how much
/// rounding was amplified in the test error.  Formula (13.2).
template <class Pair>
double fill_errors(TimeRisk& r, const Contour& c, double noise, const Pair& pair) {
    DoubleSum bias, variance, train_bias, train_variance, norm_bias, norm_variance;
    for (std::size_t i = 0; i < c.z.size(); ++i)
        for (std::size_t j = i; j < c.z.size(); ++j) {
            const TwoPoints t = pair(i, j);
            const Complex plain = c.weight[i] * c.weight[j], mixed = c.weight[i] * std::conj(c.weight[j]);
            const double times = i == j ? 2 : 4;
            bias.add(plain, t.plain.bias, mixed, t.mixed.bias, times);
            variance.add(plain, t.plain.variance, mixed, t.mixed.variance, times);
            train_bias.add(plain, t.plain.train_bias, mixed, t.mixed.train_bias, times);
            train_variance.add(plain, t.plain.train_variance, mixed, t.mixed.train_variance, times);
            norm_bias.add(plain, t.plain.norm_bias, mixed, t.mixed.norm_bias, times);
            norm_variance.add(plain, t.plain.norm_variance, mixed, t.mixed.norm_variance, times);
        }
    // what is positive may come out as a rounding below 0
    r.bias = std::max(0.0, bias.value);
    r.variance = noise * std::max(0.0, variance.value);
    r.excess_risk = r.bias + r.variance;
    r.test_error = r.excess_risk + noise;
    r.train_error = std::max(0.0, train_bias.value + noise * train_variance.value);
    r.weight_norm = std::max(0.0, norm_bias.value + noise * norm_variance.value);
    return bias.size + noise * (1 + variance.size);
}

/// The time with the least error: a scan of 12 points a decade and Brent's method around every local minimum; 0 and
/// infinity, of known errors, are answers.  Formula (13.10).
template <class Error>
double least_time(const Error& error, double from, double to, double begin, double finished) {
    const auto at = [&](double log_time) { return error(std::exp(log_time)); };
    const int points = int(12 * std::log10(to / from)) + 2;
    std::vector<double> x, y;
    for (int i = 0; i <= points; ++i) {
        x.push_back(std::log(from) + std::log(to / from) * i / points);
        y.push_back(at(x.back()));
    }
    double best = 0, least = begin;
    for (std::size_t i = 1; i + 1 < x.size(); ++i) {
        if (!(y[i] <= y[i - 1] && y[i] < y[i + 1])) continue;
        std::uintmax_t steps = 60;
        const auto found = boost::math::tools::brent_find_minima(at, x[i - 1], x[i + 1], 26, steps);
        if (found.second < least) {
            least = found.second;
            best = std::exp(found.first);
        }
    }
    // what a contour cannot tell from the end is the end
    return finished <= least * (1 + 1e-10) ? infinite<> : best;
}

}  // namespace lazyrisk
