// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/names.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string_view>

namespace lazyrisk {
namespace {

constexpr std::size_t longest_name = 100;

bool plain_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::string quoted(char c) { return {'\'', c, '\''}; }

}  // namespace

std::string wrong_with_name(const std::string& name) {
    const std::string expected = "expected letters, digits, '.', '_', '-' and spaces, at most " +
                                 std::to_string(longest_name) + ", as \"double-descent\"";
    if (name.empty()) return "a name is missing; " + expected;
    if (name.size() > longest_name) return "the name has " + std::to_string(name.size()) + " characters; " + expected;
    for (const char c : name)
        if (!plain_letter(c) && c != '.' && c != '_' && c != '-' && c != ' ')
            return "the name has " +
                   (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) > 126
                        ? "the byte " + std::to_string(static_cast<unsigned char>(c))
                        : quoted(c)) +
                   " in it; " + expected;
    if (!plain_letter(name.front()))
        return "the name begins with " + quoted(name.front()) + "; expected a letter or a digit first";
    if (name.back() == ' ' || name.back() == '.')
        return "the name ends in " + quoted(name.back()) + "; expected another character last";
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
            return "the text has the control character " + std::to_string(later_control ? at(i + 1) : at(i)) +
                   " in it; expected letters and signs";
    }
    return "";
}

std::string wrong_with_cell(const std::string& text) {
    if (std::string wrong = wrong_with_text(text); !wrong.empty() || text.empty()) return wrong;
    if (std::string_view("=+-@").find(text.front()) == std::string_view::npos) return "";
    char* end = nullptr;
    std::strtod(text.c_str(), &end);
    if (end == text.c_str() + text.size()) return "";  // a number is one to a spreadsheet too
    return "the text begins with " + quoted(text.front()) +
           ", and a spreadsheet that opens the csv file would take it for a formula; begin with a letter or a space";
}

std::string ClaimedFiles::claim(const std::string& file, const std::string& owner) {
    std::string folded = file;
    std::transform(folded.begin(), folded.end(), folded.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    const auto [found, fresh] = owner_.emplace(folded, owner);
    return fresh ? "" : found->second;
}

}  // namespace lazyrisk
