// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/store_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lazyrisk/words/counted.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t sentences_shown = 20;

std::string looked_at(const Soundness& seen, const char* outcome) {
    return fmt::format("{} of {}, {}\n", counted(seen.units, "unit"), counted(seen.problems, "problem"), outcome);
}

}  // namespace

std::string soundness_in_words(const Soundness& seen) {
    if (seen.damage.empty()) return looked_at(seen, "all sound");
    std::string text;
    for (std::size_t i = 0; i < std::min(sentences_shown, seen.damage.size()); ++i) text += seen.damage[i] + "\n";
    if (seen.damage.size() > sentences_shown)
        text += fmt::format("and {} more\n", seen.damage.size() - sentences_shown);
    return text;
}

std::string repair_in_words(std::uint64_t removed, const Soundness& seen) {
    return counted(removed, "unit") + " removed; " +
           looked_at(seen, seen.damage.empty() ? "all sound" : "still damaged");
}

std::string merged_in_words(const Merged& merged, const std::string& file) {
    return fmt::format("{} added to {}, {} there already\n", counted(merged.added, "unit"), file, merged.present);
}

std::string left_out_in_words(const Merged& merged, const std::string& file) {
    std::string text;
    if (merged.conflicts > 0)
        text = fmt::format("{}, where the units of {} stay; the first: {}", counted(merged.conflicts, "conflict"), file,
                           merged.first_conflict);
    if (merged.damaged > 0)
        text += fmt::format("{}{} left out; the first: {}", text.empty() ? "" : "; ",
                            counted(merged.damaged, "damaged piece"), merged.first_damage);
    return text;
}

}  // namespace lazyrisk
