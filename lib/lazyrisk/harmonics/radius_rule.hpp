// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The length of a normal vector: r = |x|/sqrt(d), r^2 d ~ chi^2 of d degrees of freedom.
#pragma once

#include <vector>

namespace lazyrisk {

/// Nodes r > 0 and weights that sum to 1.
struct RadiusRule {
    std::vector<long double> node, weight;
    [[nodiscard]] std::size_t size() const { return node.size(); }
};

/// Gauss rule of the density r^{d-1} exp(-d r^2/2), exact for polynomials in r of degree 2 points - 1, odd ones too:
/// radial functions of odd degrees are odd in r.  Formula (16.25).  Its orthogonal polynomials by Stieltjes'
/// procedure on a fine rule, the nodes by Newton's method.
/// In: d >= 2, finite; points >= 1. Cost: microseconds a point.
RadiusRule radius_rule(double dimension, int points);

/// The sphere: r = 1.
inline RadiusRule unit_radius() { return {{1}, {1}}; }

/// Radial functions of the total degree m, by angular degree k = m, m-2, ...: the normal polynomials of degree m are
/// harmonics of degree k times these.
struct RadialPart {
    int degree;                      ///< k
    long double share;               ///< of an isotropic polynomial's energy: B(d,k) over the number of polynomials
    std::vector<long double> value;  ///< at the nodes, of mean square 1
};

/// Of x ~ N(0, I): r^k L_i^{(k+d/2-1)}(d r^2/2), i = (m-k)/2, of mean square 1.  Formula (16.26).
std::vector<RadialPart> radial_parts(double dimension, int total_degree, const std::vector<long double>& nodes);

}  // namespace lazyrisk
