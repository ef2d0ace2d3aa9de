// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/arc_cosine.hpp"

#include <boost/math/constants/constants.hpp>
#include <cmath>

#include "lazyrisk/numerics/chebyshev.hpp"

namespace lazyrisk {
namespace {

using Real = long double;
constexpr Real one_over_pi = boost::math::constants::one_div_pi<Real>();

Real arc(Real y) { return 2 * std::asin(std::sqrt(y / 2)) * one_over_pi / std::sqrt(y); }
Real rest(Real y) { return std::sqrt(2 - y) * one_over_pi - (1 - y) * arc(y); }

/// Of the interpolant at the Chebyshev points of [0, 1]. Its coefficients fall faster than the powers of the Chebyshev
/// polynomials grow, and the sum is one of numbers of order 1.
std::vector<double> powers(Real (*f)(Real), int degree) {
    const std::vector<Real> x = chebyshev_points<Real>(degree + 1);
    std::vector<Real> value;
    for (const Real& one : x) value.push_back(f((one + 1) / 2));
    const std::vector<Real> c = chebyshev_coefficients(value, x);
    std::vector<Real> before(c.size(), 0), now(c.size(), 0), sum(c.size(), 0);
    now[0] = 1;  // T_j(2y - 1) in powers of y
    for (std::size_t j = 0; j < c.size(); ++j) {
        for (std::size_t k = 0; k < c.size(); ++k) sum[k] += c[j] * now[k];
        std::vector<Real> next(c.size(), 0);
        const Real twice = j == 0 ? 1 : 2;
        for (std::size_t k = 0; k < c.size(); ++k) {
            next[k] -= twice * now[k] + (j == 0 ? 0 : before[k]);
            if (k + 1 < c.size()) next[k + 1] += 2 * twice * now[k];
        }
        before = std::move(now);
        now = std::move(next);
    }
    return {sum.begin(), sum.end()};
}

}  // namespace

ArcCosinePolynomials arc_cosine_polynomials(int degree) { return {powers(arc, degree), powers(rest, degree)}; }

std::vector<double> embedding_series(double gamma, double accuracy) {
    constexpr int most = 200;  // enough for gamma = 100
    const std::vector<Real> x = chebyshev_points<Real>(most);
    std::vector<Real> value;
    for (const Real& one : x) value.push_back(std::exp(gamma * (one - 1)));
    const std::vector<Real> c = chebyshev_coefficients(value, x);
    std::vector<double> kept(c.begin(), c.end());
    while (kept.size() > 1 && std::abs(kept.back()) < accuracy) kept.pop_back();
    return kept;
}

}  // namespace lazyrisk
