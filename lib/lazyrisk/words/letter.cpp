// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/letter.hpp"

#include <cctype>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

bool is_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Where the letter stands alone from `from` on.
std::size_t find_letter(std::string_view text, std::string_view letter, std::size_t from) {
    for (std::size_t at = text.find(letter, from); at != std::string_view::npos; at = text.find(letter, at + 1)) {
        const std::size_t end = at + letter.size();
        if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) return at;
    }
    return std::string_view::npos;
}

}  // namespace

bool mentions(std::string_view expression, std::string_view letter) {
    return find_letter(expression, letter, 0) != std::string_view::npos;
}

std::string with_number(std::string_view expression, std::string_view letter, double value) {
    std::string out;
    std::size_t from = 0;
    for (std::size_t at; (at = find_letter(expression, letter, from)) != std::string_view::npos;
         from = at + letter.size()) {
        const std::string number = to_text(value);
        out.append(expression.substr(from, at - from)).append(value < 0 ? "(" + number + ")" : number);
    }
    return out.append(expression.substr(from));
}

}  // namespace lazyrisk
