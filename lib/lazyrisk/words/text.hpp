// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <charconv>
#include <cmath>
#include <string>

namespace lazyrisk {

/// The shortest text that reads back as the same double; "inf" for infinity.
inline std::string to_text(double number) {
    if (std::isnan(number)) return "nan";
    if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
    char buffer[32];
    return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, number + 0.0).ptr);  // -0 is 0
}

}  // namespace lazyrisk
