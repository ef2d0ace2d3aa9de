// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Realizations of equal kind and dimension draw the same inputs, targets and weights.
#pragma once

#include <cstdint>

namespace lazyrisk {

/// Names of draws: a number is never given twice, nor changed, or seeds would mean other draws.
enum class Kind : std::uint64_t {
    sphere_features = 1,
    sphere_kernel = 2,
    tangent_features = 3,
    tangent_kernel = 4,
    spiked_features = 0x51,
    spiked_kernel = 0x52,
    patches = 0x53,
    invariant_features = 0x54,
    invariant_kernel = 0x55,
    linear = 0x61,
    deep_features = 0x62,
    radial_features = 0x71,
    radial_kernel = 0x72,
    radial_tangent = 0x73
};

}  // namespace lazyrisk
