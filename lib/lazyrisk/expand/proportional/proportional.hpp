// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Expansions in the proportional limit: n, p, d -> infinity with psi1 = p/d, psi2 = n/d. Letters: a = mu_1^2, c =
// mu_*^2 (the trace above degree 1), lambda the ridge per sample, F1^2 and F*^2 the energies of degree 1 and above,
// tau^2 the noise.
#pragma once

#include "lazyrisk/expand/symbolic/expansion.hpp"

namespace lazyrisk {

enum class Quantity {
    test_error,       ///< F1^2 B + sigma^2 (1 + V), sigma^2 = F*^2 + tau^2: on new noisy samples
    bias,             ///< F1^2 B + F*^2 (1 + V)
    variance,         ///< tau^2 V
    linear_factor,    ///< B
    noise_factor,     ///< 1 + V
    effective_ridge,  ///< k
};
std::string to_text(Quantity quantity);

/// Which size is the smaller one.
enum class Smaller { width, samples };

/// `order` is everywhere the number of terms after the leading one. Letters left without a value stay letters; a value
/// for which a series does not hold is found when numbers go in (`coefficients`, `check`), as a DomainError. Checked in
/// tests/expand/proportional/proportional_test.cpp against 100-digit solves and a table of coefficients.

/// Ridge 0: closed radicals, no series.  Formula (12.6).  No effective_ridge: it is k0.
Expansion ridgeless_risk(Quantity quantity, Smaller smaller);
/// Ridge 0, across the peak, in epsilon = psi1 - psi2 at fixed psi2: a Laurent series left of it (width smaller), two
/// terms and no more on the right.  Formula (12.7).
Expansion ridgeless_peak(Quantity quantity, Smaller smaller, int order);
/// psi1 = psi2 = psi, in sqrt(lambda).  Formula (12.8).
Expansion threshold_ridge(Quantity quantity, int order);
/// psi1 != psi2, in lambda.  Formula (12.9).
Expansion small_ridge(Quantity quantity, Smaller smaller, int order);
/// psi1 = psi2 (1 + r s), lambda = k0 s^2, in s: from one side of the peak to the other.  Formula (12.10).
Expansion peak_crossover(Quantity quantity, int order);
/// psi1 -> infinity at ridge > 0.  Formula (12.11).
Expansion infinite_width(Quantity quantity, int order);
/// psi2 -> infinity at ridge > 0.  Formula (12.11).
Expansion infinite_samples(Quantity quantity, int order);
/// psi1 -> infinity, or psi2 -> infinity, at ridge 0.  Formula (12.12).
Expansion ridgeless_infinite_width(Quantity quantity, int order);
Expansion ridgeless_infinite_samples(Quantity quantity, int order);
/// lambda -> infinity.  Formula (12.13).
Expansion large_ridge(Quantity quantity, int order);
/// The ridge that minimises the test error, psi1 -> infinity. Holds for a sigma^2 > c F1^2.  Formula (12.14).
Expansion optimal_ridge_of_wide(int order);
/// The ridge that minimises the test error just above the noise sigma_c^2 where it leaves 0, in sigma^2 - sigma_c^2;
/// psi1 > psi2.  Formula (12.15).
Expansion optimal_ridge_onset(int order);
/// The onset itself, sigma_c^2, as a closed radical (no series).  Formula (12.15).
Expansion onset_noise();
/// c = 0 and psi1 = psi2 = 1, in lambda^(1/3).  Formula (12.16).
Expansion linear_threshold(Quantity quantity, int order);
/// c = 0, each psi above 1 or 1, in lambda^(1/r), r - 1 of them being 1.  Formula (12.16).
Expansion linear_activation(Quantity quantity, bool width_is_1, bool samples_is_1, int order);
/// lambda -> 0 at these numbers of a, c, psi1, psi2: the one of the expansions above whose edge of the Newton polygon
/// it is.
Expansion ridge_to_zero(Quantity quantity, const Values& values, int order);

}  // namespace lazyrisk
