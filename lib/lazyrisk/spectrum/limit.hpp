// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The limit d -> infinity of a dot-product kernel at sizes of order d^scale: the one place that says which degrees are
// learned there, from which exponent on, and with which eigenvalue.  Formulas (3.3), (3.4).
#pragma once

#include <vector>

#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// xi_k = value d^-exponent + smaller orders, if every coefficient of a lower exponent is zero.
struct EigenvalueTerm {
    int exponent;
    long double value, error;  ///< and a bound on its absolute error
};

/// c_k = lim B(d,k) xi_{d,k}, the mass of each degree [K]; for a kernel h(<x,y>/d) the Taylor coefficients of h at 0.
struct LimitMasses {
    std::vector<long double> mass, error;  ///< degrees 0 .., with bounds on the absolute errors
    long double tail = 0, tail_error = 0;  ///< the trace beyond
    /// [degree] what xi_k begins with where c_k = 0, by ascending exponents above k. Missing: no such terms.
    std::vector<std::vector<EigenvalueTerm>> later{};
    /// [degree] `later` has every term of an exponent up to this. Missing: it has all.
    std::vector<double> known{};
    bool exact = false;  ///< masses as they were typed: a small one is meant
};

/// Every model looks this far for the first term of its eigenvalues, and as far as its scale.
inline constexpr double farthest_exponent = 30;
inline double exponents_wanted(double scale) { return scale > farthest_exponent ? scale : farthest_exponent; }

/// Is the mass of this degree so small that it may count as zero?  The terms after it are needed then alone.
bool can_vanish(const LimitMasses& limit, std::size_t degree);

/// Sizes of order d^e learn a degree wholly for e > exponent, in part at e = exponent (where its eigenvalue is
/// `eigenvalue` in units of d^-e), and not below.
struct Onset {
    double exponent = infinite<>;  ///< infinite: dead, as far as the model looked
    long double eigenvalue = 0, error = 0;
    double known = infinite<>;  ///< where the exponent is infinite: how far the model looked
    /// A coefficient below the onset that is not zero but counts as such: no dimension that there is would see it; else
    /// 0.
    double neglected = 0;
};

/// Where a degree is learned, for sizes of order d^scale: a coefficient of xi_k counts where it is above its own error
/// and, of an exponent e < scale, above 1e-12^max(1, scale-e) of the masses that act as ridge there, those of degrees
/// >= scale. The limit is not uniform in the coefficients: below that no d up to 1e12 has come near it.  Formula (3.4).
Onset onset(const LimitMasses& limit, int degree, double scale);

/// The spectrum that sizes n, p ~ d^scale see, eigenvalues in units of d^-scale and multiplicities of d^scale. Degrees
/// whose onset is below the scale are learned whatever happens (eigenvalue infinite, multiplicity 0), at it they have a
/// finite eigenvalue (of multiplicity 1/l! for the degree l = scale, else 0), above it none; degrees above the scale
/// are tail. Throws NotCovered for a scale beyond the masses, or beyond the coefficients that say where a degree is
/// learned.
Spectrum<> at_scale(const LimitMasses& limit, double scale);

}  // namespace lazyrisk
