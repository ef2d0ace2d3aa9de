// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// A dimension that averages can take. Throws DomainError.
inline double averaged_dimension(double dimension) {
    if (!(dimension >= 2) || is_infinite(dimension))
        throw DomainError("dim", is_infinite(dimension) ? "inf" : to_text(dimension),
                          "averages need a finite dimension from 2 on");
    return dimension;
}

}  // namespace lazyrisk
