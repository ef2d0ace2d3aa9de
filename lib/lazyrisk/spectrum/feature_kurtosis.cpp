// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/feature_kurtosis.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <vector>

#include "lazyrisk/harmonics/measure.hpp"

namespace lazyrisk {
namespace {

/// Beyond, the weight of a coordinate is below 1e-300; panels as wide as the weight's own scale, and one for each kink.
constexpr double furthest = 38, panel = 0.5;

template <class F>
double kurtosis(const F& f, const std::vector<double>& kinks, double dimension) {
    const AngularMeasure<double> measure(dimension);
    const double end = std::min(measure.end(), furthest);
    std::vector<double> breaks;
    const int panels = int(std::ceil(2 * end / panel));
    for (int i = 0; i <= panels; ++i) breaks.push_back(-end + 2 * end * i / panels);
    for (const double kink : kinks)
        if (is_infinite(dimension) || kink * kink < dimension)
            if (const double v = measure.angle(kink); std::abs(v) < end) breaks.push_back(v);
    std::sort(breaks.begin(), breaks.end());
    double second = 0, fourth = 0, weights = 0;
    for (std::size_t i = 0; i + 1 < breaks.size(); ++i) {
        const double half = (breaks[i + 1] - breaks[i]) / 2, middle = breaks[i] + half;
        const auto& nodes = boost::math::quadrature::gauss<double, 20>::abscissa();
        const auto& weight = boost::math::quadrature::gauss<double, 20>::weights();
        for (std::size_t j = 0; j < nodes.size(); ++j)
            for (const double side : {-1.0, 1.0}) {
                const double v = middle + side * half * nodes[j], x = measure.point(v);
                const double w = half * weight[j] * measure.density(std::abs(v), std::abs(x));
                if (!(w > 0)) continue;
                const double square = f(x) * f(x);
                weights += w;
                second += w * square;
                fourth += w * square * square;
            }
    }
    return second > 0 ? fourth * weights / (second * second) : 1;
}

}  // namespace

double feature_kurtosis(const Activation& s, double dimension) {
    return kurtosis([&](double x) { return s(x); }, s.kinks(), dimension);
}

double slope_kurtosis(const Activation& s, double dimension) {
    return kurtosis([&](double x) { return s.derivative(x); }, s.kinks(), dimension);
}

}  // namespace lazyrisk
