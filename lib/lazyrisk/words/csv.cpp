// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/csv.hpp"

#include <string_view>

#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/read_text.hpp"
#include "lazyrisk/words/trimmed.hpp"

namespace lazyrisk {
namespace {

constexpr std::string_view blanks = " \t\r";

/// Rows of a text, one after the other.
class Reader {
public:
    Reader(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {
        if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);  // a byte order mark
    }

    /// Skips blank lines and those that begin with #. False at the end.
    bool next() {
        for (; !text_.empty(); skip_line()) {
            const std::string_view line = text_.substr(0, text_.find('\n'));
            const std::size_t first = line.find_first_not_of(blanks);
            if (first != std::string_view::npos && line[first] != '#') return true;
        }
        return false;
    }
    [[nodiscard]] int line() const { return line_; }

    /// Cells between commas. A cell in quotes is taken as it is, commas and line ends too, and "" in it is a quote;
    /// around others blanks do not count.
    std::vector<std::string> cells() {
        std::vector<std::string> cells(1);
        const int first_line = line_;
        bool quoted = false, was_quoted = false;
        std::size_t i = 0;
        for (; i < text_.size(); ++i) {
            const char c = text_[i];
            if (c == '\n') ++line_;
            if (quoted) {
                if (c != '"')
                    cells.back() += c;
                else if (i + 1 < text_.size() && text_[i + 1] == '"')
                    cells.back() += text_[++i];
                else
                    quoted = false;
            } else if (c == '\n') {
                ++i;
                break;
            } else if (c == ',') {
                finish(cells.back(), was_quoted);
                cells.emplace_back();
                was_quoted = false;
            } else if (c == '"' && !was_quoted && cells.back().find_first_not_of(blanks) == std::string::npos) {
                cells.back().clear();
                quoted = was_quoted = true;
            } else if (!was_quoted || blanks.find(c) == std::string_view::npos) {
                cells.back() += c;
            }
        }
        if (quoted)
            throw DomainError(name_ + ":" + std::to_string(first_line) +
                              ": a cell begins with a quote and does not end with one");
        finish(cells.back(), was_quoted);
        text_.remove_prefix(i);
        return cells;
    }

private:
    static void finish(std::string& cell, bool was_quoted) {
        if (!was_quoted) cell = std::string(trimmed(cell, blanks));
    }
    void skip_line() {
        const std::size_t end = text_.find('\n');
        text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
        ++line_;
    }

    std::string_view text_;
    std::string name_;
    int line_ = 1;
};

}  // namespace

CsvTable read_csv(const std::string& path) {
    const std::string text = read_text(path, "a csv file");
    CsvTable table{name_of_text(path), {}, {}};
    Reader reader(text, table.file);
    if (reader.next()) table.columns = reader.cells();
    while (reader.next()) {
        const int line = reader.line();
        std::vector<std::string> cells = reader.cells();
        if (cells.size() != table.columns.size())
            throw DomainError(table.file + ":" + std::to_string(line) + ": " + std::to_string(cells.size()) +
                              " cells, but the header has " + std::to_string(table.columns.size()));
        table.rows.push_back({line, std::move(cells)});
    }
    if (table.columns.empty()) throw DomainError(table.file + ": the file is empty; expected a header line and rows");
    return table;
}

}  // namespace lazyrisk
