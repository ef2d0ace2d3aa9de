// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What networks, neural tangents and random features of N neurons leave of a quadratic function, with infinitely many
// samples.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/simulate/random.hpp"

namespace lazyrisk {

/// f(x) = x^T B x - tr B of normal x, |f|^2 = 2 |B|_F^2. B is symmetric.
struct QuadraticTarget {
    Matrix form;                      ///< B, in full
    std::vector<double> eigenvalues;  ///< by falling modulus
    double trace = 0, square = 0;     ///< tr B, |B|_F^2

    /// Throws DomainError: not square, not symmetric to 1e-9, not finite, all zero.
    explicit QuadraticTarget(Matrix b);
    [[nodiscard]] int dimension() const { return int(form.rows()); }
    /// tr(B)^2/(d |B|_F^2), 0 to 1: the share that every rotation keeps.
    [[nodiscard]] double isotropic_share() const;
};

/// "identity", "traceless" (symmetric normal entries less their mean), "wishart" (G G^T of d x 2d normal entries), or a
/// csv file of numbers alone, a row a line (its size is the dimension, which must agree where one is given). Drawn ones
/// by `draw`.
QuadraticTarget quadratic_target(const std::string& name, double dimension, const Draw& draw);

/// All below: E (f - best fit)^2/|f|^2 with free intercept; N >= 0 neurons.

/// A trained network with s(x) = x^2: the best approximation of rank N.  Formula (14.9).
double network_on_quadratic(const QuadraticTarget& target, double width);
/// Its neural tangent with weights uniform on the sphere, mean over them: exact at finite d.  Formula (14.10).
double tangent_on_quadratic(const QuadraticTarget& target, double width);
/// The same as N, d -> infinity at N/d = ratio.  Formula (14.11).
double tangent_on_quadratic_limit(double isotropic_share, double ratio);
/// Random features s(<w,x>), |w| = 1, as N, d -> infinity.  Formula (14.12). Throws as decompose.
double features_on_quadratic_limit(const Activation& activation, double isotropic_share, double ratio);
/// The neural tangent of the first layer of s, traceless B, as N, d -> infinity.  Formula (14.13). Throws as
/// decompose_gradient.
double tangent_on_traceless_limit(const Activation& activation, double ratio);

}  // namespace lazyrisk
