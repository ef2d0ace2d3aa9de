// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "machine/as_options.hpp"

#include <algorithm>
#include <utility>

namespace lazyrisk::app {
namespace {

OptionNames& options_here() {
    static OptionNames names;
    return names;
}

std::string for_shell(std::string_view value) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/%@";
    if (!value.empty() && value.find_first_not_of(plain) == std::string_view::npos) return std::string(value);
    std::string quoted = "'";
    for (const char c : value) quoted += c == '\'' ? "'\\''" : std::string(1, c);
    return quoted + "'";
}

/// "dim" or "dim = 30" as an option, "" where it is none.
std::string option(std::string_view text, const OptionNames& options) {
    constexpr std::string_view is = " = ";
    const std::size_t equals = text.find(is);
    std::string name(text.substr(0, equals));
    std::replace(name.begin(), name.end(), '_', '-');
    if (!options.contains(name)) return "";
    return "--" + name + (equals == std::string_view::npos ? "" : " " + for_shell(text.substr(equals + is.size())));
}

}  // namespace

std::string as_options(std::string_view sentence, const OptionNames& options) {
    std::string out;
    for (std::size_t open; (open = sentence.find('`')) != std::string_view::npos;) {
        const std::size_t close = sentence.find('`', open + 1);
        if (close == std::string_view::npos) break;
        out += sentence.substr(0, open);
        const std::string found = option(sentence.substr(open + 1, close - open - 1), options);
        // what is no option may be a backquote of somebody's own: the next one opens again
        out += found.empty() ? sentence.substr(open, close - open) : found;
        sentence.remove_prefix(found.empty() ? close : close + 1);
    }
    return out += sentence;
}

std::string as_options(std::string_view sentence) { return as_options(sentence, options_here()); }

void use_options(OptionNames of_the_verb) { options_here() = std::move(of_the_verb); }

}  // namespace lazyrisk::app
