// Kernel ridge regression at n = psi B_l, d -> infinity: degree l half learned. Letters: zeta = (ridge + mass above l)/(mass of
// degree l), Fl^2 the energy of degree l, G the energy above it and the noise variance.
#pragma once

#include "lazyrisk/expand/expansion.hpp"

namespace lazyrisk {

enum class Critical {
    test_error,       ///< [Fl^2 u^2/(1+u)^2 + G] (1+u)(u + zeta (1+u))/(u^2 + zeta (1+u)^2)
    effective_ridge,  ///< u, the effective ridge over the eigenvalue of degree l
};

/// `order`: number of terms after the leading one. Checked in tests/expand/critical_test.cpp as those of proportional.hpp are.

/// The radical itself, no series.  Formula (12.17).
Expansion critical_risk(Critical quantity);
/// psi -> infinity; psi -> 0 (there the effective ridge begins with 1/psi).  Formula (12.18).
Expansion critical_many_samples(Critical quantity, int order);
Expansion critical_few_samples(Critical quantity, int order);
/// The peak for zeta -> 0: its height, and the psi where it stands. In sqrt(zeta).  Formula (12.19).
Expansion critical_peak_height(int order);
Expansion critical_peak_position(int order);

}  // namespace lazyrisk
