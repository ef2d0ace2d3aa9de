// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string_view>

namespace lazyrisk {
namespace {

constexpr std::size_t longest_name = 100;

bool plain_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

}  // namespace

std::string wrong_with_name(const std::string& name) {
    const std::string expected = fmt::format(
        "expected letters, digits, '.', '_', '-' and spaces, at most {}, as \"double-descent\"", longest_name);
    if (name.empty()) return "a name is missing; " + expected;
    if (name.size() > longest_name) return fmt::format("the name has {} characters; {}", name.size(), expected);
    for (const char c : name)
        if (!plain_letter(c) && c != '.' && c != '_' && c != '-' && c != ' ')
            return fmt::format("the name has {} in it; {}",
                               static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) > 126
                                   ? fmt::format("the byte {}", int(static_cast<unsigned char>(c)))
                                   : fmt::format("'{}'", c),
                               expected);
    if (!plain_letter(name.front()))
        return fmt::format("the name begins with '{}'; expected a letter or a digit first", name.front());
    if (name.back() == ' ' || name.back() == '.')
        return fmt::format("the name ends in '{}'; expected another character last", name.back());
    return "";
}

std::string wrong_with_text(const std::string& text) {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool later_control = at(i) == 0xC2 && at(i + 1) >= 0x80 && at(i + 1) < 0xA0;  // U+0080 to U+009F
        const bool separator = at(i) == 0xE2 && at(i + 1) == 0x80 && (at(i + 2) == 0xA8 || at(i + 2) == 0xA9);
        if (text[i] == '\n' || text[i] == '\r' || separator)
            return "the text has a line break in it; expected one line";
        if (at(i) < ' ' || at(i) == 0x7f || later_control)
            return fmt::format("the text has the control character {} in it; expected letters and signs",
                               later_control ? at(i + 1) : at(i));
    }
    return "";
}

std::string wrong_with_cell(const std::string& text) {
    if (std::string wrong = wrong_with_text(text); !wrong.empty() || text.empty()) return wrong;
    if (std::string_view("=+-@").find(text.front()) == std::string_view::npos) return "";
    char* end = nullptr;
    std::strtod(text.c_str(), &end);
    if (end == text.c_str() + text.size()) return "";  // a number is one to a spreadsheet too
    return fmt::format(
        "the text begins with '{}', and a spreadsheet that opens the csv file would take it for a formula; begin with "
        "a letter or a space",
        text.front());
}

std::string ClaimedFiles::claim(const std::string& file, const std::string& owner) {
    std::string folded = file;
    std::transform(folded.begin(), folded.end(), folded.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    const auto [found, fresh] = owner_.emplace(folded, owner);
    return fresh ? "" : found->second;
}

}  // namespace lazyrisk
