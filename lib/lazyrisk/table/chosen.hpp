// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which columns a table shows, in which order, and whether one of them becomes its heads.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// Where the chosen columns stand, in their order. ridge-convention is ridge_convention.
/// Throws DomainError with the nearest name for one that is not there, or is chosen twice.
std::vector<std::size_t> places_of(const std::vector<std::string>& columns, const std::vector<std::string>& chosen);

struct ChosenTable {
    std::vector<std::string> columns;
    std::vector<Row> rows;
    std::vector<std::string> wanted;  ///< to be shown
};

/// The chosen columns first, then the others, which a note may name.
ChosenTable with_chosen(const std::vector<std::string>& columns, const std::vector<Row>& rows,
                        const std::vector<std::string>& chosen);

/// One value of `field` a column: rows that differ in nothing else of what is `wanted` before the first result become
/// one. `quantity` is what stands in the cells, "X.mean" with its standard error.
/// Throws DomainError for a field or a quantity that is not there, or rows that do not tell apart.
ChosenTable pivoted(const std::vector<std::string>& columns, const std::vector<Row>& rows, const std::string& field,
                    const std::string& quantity, const std::vector<std::string>& keys);

}  // namespace lazyrisk
