// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// Of a table whose last column is the version: what varies of the problem, and every answer that some row has.
inline std::vector<std::string> wanted_columns(const std::vector<std::string>& columns, const std::vector<Row>& rows,
                                               const std::function<bool(std::size_t)>& is_answer) {
    std::vector<std::string> wanted;
    for (std::size_t i = 0; i + 1 < columns.size(); ++i) {
        const bool empty = std::all_of(rows.begin(), rows.end(),
                                       [&](const Row& row) { return std::holds_alternative<std::monostate>(row[i]); });
        const bool varies = std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row[i] != rows[0][i]; });
        if (is_answer(i) ? !empty : varies) wanted.push_back(columns[i]);
    }
    return wanted;
}

}  // namespace lazyrisk
