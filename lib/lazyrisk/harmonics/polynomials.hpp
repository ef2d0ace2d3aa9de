// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Polynomials: Horner's rule in the Jacobi matrix, exact and finite.  Formula (1.8).
#pragma once

#include <cmath>
#include <vector>

#include "lazyrisk/activation/polynomial.hpp"
#include "lazyrisk/harmonics/dimension.hpp"

namespace lazyrisk {

/// All amplitudes 0 .. deg s of a polynomial at dimension d (there are no others).
/// The coordinates are kept as g_k/sqrt(prod beta^2): multiplication by x is then rational, and zeros stay exact.
template <Scalar R>
std::vector<R> polynomial_amplitudes(const Polynomial& s, double d) {
    using std::sqrt;
    const R inverse_d = inverse_dimension<R>(d);
    const std::size_t size = s.coefficients.size();
    std::vector<R> monic(size, R(0));  // in the basis of monic orthogonal polynomials
    for (auto c = s.coefficients.rbegin(); c != s.coefficients.rend(); ++c) {
        std::vector<R> next(size, R(0));
        for (std::size_t k = 0; k < size; ++k) {  // x pi_k = pi_{k+1} + beta_k^2 pi_{k-1}
            if (k + 1 < size) next[k + 1] += monic[k];
            if (k > 0) next[k - 1] += jacobi_squared(inverse_d, int(k)) * monic[k];
        }
        next[0] += R(*c);
        monic = std::move(next);
    }
    R norm(1);
    for (std::size_t k = 1; k < size; ++k) {
        const R squared = jacobi_squared(inverse_d, int(k));
        norm *= sqrt(squared > R(0) ? squared : R(0));
        monic[k] *= norm;
    }
    return monic;
}

}  // namespace lazyrisk
