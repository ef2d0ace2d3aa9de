// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/shortened.hpp"

namespace lazyrisk {
namespace {

/// No character of UTF-8 is cut.
bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

}  // namespace

std::string shortened(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t head = most * 2 / 3, tail = text.size() - most / 4;
    while (head > 0 && !begins_character(text[head])) --head;
    while (tail < text.size() && !begins_character(text[tail])) ++tail;
    return text.substr(0, head) + " ... (" + std::to_string(tail - head) + " characters) ... " + text.substr(tail);
}

}  // namespace lazyrisk
