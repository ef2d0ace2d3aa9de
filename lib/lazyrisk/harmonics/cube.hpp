// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Functions of a mean of signs, in the characters of the cube {-1,1}^q.
#pragma once

#include <functional>
#include <vector>

namespace lazyrisk {

/// xi_l = E h((s_1 + ... + s_q)/q) s_1 ... s_l over independent signs, l = 0 .. q: the eigenvalue of h(<u,v>/q) on
/// monomials of degree l.  Formula (11.7): a sum over the number of minus signs, with Krawtchouk polynomials by their
/// recurrence.
struct CubeEigenvalues {
    std::vector<long double> value, error;  ///< [q + 1]; bounds on the absolute errors, `noise` (that of h) included
};
/// q >= 1; cost q^2/2 flops. Absolute accuracy: relative to the mean of |h|, not to xi_l.
CubeEigenvalues cube_eigenvalues(const std::function<long double(long double)>& h, int q, long double noise);

/// Number of subsets, n over k, exact below 2^60; 0 for k < 0 or k > n.
long double binomial(int n, int k);

}  // namespace lazyrisk
