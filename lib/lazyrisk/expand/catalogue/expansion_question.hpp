// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A question about expansions as it is typed, and the one place where its text becomes values.
#pragma once

#include <map>
#include <string>

#include "lazyrisk/expand/catalogue/expansion_problem.hpp"

namespace lazyrisk {

struct ExpansionQuestion {
    std::string of;  ///< a name of the catalogue
    int order = 2;
    std::map<std::string, std::string> options{};  ///< by the name of a field
};

/// Throws DomainError for a name that the catalogue does not have, an unknown field, a text that is no value of it.
ExpansionProblem resolve(const ExpansionQuestion& question);

}  // namespace lazyrisk
