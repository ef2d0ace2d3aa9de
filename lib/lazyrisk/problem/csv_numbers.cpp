// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/csv_numbers.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/problem/accepted.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/number.hpp"

namespace lazyrisk {

std::size_t csv_column(const CsvTable& table, const std::string& name, const std::string& expected) {
    const auto found = std::find(table.columns.begin(), table.columns.end(), name);
    if (found == table.columns.end())
        throw DomainError(table.file + ":1: no column " + name + "; expected " + expected);
    return std::size_t(found - table.columns.begin());
}

double csv_number(const CsvTable& table, const CsvTable::Row& row, std::size_t column, bool positive) {
    const std::string& name = table.columns[column];
    const double value = [&] {
        try {
            return parse_number(name, row.cells[column]);
        } catch (const DomainError& error) {
            throw DomainError(table.place(row, column) + ": " + error.what());
        }
    }();
    const std::string said = table.place(row, column) + ": " + name + " = " + row.cells[column];
    if (!(positive ? value > 0 : value >= 0) || std::isinf(value))
        throw DomainError(said + ": expected a finite number " + (positive ? "above 0" : "of at least 0"));
    if (!positive && value > largest_accepted)
        throw DomainError(said + ": numbers up to " + to_text(largest_accepted) + " are accepted; choose another unit");
    return value;
}

}  // namespace lazyrisk
