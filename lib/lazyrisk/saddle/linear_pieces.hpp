// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Means of losses whose slope is piecewise linear, in closed form where that keeps the digits.  Formula (15.13).
#pragma once

#include <array>
#include <boost/math/special_functions/owens_t.hpp>
#include <cmath>

#include "lazyrisk/saddle/margin_nodes.hpp"
#include "lazyrisk/saddle/margin_sums.hpp"

namespace lazyrisk {

/// Owen's T in double alone: long double would cost three times as much for digits that nothing needs.
inline double owens_t(double h, double a) {
    using namespace boost::math::policies;
    return boost::math::owens_t(h, a, policy<promote_double<false>>{});
}

/// Integrals up to one X of powers of X under the margin's density, and under that density times zeta.
struct HalfMoments {
    double p0, p1, p2;
    double q0, q1;

    /// Precondition: labels of a probit, alpha finite.
    static HalfMoments of(const LabelChannel<>::At& law, double X) {
        const double flip = law.of.flip(), straight = 1 - 2 * flip, alpha = law.alpha, one = 1 + alpha * alpha,
                     root = std::sqrt(one), unit = one_div_root_two_pi<double>();
        const double by_zeta = 2 * straight * std::sqrt(law.share);
        if (X == -infinite<>) return {0, 0, 0, 0, 0};
        if (X == infinite<>) return {1, 2 * straight * alpha * unit / root, 1, by_zeta * unit / root, 0};
        const double density = normal_density(X), below = normal_cdf(X), turned = 2 * density * normal_cdf(alpha * X),
                     wide = normal_cdf(root * X), bump = 2 * unit * unit * std::exp(-X * X * one / 2) / one;
        const double skew0 = below - 2 * owens_t(X, alpha), skew1 = 2 * alpha * unit / root * wide - turned,
                     skew2 = skew0 - X * turned - alpha * bump;
        return {2 * flip * below + straight * skew0, straight * skew1 - 2 * flip * density,
                2 * flip * (below - X * density) + straight * skew2, by_zeta * unit * wide / root, -by_zeta * bump / 2};
    }
    friend HalfMoments operator-(const HalfMoments& a, const HalfMoments& b) {
        return {a.p0 - b.p0, a.p1 - b.p1, a.p2 - b.p2, a.q0 - b.q0, a.q1 - b.q1};
    }
};

/// Adds a piece where it loses less than two digits; else does nothing and says so.
inline bool add_closed(const LinearPiece<double>& piece, const HalfMoments& between, const LabelChannel<>::At& law,
                       double sigma, MarginSums<double>& sums) {
    const double height = piece.height, bend = piece.bend * sigma;
    const double squares[] = {height * height * between.p0, 2 * height * bend * between.p1, bend * bend * between.p2};
    const double square = squares[0] - squares[1] + squares[2];
    constexpr double least = 0.03;
    if (!(between.p0 > least) || !(square > least * (squares[0] + std::abs(squares[1]) + squares[2]))) return false;
    const double m = piece.bend, Xg = height * between.p1 - bend * between.p2,
                 zg = height * between.q0 - bend * between.q1;
    sums.m += m * between.p0;
    sums.XXm += m * between.p2;
    sums.Xzm += m * between.q1;
    sums.zzm += m * (between.p0 - std::sqrt(law.share) * law.alpha * between.q1);
    sums.gg += square;
    sums.Xg += Xg;
    sums.zg += zg;
    sums.ggm += m * square;
    sums.Xgm += m * Xg;
    sums.zgm += m * zg;
    return true;
}

}  // namespace lazyrisk
