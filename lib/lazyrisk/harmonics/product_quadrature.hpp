// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Coefficients of a function of two spheres' first coordinates in the products of their harmonics.
#pragma once

#include <functional>
#include <vector>

namespace lazyrisk {

/// g[k][l] = E f(u,v) q_k(sqrt(D) u) q_l(sqrt(E) v), k + l <= degrees, q orthonormal; u and v are first coordinates of
/// uniform points of the unit spheres of dimension D and E.
struct ProductAmplitudes {
    std::vector<std::vector<long double>> value, error;  ///< [k][l]
    long double norm = 0;                                ///< sqrt(E f^2)
};

/// Gauss rules of both spheres, half as many nodes again until nothing changes beyond rounding; a singularity of the
/// kind of sqrt(1-t) sits in a corner that large spheres hardly see. Where 900 nodes do not settle, Gauss-Legendre
/// panels in both angles, formula (1.9), graded towards the poles, then halved once. The last change is the error, to
/// which `noise`, a bound on the error of f, is added.  Formula (11.4) Both dimensions at least 1, finite; of dimension
/// 1 degrees from 2 on have no harmonics, and 0. Cost: some 10^3 to 10^5 evaluations of f; with panels 10^6, and 10^6
/// flops a degree.
ProductAmplitudes product_amplitudes(const std::function<long double(long double u, long double v)>& f, double first,
                                     double second, int degrees, long double noise);

/// E f(u) q_k(sqrt(D) u), k = 0 .. degrees, in the same way, with errors.
struct SphereAmplitudes {
    std::vector<long double> value, error;
};
SphereAmplitudes sphere_amplitudes(const std::function<long double(long double u)>& f, double dimension, int degrees,
                                   long double noise);

}  // namespace lazyrisk
