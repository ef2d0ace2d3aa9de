// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How many harmonics are invariant under the cyclic shifts of the coordinates.
#pragma once

#include <vector>

namespace lazyrisk {

/// D(d,k), k = 0 .. degrees: dimension of the shift-invariant harmonics of degree k in dimension d,
///
///     D(d,k) = (1/d) sum_{m | d} phi(m) [z^k] (1 - z^2)/(1 - z^m)^{d/m},                                    Formula
///     (11.10)
///
/// the mean over the group of the traces (Molien). d >= 2. Exact below 2^60, to some roundings beyond.
std::vector<long double> invariant_dimensions(int d, int degrees);

/// Bound on |d D(d,k)/B(d,k) - 1| for every k >= degree.                                                   Formula
/// (11.11)
long double invariant_excess(int d, int degree);

}  // namespace lazyrisk
