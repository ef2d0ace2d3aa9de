// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Amplitudes of any function of one coordinate, and the tails of amplitudes that go on.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "lazyrisk/activation/polynomial_parts.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/quadrature.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// Keeps degrees 0 .. degrees and adds up the squares of the rest, which are all there is.
inline void fold(Amplitudes& a, int degrees) {
    const std::size_t kept = std::size_t(degrees) + 1;
    for (std::size_t k = a.value.size(); k-- > kept;) {
        a.tail += a.value[k] * a.value[k];
        a.tail_error += 2 * std::abs(a.value[k]) * a.error[k];
    }
    a.value.resize(kept, 0);
    a.error.resize(kept, 0);
}

/// Amplitudes of the function times a factor.
inline void scale(Amplitudes& a, long double factor) {
    for (long double& v : a.value) v *= factor;
    for (long double& e : a.error) e *= std::abs(factor);
    a.tail *= factor * factor;
    a.tail_error *= factor * factor;
}

/// sum of g_k^2 beyond `degrees`, from amplitudes that go on: their squares, and what is left of E s^2.
/// Where the amplitudes fall to rounding and stay there, what is left is rounding too.  Formula (1.11)
inline void add_tail(Amplitudes& a, int degrees, long double square, long double square_error, bool halved) {
    constexpr long double epsilon = std::numeric_limits<long double>::epsilon();
    long double left = square, left_error = square_error, noise = 0;
    const std::size_t size = a.value.size(), kept = std::size_t(degrees) + 1, quarter = size - (size - kept) / 4;
    bool settled = !halved;  // details finer than q_k could revive the amplitudes
    for (std::size_t k = 0; k < size; ++k) {
        const long double mass = a.value[k] * a.value[k], error = (2 * std::abs(a.value[k]) + a.error[k]) * a.error[k];
        left -= mass;
        left_error += error + epsilon * (mass + std::abs(left));
        if (k >= kept) {
            a.tail += mass;
            a.tail_error += error;
        }
        if (k >= quarter) {
            settled = settled && std::abs(a.value[k]) <= 2 * a.error[k];
            noise = std::max(noise, a.error[k]);
        }
    }
    if (settled && std::abs(left) <= left_error) {
        a.tail_error +=
            static_cast<long double>(size) * noise * noise;  // amplitudes further out are below the noise and fall
    } else {
        a.tail += std::max(left, 0.0L);
        a.tail_error += left_error;
    }
    a.value.resize(kept);
    a.error.resize(kept);
}

/// Amplitudes 0 .. degrees of s (with s(x), kinks(), parity(), name()) at dimension d, with the tail.  Formulas
/// (1.9)-(1.13). Throws NotConverged where the quadrature does not resolve s.
template <class S>
Amplitudes amplitudes_by_quadrature(const S& s, double d, int degrees) {
    constexpr long double acceptable = 1e-9L;
    constexpr int beyond = 128;  // resolves the tail of analytic activations at small d
    QuadratureResult<long double> q = quadrature_amplitudes<long double>(s, d, degrees + beyond, s.kinks());
    if (!(q.error.front() <= acceptable * std::max(1.0L, std::sqrt(q.square))))
        throw NotConverged("the Gegenbauer coefficients of " + s.name() +
                           " did not settle under refinement of the quadrature");
    const PolynomialParts parts = parts_of(s);
    for (std::size_t k = 0; k < q.value.size(); ++k)
        if (parts.dead(k)) q.value[k] = q.error[k] = 0;
    Amplitudes a;
    a.value = std::move(q.value);
    a.error = std::move(q.error);
    add_tail(a, degrees, q.square, q.square_error, q.halved);
    return a;
}

}  // namespace lazyrisk
