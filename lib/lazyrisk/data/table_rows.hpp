// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Rows of a text file, of which no more than one is in memory.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/data/file_bytes.hpp"

namespace lazyrisk {

/// Blank lines and those that begin with # are skipped, blanks around cells too, and a byte order mark. A cell in
/// quotes is taken as it is, "" in it is a quote; it ends in its line.
class TableRows {
public:
    /// separator: between cells; 0: the comma, semicolon or tabulator of the first row, else blanks.
    TableRows(const std::string& path, const std::string& field, char separator = 0);

    /// On to the next row. False at the end. Throws DomainError with the line.
    bool next();
    [[nodiscard]] const std::vector<std::string_view>& cells() const { return cells_; }
    [[nodiscard]] std::size_t line() const { return line_; }  ///< in the file, from 1
    [[nodiscard]] char separator() const { return separator_; }

    /// Throws DomainError: the field, the file, the line and this; column: from 0.
    [[noreturn]] void fail(const std::string& why) const;
    [[noreturn]] void fail(std::size_t column, const std::string& why) const;

private:
    bool read_line(std::string_view& line);
    void split(std::string_view line);
    /// Takes the cell in quotes that `line` begins with.
    std::string_view quoted(std::string_view& line);

    FileBytes bytes_;
    char separator_;
    std::string buffer_;  // read, but not yet all handed out
    std::size_t begin_ = 0, line_ = 0;
    bool ended_ = false;
    std::vector<std::string_view> cells_;
    std::deque<std::string> unquoted_;  // cells that are not in the buffer as they are
};

/// Finite numbers in texts.
enum class CellFault { none, no_number, not_finite, too_large };
CellFault read_cell(std::string_view text, double& value);
/// The sentence of a fault.
std::string sentence_of(CellFault fault, std::string_view text);

}  // namespace lazyrisk
