// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Questions by their fields.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lazyrisk/problem/fields.hpp"

inline lazyrisk::Question asked(const std::vector<std::pair<std::string, std::string>>& fields) {
    lazyrisk::Question q;
    for (const auto& [name, text] : fields) set_field(q, name, std::string_view(text));
    return q;
}
