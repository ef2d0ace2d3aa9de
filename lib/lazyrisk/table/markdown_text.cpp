// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/markdown_text.hpp"

#include <cctype>
#include <string_view>

namespace lazyrisk {
namespace {

constexpr std::string_view markup = "\\`*_[]<>|#~$&!";

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// The _ of test_error and the ~ of "a ~ b" are no markup.
bool stands_for_itself(const std::string& text, std::size_t i) {
    if (i == 0 || i + 1 == text.size()) return false;
    const char before = text[i - 1], after = text[i + 1];
    return (text[i] == '_' && is_word(before) && is_word(after)) || (text[i] == '~' && before == ' ' && after == ' ');
}

}  // namespace

std::string markdown_text(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (markup.find(text[i]) != std::string_view::npos && !stands_for_itself(text, i)) out += '\\';
        out += text[i];
    }
    return out;
}

}  // namespace lazyrisk
