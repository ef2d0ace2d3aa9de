// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Kernel ridge regression at n = psi B_l, d -> infinity: degree l half learned. Letters: zeta = (ridge + mass above
// l)/(mass of degree l), Fl^2 the energy of degree l, G the energy above it and the noise variance.
#pragma once

#include "lazyrisk/expand/symbolic/expansion.hpp"

namespace lazyrisk {

enum class Critical {
    test_error,       ///< [Fl^2 u^2/(1+u)^2 + G] (1+u)(u + zeta (1+u))/(u^2 + zeta (1+u)^2)
    effective_ridge,  ///< u, the effective ridge over the eigenvalue of degree l
};

/// `order`: number of terms after the leading one. Checked in tests/expand/critical/critical_test.cpp as those of
/// proportional.hpp are.

/// Where they hold; `name` is that of the catalogue.
Validity critical_region(const std::string& name, int l = 1, int order = 1);

/// The radical itself, no series.  Formula (12.17).
Expansion critical_risk(Critical quantity);
/// Infinitely many samples and p = psi B_l neurons: zeta is without ridge, the risk F_l^2 u/(1+u) + F_>l^2.  Formula
/// (12.17).
Expansion critical_width(Critical quantity);
/// Between two levels with n and p of one order, rho = n/p: all but the learned degrees is tail, zeta = ridge over
/// tail, h the effective ridge times n over the tail: a quadratic.  Formula (12.38).
Expansion interpolation_peak(Critical quantity);
/// psi -> infinity; psi -> 0 (there the effective ridge begins with 1/psi).  Formula (12.18).
Expansion critical_many_samples(Critical quantity, int order);
Expansion critical_few_samples(Critical quantity, int order);
/// The peak for zeta -> 0: its height, and the psi where it stands. In sqrt(zeta).  Formula (12.19).
Expansion critical_peak_height(int order);
Expansion critical_peak_position(int order);

/// The same peak beside beta = B_{<l}/B_l learned harmonics: its height, and n/B_l there. In sqrt(zeta).  Formula
/// (12.35).
Expansion descent_height(int order);
Expansion descent_position(int order);

/// n = psi B_l + B_{<l} at finite d, in 1/d. Letters: m_i = B_{l+i} xi_{l+i}/(B_l xi_l), rho_i = d^i xi_{l+i}/xi_l,
/// beta_i = d^i B_{l-i}/B_l, omega_i = d^i xi_l/xi_{l-i}; zeta has all ridge and tail, m_i among it.  Formula (12.36).
/// Throws DomainError for an order above 4, above 3 with l > 2.
Expansion critical_in_dimension(Critical quantity, int l, int order);

}  // namespace lazyrisk
