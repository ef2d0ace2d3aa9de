// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Cells of a row by the name of their column.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "lazyrisk/table/table.hpp"

inline const lazyrisk::Cell& cell_at(const std::vector<std::string>& columns, const lazyrisk::Row& row,
                                     const std::string& name) {
    CAPTURE(name);
    REQUIRE(row.size() == columns.size());
    const auto found = std::find(columns.begin(), columns.end(), name);
    REQUIRE(found != columns.end());
    return row[std::size_t(found - columns.begin())];
}
inline double number_at(const std::vector<std::string>& columns, const lazyrisk::Row& row, const std::string& name) {
    CAPTURE(name);
    const lazyrisk::Cell& cell = cell_at(columns, row, name);
    REQUIRE(std::holds_alternative<double>(cell));
    return std::get<double>(cell);
}
inline std::string word_at(const std::vector<std::string>& columns, const lazyrisk::Row& row, const std::string& name) {
    CAPTURE(name);
    const lazyrisk::Cell& cell = cell_at(columns, row, name);
    REQUIRE(std::holds_alternative<std::string>(cell));
    return std::get<std::string>(cell);
}
inline bool nothing_at(const std::vector<std::string>& columns, const lazyrisk::Row& row, const std::string& name) {
    return std::holds_alternative<std::monostate>(cell_at(columns, row, name));
}
