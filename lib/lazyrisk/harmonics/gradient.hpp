// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The derivative of an activation on the sphere: its part across the weight and its part along it.
#pragma once

#include "lazyrisk/harmonics/amplitudes.hpp"

namespace lazyrisk {

/// What a neuron's derivative by its weight, x s'(<w,x>)/sqrt(d), holds in each degree.
struct GradientAmplitudes {
    /// h_k, h_k^2 = sum over the d-1 directions e across w of |P_k <e,x> s'/sqrt(d)|^2 = (k(k+d-2)/d) g_k(s)^2. Formula
    /// (10.2).
    Amplitudes across;
    /// r_k = E[x s'(x) q_k(x)]; the direction along w holds r_k/sqrt(d).  Formula (10.3).
    Amplitudes along;
    long double overlap = 0;        ///< sum of r_k g_k beyond `degrees`: what is left of E x s'(x) s(x)
    long double overlap_error = 0;  ///< bound on its absolute error
};

/// Degrees 0 .. degrees at dimension d >= 2 or infinite. Closed forms for powers, polynomials and waves, else
/// quadrature. sum_k h_k^2 + r_k^2/d = E s'(x)^2.  Costs and errors as decompose. Throws NotCovered where s jumps
/// (step, sign): it has no derivative to train; otherwise as decompose.
GradientAmplitudes decompose_gradient(const Activation& activation, double dimension, int degrees);
/// The same of s(c x), c > 0: formula (16.28).
GradientAmplitudes decompose_gradient_stretched(const Activation& activation, long double c, double dimension,
                                                int degrees);

/// Is x s'(x) = p s(x) for some p, so that the two layers move along w alike? (Powers.)
bool is_homogeneous(const Activation& activation);

}  // namespace lazyrisk
