// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// Answers of a kind of their own, a row a question; the last column is the version.
struct AnswerTable {
    std::vector<std::string> columns, wanted;
    std::vector<Row> rows;
    std::size_t failed = 0;  ///< rows whose status says why they have no numbers

    /// Without the column of that name, where there is one.
    void remove(const std::string& column) {
        const auto at = std::find(columns.begin(), columns.end(), column) - columns.begin();
        if (at == std::ptrdiff_t(columns.size())) return;
        columns.erase(columns.begin() + at);
        for (Row& row : rows) row.erase(row.begin() + at);
    }

    /// What a reader looks at: what varies of the problem, and every answer that some row has.
    void choose(const std::function<bool(std::size_t)>& is_answer) {
        for (std::size_t i = 0; i + 1 < columns.size(); ++i) {
            const bool empty = std::all_of(rows.begin(), rows.end(), [&](const Row& row) {
                return std::holds_alternative<std::monostate>(row[i]);
            });
            const bool varies =
                std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row[i] != rows[0][i]; });
            if (is_answer(i) ? !empty : varies) wanted.push_back(columns[i]);
        }
    }
};

}  // namespace lazyrisk
