// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Gauss-Legendre rule on [-1, 1] with the map from values at its nodes to Legendre coefficients.
#pragma once

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <type_traits>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

template <Scalar R>
struct PanelRule {
    static constexpr int points = 64;
    static constexpr int first_degree = points / 2;  ///< lower coefficients are not asked for

    std::vector<R> abscissa, weight;  ///< [points], ascending
    std::vector<R> transform;         ///< [points - first_degree][points]: coefficient of degree first_degree + row
    std::vector<R> right_end;         ///< [points]: value of the interpolating polynomial at 1; reversed: at -1

    /// The rule in the precision R; built once.
    static const PanelRule& instance() {
        static const PanelRule rule;
        return rule;
    }

private:
    /// The map amplifies its own rounding by the degree, so it is made in more digits than it is used in.
    using Wide = std::conditional_t<std::is_same_v<R, long double>, boost::multiprecision::cpp_bin_float_quad, R>;

    /// L_0(x) .. L_points(x).
    template <Scalar W>
    static void legendre(const W& x, std::vector<W>& value) {
        value.assign({W(1), x});
        for (int m = 1; m < points; ++m)
            value.push_back((W(2 * m + 1) * x * value.back() - W(m) * value[value.size() - 2]) / W(m + 1));
    }
    /// Newton's step towards the zero of L_points near x.
    template <Scalar W>
    static W step(const W& x, std::vector<W>& value) {
        legendre(x, value);
        return x - value[points] * (W(1) - x * x) / (W(points) * (value[points - 1] - x * value[points]));
    }

    PanelRule()
        : abscissa(points), weight(points), transform(std::size_t(points - first_degree) * points), right_end(points) {
        std::vector<double> rough;
        std::vector<Wide> value;
        for (std::size_t j = 0; j < points / 2; ++j) {
            double start = std::cos(boost::math::constants::pi<double>() * (double(j) + 0.75) / (points + 0.5));
            for (int i = 0; i < 4; ++i) start = step(start, rough);
            Wide x = start;
            for (int digits = 15; digits < std::numeric_limits<Wide>::digits10 + 15; digits *= 2) x = step(x, value);
            legendre(x, value);
            Wide kernel = 0;  // sum of the squared orthonormal polynomials: one over the weight
            for (int m = 0; m < points; ++m)
                kernel += Wide(2 * m + 1) / 2 * value[std::size_t(m)] * value[std::size_t(m)];
            abscissa[points - 1 - j] = R(x);
            abscissa[j] = R(-abscissa[points - 1 - j]);
            weight[j] = weight[points - 1 - j] = R(Wide(1 / kernel));
            Wide at_1 = 0, at_minus_1 = 0;  // L_m(1) = 1
            for (int m = 0; m < points; ++m) {
                const Wide c = Wide(2 * m + 1) / 2 * value[std::size_t(m)] / kernel;
                at_1 += c;
                at_minus_1 += m % 2 == 0 ? c : Wide(-c);
            }
            right_end[points - 1 - j] = R(at_1);
            right_end[j] = R(at_minus_1);
            for (std::size_t m = first_degree; m < points; ++m) {
                R* row = transform.data() + (m - first_degree) * points;
                row[points - 1 - j] = R(Wide(Wide(2 * m + 1) / 2 * value[m] / kernel));
                row[j] = m % 2 == 0 ? row[points - 1 - j] : R(-row[points - 1 - j]);
            }
        }
    }
};

/// sum_{j >= m} of the bound on the Legendre coefficients on [-1, 1] of a function of exponential type `frequency` that
/// is at most 1 on the real line: 2 e^{-m (a - tanh a)}/(1 - e^{-a}), cosh a = m/frequency. Formula (1.10). 2 below the
/// frequency.
inline double legendre_tail(double m, double frequency) {
    if (m <= frequency * 1.0001) return 2;
    const double a = std::acosh(m / frequency);
    return std::min(2.0, 2 * std::exp(-m * (a - std::tanh(a))) / -std::expm1(-a));
}

/// The largest frequency whose Legendre coefficients beyond degree m are below `threshold` in sum.
inline double resolved_frequency(double m, double threshold) {
    double low = 0.01, high = m;
    for (int i = 0; i < 40; ++i) {
        const double middle = (low + high) / 2;
        (legendre_tail(m, middle) <= threshold ? low : high) = middle;
    }
    return low;
}

}  // namespace lazyrisk
