// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An answer of the catalogue for a reader or a program.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/expand/catalogue/catalogue.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// One for each expansion; none where letters are left in it that only numbers for the problem remove.
using OrderChecks = std::vector<std::optional<OrderCheck>>;

OrderChecks checked_orders(const ExpansionAnswer& answer);

/// Sentences, the table of leading terms, the expansions with their checks where there are some: text, LaTeX, Markdown
/// or JSON. Throws DomainError for csv.
std::string answer_text(const ExpansionProblem& problem, const ExpansionAnswer& answer, const OrderChecks& checks,
                        const TableStyle& style);

/// Expansions are series, no rows. Throws DomainError for csv.
void require_expansion_format(Format format);

}  // namespace lazyrisk
