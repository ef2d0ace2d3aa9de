// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Numbers that are equal but for rounding.
#pragma once

#include <algorithm>
#include <cmath>
#include <ostream>

/// Within a relative and an absolute distance. doctest's Approx adds 1 to the scale: below it every number passes.
struct Nearly {
    double value, relative, absolute;

    friend bool operator==(double x, const Nearly& c) {
        return x == c.value ||
               std::abs(x - c.value) <= c.absolute + c.relative * std::max(std::abs(x), std::abs(c.value));
    }
    friend std::ostream& operator<<(std::ostream& out, const Nearly& c) {
        const auto digits = out.precision(17);
        out << c.value << " within " << c.relative;
        if (c.absolute > 0) out << " of it or " << c.absolute;
        out.precision(digits);
        return out;
    }
};

inline Nearly nearly(double value, double relative = 1e-5, double absolute = 0) { return {value, relative, absolute}; }
