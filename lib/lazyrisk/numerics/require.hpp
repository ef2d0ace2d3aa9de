// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Checks that several folders make.
#pragma once

#include <cmath>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// Throws DomainError unless d is an integer >= 2 or infinite.
inline void require_dimension(double d) {
    if (!(d >= 2) || (d != infinite<> && d != std::floor(d)))
        throw DomainError("dim", d,
                          "the dimension is a whole number of at least 2; leave it out for the limit d -> infinity");
}

}  // namespace lazyrisk
