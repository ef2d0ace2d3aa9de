// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What becomes of a store, in sentences.
#pragma once

#include <cstdint>
#include <string>

#include "lazyrisk/store/store.hpp"

namespace lazyrisk {

/// A line: "8 units of 2 problems, all sound"; or the damage, a line each, of much of it the first twenty.
std::string soundness_in_words(const Soundness& seen);

/// A line after a repair that removed units: "1 unit removed; 7 units of 2 problems, all sound".
std::string repair_in_words(std::uint64_t removed, const Soundness& seen);

/// A line: "9 units added to FILE, 0 there already".
std::string merged_in_words(const Merged& merged, const std::string& file);

/// Conflicts and damage of a merge into a file in one sentence; "" where there is neither.
std::string left_out_in_words(const Merged& merged, const std::string& file);

}  // namespace lazyrisk
