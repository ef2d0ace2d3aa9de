// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/utf8.hpp"

#include <algorithm>

namespace lazyrisk {

std::size_t length(const std::string& text) {
    return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::vector<std::string> wrap(const std::string& text, std::size_t characters) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t space = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, space - at);
        if (lines.empty() || length(lines.back()) + 1 + length(word) > characters)
            lines.push_back(word);
        else
            lines.back() += ' ' + word;
        at = space + 1;
    }
    return lines;
}

}  // namespace lazyrisk
