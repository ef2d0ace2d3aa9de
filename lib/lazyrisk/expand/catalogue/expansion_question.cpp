// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/expansion_question.hpp"

#include "lazyrisk/expand/catalogue/catalogue.hpp"
#include "lazyrisk/expand/catalogue/expansion_field.hpp"

namespace lazyrisk {

ExpansionProblem resolve(const ExpansionQuestion& question) {
    ExpansionProblem problem{catalogue_entry(question.of).name, question.order};
    for (const auto& [name, text] : question.options) {
        const ExpansionField& field = expansion_field(name);
        field.read(problem, field.name, text);
    }
    return problem;
}

}  // namespace lazyrisk
