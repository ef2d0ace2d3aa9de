// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/csv_numbers.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/problem/accepted.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/number.hpp"

namespace lazyrisk {

bool has_csv_column(const CsvTable& table, const std::string& name) {
    return std::find(table.columns.begin(), table.columns.end(), name) != table.columns.end();
}

std::size_t csv_column(const CsvTable& table, const std::string& name, const std::string& expected) {
    const auto found = std::find(table.columns.begin(), table.columns.end(), name);
    if (found == table.columns.end())
        throw DomainError(table.file + ":1: no column " + name + "; expected " + expected);
    return std::size_t(found - table.columns.begin());
}

namespace {

double read_number(const CsvTable& table, const CsvTable::Row& row, std::size_t column) {
    try {
        return parse_number(table.columns[column], row.cells[column]);
    } catch (const DomainError& error) {
        throw DomainError(table.place(row, column) + ": " + error.what());
    }
}

std::string said(const CsvTable& table, const CsvTable::Row& row, std::size_t column) {
    return table.place(row, column) + ": " + table.columns[column] + " = " + row.cells[column];
}

void require_size(const CsvTable& table, const CsvTable::Row& row, std::size_t column, double value) {
    if (std::abs(value) > largest_accepted)
        throw DomainError(said(table, row, column) + ": numbers up to " + to_text(largest_accepted) +
                          " are accepted; choose another unit");
}

}  // namespace

double csv_number(const CsvTable& table, const CsvTable::Row& row, std::size_t column, bool positive) {
    const double value = read_number(table, row, column);
    if (!(positive ? value > 0 : value >= 0) || std::isinf(value))
        throw DomainError(said(table, row, column) + ": expected a finite number " +
                          (positive ? "above 0" : "of at least 0"));
    if (!positive) require_size(table, row, column, value);
    return value;
}

double csv_signed_number(const CsvTable& table, const CsvTable::Row& row, std::size_t column) {
    const double value = read_number(table, row, column);
    require_size(table, row, column, value);
    return value;
}

}  // namespace lazyrisk
