// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What columns and fields are called where people read them.
#pragma once

#include <string>
#include <string_view>

namespace lazyrisk {

/// The letters of docs/theory.md, and words.
struct QuantityName {
    enum class Kind {
        given,     ///< part of the question: printed as it was asked
        computed,  ///< printed with as many digits as its error leaves
        bound,     ///< of an error: its magnitude alone
        score,     ///< a z: two decimals
        share,     ///< a ratio or probability: two digits
    };

    std::string symbol = {};     ///< LaTeX mathematics, without dollars; empty: the words are its name
    std::string letters = {};    ///< the same in Unicode
    std::string words = {};      ///< "test error"
    std::string qualifier = {};  ///< "simulation", in parentheses after the symbol
    Kind kind = Kind::computed;
};

/// Of a column of any table: "psi1", "test_error", "simulation.bias.mean", "learnability.2". An unknown name is its own
/// words.
QuantityName quantity_name(std::string_view column);

/// The head of a column: the symbol or the words, and the qualifier; as LaTeX, and as plain text.
std::string latex_head(const QuantityName& name);
std::string plain_head(const QuantityName& name);

}  // namespace lazyrisk
