// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How large the numbers of a problem may be: their squares and products still fit a double.
#pragma once

#include <string>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

constexpr double largest_accepted = 1e150;
constexpr double smallest_ridge = 1e-150;

/// Throws DomainError for a number beyond: an energy, a noise, a mass.
inline void require_moderate(const std::string& field, double value) {
    if (value > largest_accepted)
        throw DomainError(
            field, value,
            "numbers up to " + to_text(largest_accepted) +
                " are accepted; the test error scales with energies and noise alike, measure them in another unit");
}

}  // namespace lazyrisk
