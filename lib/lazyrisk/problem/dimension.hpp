// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// The input dimension d >= 2; or the limit d -> infinity, with sizes that grow as d^scale: n = psi2 d^scale, p = psi1
/// d^scale. Scale 1 is the proportional limit; at a whole scale l the degree l is being learned, between whole scales
/// none is.
struct Dimension {
    double value = infinite<>;
    double scale = 1;  ///< of the limit

    constexpr Dimension() = default;
    constexpr Dimension(double d) : value(d) {}  // NOLINT: a number is a dimension
    static Dimension limit(double scale) {
        Dimension d;
        d.scale = scale;
        return d;
    }
    constexpr operator double() const { return value; }  // NOLINT
};

}  // namespace lazyrisk
