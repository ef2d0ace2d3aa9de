// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every field of a problem, once: the command line, TOML, csv and sweeps all walk this list.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lazyrisk/problem/question.hpp"

namespace lazyrisk {

struct ProblemField {
    std::string name;
    std::string help;
    bool numeric;                                     ///< can be swept
    void (*set)(Question&, std::string_view text);    ///< null where the text is just a number; throws DomainError
    void (*set_number)(Question&, double) = nullptr;  ///< of numeric fields; throws DomainError
    bool of_model = false;                            ///< a ModelOption: kept as text, both functions null
    std::string group = {};                           ///< heading in lists of fields
    std::string value = "X";  ///< what is given: X a number, FILE, LIST, ...; words in small letters as typed, a|b|c
    std::string alone = {};   ///< the value of the option where it is given without one; empty: it needs one
    char again = 0;           ///< between the values of an option that is given more than once
};

const std::vector<ProblemField>& fields();

/// The field of that name, or exactly that in other words (synonyms.hpp); also "energy.2", "energy.rest", "mass.1",
/// "mass.rest". Throws DomainError with the nearest name.
void set_field(Question& question, std::string_view name, std::string_view text);
void set_field(Question& question, std::string_view name, double value);
bool is_numeric_field(std::string_view name);

/// The field's own name for a word that means it, "lambda" or "ridge_convention"; other words as they are.
std::string field_name(std::string_view word);

std::string_view to_text(RidgeConvention convention);

}  // namespace lazyrisk
