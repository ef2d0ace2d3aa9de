// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/shown_text.hpp"

#include <cstdint>

#include "lazyrisk/words/names.hpp"
#include "lazyrisk/words/shortened.hpp"

namespace lazyrisk {
namespace {

/// Bytes of the character that begins there, 0 where none does.
std::size_t character_length(std::string_view bytes) {
    const auto first = static_cast<unsigned char>(bytes[0]);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
    if (size > bytes.size()) return 0;
    std::uint32_t code = size < 2 ? first : first & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        const auto next = static_cast<unsigned char>(bytes[i]);
        if ((next & 0xC0) != 0x80) return 0;
        code = code << 6 | (next & 0x3FU);
    }
    const bool too_long = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000),
               no_character = (code >= 0xD800 && code < 0xE000) || code > 0x10FFFF;
    return too_long || no_character ? 0 : size;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t size = character_length(bytes);
        if (size == 0) return false;
        bytes.remove_prefix(size);
    }
    return true;
}

std::string shown_text(std::string_view bytes, std::size_t most) {
    std::string text;
    while (!bytes.empty()) {
        const std::size_t size = character_length(bytes);
        const std::string one(bytes.substr(0, size));
        text += size > 0 && wrong_with_text(one).empty() ? one : "?";
        bytes.remove_prefix(size > 0 ? size : 1);
        if (text.size() > 4 * most) return shortened(text, most) + " ...";
    }
    return shortened(text, most);
}

}  // namespace lazyrisk
