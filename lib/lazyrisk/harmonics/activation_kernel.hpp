// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The kernel of infinitely many neurons as a function of the cosine.
#pragma once

#include <vector>

#include "lazyrisk/activation/activation.hpp"

namespace lazyrisk {

/// h(t) = E_w s(<w,x>) s(<w,y>), w uniform on the unit sphere of dimension d, |x|^2 = |y|^2 = d, <x,y> = d t.
///
/// Powers: the arc-cosine kernels in closed form, formula (11.2). Every other activation: sum_k g_k^2 P_k(t), formula
/// (11.1), with as many terms as it takes; |P_k| <= 1, so what is left out is at most the tail of the trace. In: d >=
/// 2, finite. An evaluation costs an inverse cosine, or a recurrence over the terms. Throws NotCovered for an infinite
/// dimension and where 2000 terms leave more than 1e-9 of the trace.
class ActivationKernel {
public:
    ActivationKernel(const Activation& activation, double dimension);
    /// |t| is cut to 1.
    [[nodiscard]] long double operator()(long double t) const;
    /// Bound on the absolute error at every t.
    [[nodiscard]] long double error() const { return error_; }
    /// The degree of h where it is a polynomial, else -1.
    [[nodiscard]] int degree() const { return degree_; }

private:
    int exponent_ = -1;                            // of a power; -1: a series
    long double same_ = 0, opposite_ = 0;          // weights of A_p(angle), A_p(pi - angle)
    std::vector<long double> mass_, rise_, fall_;  // g_k^2; P_{k+1} = rise_k t P_k - fall_k P_{k-1}
    long double error_ = 0;
    int degree_ = -1;
};

}  // namespace lazyrisk
