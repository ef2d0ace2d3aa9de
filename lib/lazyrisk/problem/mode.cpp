// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/mode.hpp"

#include <charconv>

namespace lazyrisk {

std::string to_text(const Mode& mode) {
    std::string text = std::to_string(mode.degree);
    if (mode.second != 0 || mode.third != 0) text += ":" + std::to_string(mode.second);
    if (mode.third != 0) text += ":" + std::to_string(mode.third);
    return text;
}

std::optional<Mode> parse_mode(std::string_view text) {
    constexpr int largest = 1000000;
    int index[3] = {0, 0, 0};
    for (int i = 0; i < 3; ++i) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index[i]);
        if (error != std::errc{} || index[i] < 0 || index[i] > largest) return {};
        text.remove_prefix(std::size_t(end - text.data()));
        if (text.empty()) return Mode(index[0], index[1], index[2]);
        if (text.front() != ':') return {};
        text.remove_prefix(1);
    }
    return {};
}

}  // namespace lazyrisk
