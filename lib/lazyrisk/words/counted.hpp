// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Numbers of things in sentences.
#pragma once

#include <cstdint>
#include <string>

namespace lazyrisk {

/// "1 unit", "2 units".
inline std::string counted(std::uint64_t count, const std::string& thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

}  // namespace lazyrisk
