// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Numbers of a csv that is part of a problem: none infinite or too large to compute with, and few negative.
#pragma once

#include <string>

#include "lazyrisk/words/csv.hpp"

namespace lazyrisk {

bool has_csv_column(const CsvTable& table, const std::string& name);
/// The position of a column. Throws DomainError that says which are `expected`.
std::size_t csv_column(const CsvTable& table, const std::string& name, const std::string& expected);

/// A cell of it; `positive`: above 0, however large. Throws DomainError with the place.
double csv_number(const CsvTable& table, const CsvTable::Row& row, std::size_t column, bool positive = false);
/// The same of either sign.
double csv_signed_number(const CsvTable& table, const CsvTable::Row& row, std::size_t column);

}  // namespace lazyrisk
