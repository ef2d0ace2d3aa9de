// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// "did you mean": the nearest known word, where one is near.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace lazyrisk {

/// Letters to insert, delete, replace or swap with their neighbour until `word` is a part of `other` (anywhere: cut
/// true) or all of it.
inline std::size_t edit_distance(std::string_view word, std::string_view other, bool cut = false) {
    const std::size_t width = other.size() + 1;
    std::vector<std::size_t> before(width), above(width), row(width);
    for (std::size_t j = 0; j < width; ++j) row[j] = cut ? 0 : j;
    for (std::size_t i = 1; i <= word.size(); ++i) {
        before.swap(above);
        above.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j < width; ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (word[i - 1] != other[j - 1])});
            if (i > 1 && j > 1 && word[i - 1] == other[j - 2] && word[i - 2] == other[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return cut ? *std::min_element(row.begin(), row.end()) : row.back();
}

/// "; did you mean relu?", or "" where no known word is near: a wrong guess is worse than none. One letter in four may
/// be wrong; of a part of a word one in six ("dobule" for mm-double-descent). Capitals are taken for small letters, and
/// hyphens in front do not count.
template <class Words>
std::string did_you_mean(std::string_view typed, const Words& known) {
    constexpr std::size_t longest = 100;  // of what anybody misspells
    if (typed.size() > longest) return "";
    std::string word(typed);
    for (char& letter : word) letter = letter >= 'A' && letter <= 'Z' ? char(letter - 'A' + 'a') : letter;
    const std::size_t letters = word.size() - std::min(word.find_first_not_of('-'), word.size());
    const std::size_t most = letters < 2 ? 0 : std::max<std::size_t>(1, (letters + 1) / 4),
                      most_of_a_part = letters / 6;
    std::size_t least = word.size() * 2 + 2;  // in halves of a letter
    std::string best;
    for (const auto& one : known) {
        const std::size_t whole = edit_distance(word, one);
        if (whole <= most && 2 * whole < least) least = 2 * whole, best = one;
        if (letters <= 2) continue;
        const std::size_t part = edit_distance(word, one, true);
        if (part <= most_of_a_part && 2 * part + 1 < least) least = 2 * part + 1, best = one;
    }
    return best.empty() ? "" : "; did you mean " + best + "?";
}

}  // namespace lazyrisk
