// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Expansion of an activation in the orthonormal harmonics of the sphere (Gegenbauer; Hermite at d = infinity).
#pragma once

#include <vector>

#include "lazyrisk/activation/activation.hpp"

namespace lazyrisk {

/// g_k = E[s(x) q_k(x)], x = sqrt(d) t with t the first coordinate of a uniform unit vector, q_k orthonormal: the
/// activation's L2 coordinates.  g_k = sqrt(B(d,k)) lambda_{d,k}; at d = infinity mu_k/sqrt(k!).  Formula (1.4).
///
/// These are stored, never lambda or B themselves, which leave the range of a double (docs/theory.md, section 1).
struct Amplitudes {
    std::vector<long double> value;  ///< [degrees + 1], exact zeros are exact
    std::vector<long double> error;  ///< bound on the absolute error of each
    long double tail = 0;            ///< sum of g_k^2 beyond `degrees`.  Formula (1.11)
    long double tail_error = 0;      ///< bound on its absolute error; relative to the tail where there is a closed form
    bool finite_rank = false;        ///< a polynomial of at most that degree: the tail is exactly zero
};

/// Amplitudes of degrees 0 .. degrees at dimension d >= 2 or infinite.  Closed forms (1.6)-(1.8) for powers, waves and
/// polynomials, quadrature (1.9)-(1.13) for every other; 80-bit numbers, the recurrence in pairs of doubles.
/// Cost: O(degrees) for closed forms, O(degrees * nodes) with 64 to 2000 nodes otherwise: a millisecond for 1000
/// degrees. Throws DomainError for a bad dimension or negative degrees, NotConverged where a quadrature does not
/// resolve s.
Amplitudes decompose(const Activation& activation, double dimension, int degrees);

/// Of s(c x), c > 0, an input of another length: formula (16.27). Powers and polynomials in closed form, a quadrature
/// of every other; dimension finite.
Amplitudes decompose_stretched(const Activation& activation, long double c, double dimension, int degrees);

}  // namespace lazyrisk
