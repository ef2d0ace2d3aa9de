// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Masses of a dot-product kernel h(t), t = <x,y>/d, by degree: what `diagonalize` needs of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lazyrisk/activation/polynomial_parts.hpp"
#include "lazyrisk/harmonics/zonal_quadrature.hpp"
#include "lazyrisk/harmonics/zonal_series.hpp"
#include "lazyrisk/numerics/power_series.hpp"

namespace lazyrisk {

/// M_k = B(d,k) E[h(t) P_k(t)], k = 0 .. degrees: h(t) = sum_k M_k P_k(t), h(1) = sum_k M_k.  Formula (9.1).
/// A kernel has M_k >= 0; here any sign may come out.
struct ZonalMasses {
    std::vector<long double> value,
        error;  ///< and a bound on the absolute error of each; exact zeros are 0 with error 0
    long double trace = 0, trace_error = 0;  ///< h(1)
    long double tail = 0, tail_error = 0;    ///< sum of M_k beyond `degrees`
};

/// A kernel as the routes to its spectrum see it. Empty functions: that route does not exist.
struct ZonalFunction {
    std::string name;
    long double trace = 1;   ///< h(1)
    double trace_error = 0;  ///< relative
    double noise = 1;        ///< rounding error of `value`, in units of the last place of the trace
    /// Bound, relative to the trace, on further errors of `value` that vary from angle to angle.
    double value_error = 0;
    double truncation = 0;  ///< bound, relative to the trace, on what `value` and the sum of all of `series` leave out
    PolynomialParts parts;  ///< of h in t: masses of degrees that they do not have are exact zeros
    bool graded = false;    ///< singular in the angle at 0 or pi: panels shrink towards both
    std::vector<double> kinks;                      ///< angles inside (0, pi) where a derivative jumps
    std::function<long double(long double)> value;  ///< h(cos theta) of the angle theta
    std::function<WideNumber(WideNumber)> wide_value;
    double wide_cost = 1;  ///< of one evaluation, in inverse sines of 128 bits
    /// Taylor coefficients of h at t = 0, all >= 0, that many, each with a relative error of a few roundings an order.
    std::function<PowerSeries<long double>(std::size_t)> series;
    std::size_t longest_series = 1024;
};

/// Estimate, with a factor 10 to spare, of the sum of the coefficients from a.size() on where they fall off
/// geometrically: the last quarter goes on falling as from the third to the last. Infinite where they do not.
long double geometric_rest(const PowerSeries<long double>& a);

/// Masses of degrees 0 .. degrees at a finite dimension d >= 2, by the route with the smallest bound for each degree:
/// quadrature in the angle in 80 bits (9.2), Taylor coefficients (9.3), quadrature in 128 bits where neither suffices.
/// Throws NotConverged where nothing settles. Cost: see docs/benchmarks.md.
ZonalMasses zonal_masses(const ZonalFunction& h, double dimension, int degrees);

}  // namespace lazyrisk
