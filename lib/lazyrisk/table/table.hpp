// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Rows under named columns, written as text, csv, JSON, LaTeX or Markdown.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lazyrisk/words/enum_words.hpp"

namespace lazyrisk {

using Cell = std::variant<std::monostate, double, std::string>;  ///< monostate: no value
using Row = std::vector<Cell>;

enum class Format { text, csv, json, latex, markdown };
template <>
inline constexpr std::array enum_words<Format>{"text", "csv", "json", "latex", "markdown"};

struct TableStyle {
    Format format = Format::text;
    std::optional<int> digits;  ///< significant digits; by default csv and JSON round-trip, text shows 6, LaTeX and
                                ///< Markdown choose by the error
    bool one_object = false;    ///< JSON: the single row without an array around it
    std::string label = {};     ///< LaTeX: the name to refer to, as "tab:curve"; empty: none
    std::string caption = {};   ///< LaTeX and Markdown: where the table has no other
    std::string note = {};      ///< LaTeX and Markdown: a sentence more for the note below
    std::vector<std::string> columns = {};  ///< those alone, in this order, in every format; empty: as the table likes
    std::vector<std::string> besides = {};  ///< shown to a reader besides what the table likes
    std::string pivot = {};                 ///< this column's values become heads
    bool head = true;                       ///< csv: a line of names first
    bool all = false;                       ///< for a reader, too, every column
};

/// Writes rows as they come: header first, then `append` for each, then `footer`.
/// csv and JSON carry every column. In JSON the columns "a.b" form objects and "learnability.k" a list, infinity is
/// "inf", a missing value null. The formats for readers need all rows at once: `render`.
class RowWriter {
public:
    RowWriter(std::vector<std::string> columns, TableStyle style);
    [[nodiscard]] std::string header() const;
    void append(std::string& out, const Row& row) const;
    /// Between two rows.
    [[nodiscard]] std::string_view separator() const;
    [[nodiscard]] std::string footer() const;

private:
    std::vector<std::string> columns_;
    std::vector<std::size_t> places_;  ///< of the chosen ones; empty: all
    TableStyle style_;
};

/// A whole table. For text, LaTeX and Markdown the columns that are the same in every row go into the parameters below
/// it, `wanted` (if not empty) says which of the others to show, the style's `columns` overrule it; `caption` heads it.
/// LaTeX and Markdown: paper_table.hpp.  Throws DomainError for columns that are not there.
std::string render(const std::vector<std::string>& columns, const std::vector<Row>& rows, const TableStyle& style,
                   const std::vector<std::string>& wanted = {}, const std::string& caption = "");

/// One record as a list of names and values, for a reader: text, LaTeX or Markdown. Text: what is `liked`, then the
/// parameters; every field where nothing is, or the style asks for all.
std::string render_list(const std::vector<std::string>& columns, const Row& row, const TableStyle& style,
                        const std::vector<std::string>& liked = {});

/// As a verb answers: a single record as a list where a reader wants it, else a table.
std::string render_answer(const std::vector<std::string>& columns, const std::vector<Row>& rows,
                          const TableStyle& style, const std::vector<std::string>& wanted = {},
                          const std::string& caption = "");

std::string cell_text(const Cell& cell, std::optional<int> digits);

}  // namespace lazyrisk
