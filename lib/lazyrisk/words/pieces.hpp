// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Lists as they are typed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lazyrisk {

/// What stands between separators, without the blanks around it; separators inside parentheses are the expression's.
/// One piece more than there are separators: "" is one empty piece.
std::vector<std::string> pieces(std::string_view text, char separator);

}  // namespace lazyrisk
