// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Reading comma separated tables, with places for error messages.
#pragma once

#include <string>
#include <vector>

namespace lazyrisk {

struct CsvTable {
    struct Row {
        int line;                        ///< in the file, from 1
        std::vector<std::string> cells;  ///< as many as columns
    };
    std::string file;
    std::vector<std::string> columns;
    std::vector<Row> rows;

    /// "points.csv:3:2" for error messages: file, line, column (from 1).
    [[nodiscard]] std::string place(const Row& row, std::size_t column) const {
        return file + ":" + std::to_string(row.line) + ":" + std::to_string(column + 1);
    }
};

/// Header, then rows; blank lines and lines that begin with # are skipped, spaces around cells too. A cell in quotes is
/// taken as it is: what `render` writes is read again. "-" is standard input. Throws DomainError with the place: no
/// file or one that cannot be read to its end, no header, a row with too many or too few cells, a quote without its
/// end.
CsvTable read_csv(const std::string& path);

}  // namespace lazyrisk
