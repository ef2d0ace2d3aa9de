// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/pieces.hpp"

namespace lazyrisk {

std::vector<std::string> pieces(std::string_view text, char separator) {
    std::vector<std::string> list(1);
    int depth = 0;
    for (const char c : text) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == separator && depth == 0)
            list.emplace_back();
        else if (c != ' ' || !list.back().empty())
            list.back() += c;
    }
    for (std::string& piece : list)
        while (piece.ends_with(' ')) piece.pop_back();
    return list;
}

}  // namespace lazyrisk
