// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The words by which files and options know the values of an enum.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {

/// In the order of the values, which count from 0: specialize it as an inline constexpr
/// `std::array enum_words<E>{"one", "two"}`.
template <class Enum>
inline constexpr std::array<const char*, 0> enum_words{};

template <class Enum>
std::string word_of(Enum value) {
    return enum_words<Enum>[std::size_t(value)];
}

template <class Enum>
std::vector<std::string> words_of() {
    return {enum_words<Enum>.begin(), enum_words<Enum>.end()};
}

/// Throws DomainError: the field, the word, what is accepted, the nearest of it.
template <class Enum>
Enum from_word(const std::string& field, const std::string& word) {
    std::string all;
    for (std::size_t i = 0; i < enum_words<Enum>.size(); ++i) {
        if (word == enum_words<Enum>[i]) return Enum(i);
        all += (i == 0 ? "" : ", ") + std::string(enum_words<Enum>[i]);
    }
    throw DomainError(field, word, "expected " + all + did_you_mean(word, words_of<Enum>()));
}

}  // namespace lazyrisk
