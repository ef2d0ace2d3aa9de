// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every field of an expansion, once: the command line, its help and messages walk this list.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/expand/catalogue/expansion_problem.hpp"

namespace lazyrisk {

struct ExpansionField {
    std::string name, help;
    std::string value;  ///< what is given: X a number, LIST, ...; words in small letters as typed, a|b
    void (*read)(ExpansionProblem& problem, const std::string& name, const std::string& text);  ///< throws DomainError
    std::optional<std::string> (*given)(const ExpansionProblem& problem);  ///< as text; none where it is left out
};

const std::vector<ExpansionField>& expansion_fields();

/// Throws DomainError with the nearest name.
const ExpansionField& expansion_field(std::string_view name);

}  // namespace lazyrisk
