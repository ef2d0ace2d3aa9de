// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A csv file of a folder by the names of its columns.
#pragma once

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "lazyrisk/words/csv.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk::report {

/// Throws DomainError as read_csv, and for a column that is not there.
class CsvColumns {
public:
    explicit CsvColumns(const std::filesystem::path& path) : table_(read_csv(path.string())) {}

    [[nodiscard]] const std::vector<CsvTable::Row>& rows() const { return table_.rows; }
    [[nodiscard]] const std::vector<std::string>& names() const { return table_.columns; }
    [[nodiscard]] bool has(const std::string& column) const {
        return std::find(table_.columns.begin(), table_.columns.end(), column) != table_.columns.end();
    }
    [[nodiscard]] const std::string& text(const CsvTable::Row& row, const std::string& column) const {
        return row.cells[index(column)];
    }

    /// NaN where the cell is empty or no number.
    [[nodiscard]] double number(const CsvTable::Row& row, const std::string& column) const {
        const std::string& cell = text(row, column);
        try {
            std::size_t used = 0;
            const double value = std::stod(cell, &used);
            if (used == cell.size()) return value;
        } catch (const std::exception&) {  // words
        }
        return std::nan("");
    }

    [[nodiscard]] bool varies(const std::string& column) const {
        return has(column) && std::any_of(table_.rows.begin(), table_.rows.end(), [&](const CsvTable::Row& row) {
                   return text(row, column) != text(table_.rows.front(), column);
               });
    }

private:
    [[nodiscard]] std::size_t index(const std::string& column) const {
        const auto found = std::find(table_.columns.begin(), table_.columns.end(), column);
        if (found == table_.columns.end())
            throw DomainError(table_.file + ": no column " + column + "; it was written by another version");
        return std::size_t(found - table_.columns.begin());
    }

    CsvTable table_;
};

}  // namespace lazyrisk::report
