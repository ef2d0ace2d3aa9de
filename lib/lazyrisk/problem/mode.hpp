// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which part of function space: a degree, and where the symmetry is less than the sphere's, further indices.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace lazyrisk {

/// Typed and printed as `2`, `2:1`, `2:1:3`; trailing zeros are left out. What the further indices mean is the model's
/// matter.
struct Mode {
    int degree = 0, second = 0, third = 0;

    constexpr Mode(int k = 0, int l = 0, int j = 0) : degree(k), second(l), third(j) {}  // NOLINT: a degree is a mode
    friend auto operator<=>(const Mode&, const Mode&) = default;
};

std::string to_text(const Mode& mode);

/// Nothing where the text is no mode: up to three whole numbers from 0 to 1e6, separated by colons.
std::optional<Mode> parse_mode(std::string_view text);

}  // namespace lazyrisk
