// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// Throws DomainError of `tolerance`: below 0, or no number.
inline void require_tolerance(double tolerance) {
    if (!(tolerance >= 0))
        throw DomainError("tolerance", tolerance, "expected a relative deviation of at least 0, as 0.03");
}

}  // namespace lazyrisk
