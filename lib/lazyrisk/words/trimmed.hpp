// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>

namespace lazyrisk {

/// Without the blanks around it.
inline std::string_view trimmed(std::string_view text, std::string_view blanks = " ") {
    const std::size_t from = text.find_first_not_of(blanks);
    return from == std::string_view::npos ? "" : text.substr(from, text.find_last_not_of(blanks) + 1 - from);
}

}  // namespace lazyrisk
