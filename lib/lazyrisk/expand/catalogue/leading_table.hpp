// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the quantities of a regime tend to, and by what they differ first.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/expand/catalogue/catalogue.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// A row a quantity and part of the region, for readers: text, Markdown or a LaTeX tabular.
std::string leading_table(const std::vector<LeadingTerm>& leading, const TableStyle& style);

}  // namespace lazyrisk
