// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A table as a paper prints it: heads as mathematics, digits chosen by the error, a note that says what was asked.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/table/quantity_name.hpp"
#include "lazyrisk/table/rounded.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

struct PaperCell {
    enum class Kind { missing, number, text };
    Kind kind = Kind::missing;
    Rounded number = {};
    std::string text = {};
    std::string latex = {};  ///< of a text that is more than text; empty: the text, escaped
};

struct PaperColumn {
    QuantityName name;
    std::vector<PaperCell> cells;
};

/// The same words for LaTeX and for plain text.
struct PaperText {
    std::string latex, plain;
};

struct PaperTable {
    std::vector<PaperColumn> columns;
    PaperText note;  ///< symbols, parameters, convention, seed, version
};

/// Columns that are shown: `wanted`, or else all that vary. X.mean and X.standard_error become one column X; a theory
/// beside a simulation is printed to the same place; an error bound cuts digits off; what is the same in every row goes
/// into the note, except what changes no number (the plan, the fingerprint of the draws).
PaperTable paper_table(const std::vector<std::string>& columns, const std::vector<Row>& rows, const TableStyle& style,
                       const std::vector<std::string>& wanted);

/// One record as a table with a row a result: words, symbol, value.
PaperTable paper_list(const std::vector<std::string>& columns, const Row& row, const TableStyle& style);

/// A table environment for \usepackage{booktabs, siunitx} (and longtable where there are many rows), caption, \label
/// and note included. Columns of numbers are aligned at the decimal point. The columns are set smaller where they would
/// be too wide for a page.
std::string latex_table(const PaperTable& table, const TableStyle& style, const std::string& caption);
std::string markdown_table(const PaperTable& table, const TableStyle& style, const std::string& caption);

}  // namespace lazyrisk
