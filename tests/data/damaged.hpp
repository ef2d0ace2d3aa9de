// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A file's bytes as a bad disk, an editor or a broken download leaves them.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <string_view>

namespace damaged {

inline std::string once(std::string bytes, std::mt19937_64& random) {
    static constexpr std::string_view letters = "0123456789,.;-+e '\"\n\t(){}<>|=fiub:TFnaINF#";
    const auto below = [&](std::size_t most) { return most == 0 ? 0 : std::size_t(random() % most); };
    const std::size_t head = std::min<std::size_t>(bytes.size(), 140), at = below(bytes.size());
    switch (random() % 8) {
        case 0:
            for (std::size_t left = 1 + below(4); left > 0 && !bytes.empty(); --left)
                bytes[below(bytes.size())] ^= char(1 << below(8));
            break;
        case 1:
            bytes.resize(at);
            break;
        case 2:
            for (std::size_t left = 1 + below(8); left > 0; --left) bytes.insert(at, 1, char(random()));
            break;
        case 3:
            bytes.erase(at, 1 + below(12));
            break;
        case 4:  // the header, with letters
            if (head > 0) bytes[below(head)] = letters[below(letters.size())];
            break;
        case 5:  // the header, with numbers at the ends of their range
            for (std::size_t i = below(head), left = 1 + below(4); i < head && left > 0; ++i, --left)
                bytes[i] = "\x00\x01\x7f\x80\xff"[below(5)];
            break;
        case 6:
            bytes.insert(at, bytes.substr(below(bytes.size()), below(40)));
            break;
        default:
            bytes.insert(below(head), 1, letters[below(letters.size())]);
    }
    return bytes;
}

/// One to three damages.
inline std::string copy(std::string bytes, std::mt19937_64& random) {
    for (std::size_t left = 1 + random() % 3; left > 0; --left) bytes = once(std::move(bytes), random);
    return bytes;
}

}  // namespace damaged
