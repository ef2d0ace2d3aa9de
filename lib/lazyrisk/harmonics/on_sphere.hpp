// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A typed activation on the inputs that it gets: |x| <= sqrt(d).
#pragma once

#include <cmath>
#include <optional>
#include <type_traits>

#include "lazyrisk/activation/polynomial_parts.hpp"
#include "lazyrisk/harmonics/dimension.hpp"

namespace lazyrisk {

/// The polynomial that `s` is where a unit weight meets an input of length sqrt(d); nothing where it is none. max(x,3)
/// is 3 at d = 5.
inline std::optional<Polynomial> on_sphere(const Expression& s, double d) {
    if (is_infinite(d)) return s.polynomial();
    return polynomial_within(s, std::sqrt(d) * (1 + 0x1p-50));
}

/// The same of any activation: itself where it is no expression that is a polynomial there.
inline Activation on_sphere(const Activation& s, double d) {
    return s.visit([&](const auto& f) -> Activation {
        if constexpr (std::is_same_v<std::decay_t<decltype(f)>, Expression>)
            if (const auto polynomial = on_sphere(f, d)) return *polynomial;
        return f;
    });
}

}  // namespace lazyrisk
