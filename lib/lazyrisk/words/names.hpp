// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Names and texts that come from outside and end in files, LaTeX and tables.
#pragma once

#include <map>
#include <string>

namespace lazyrisk {

/// What is wrong with a name that files and LaTeX are to know a figure by: letters, digits, dot, _, - and space, 100 at
/// most, the first a letter or a digit, the last no space and no dot. "" where nothing is.
std::string wrong_with_name(const std::string& name);

/// What is wrong with a text of one line: a control character, or a line's end of any kind. "" where nothing is.
std::string wrong_with_text(const std::string& text);

/// What is wrong with a text that becomes a cell of a csv file: as above, and what a spreadsheet would take for a
/// formula.
std::string wrong_with_cell(const std::string& text);

/// Files of one folder, each with its owner. Names that differ in small and capital letters alone are one.
class ClaimedFiles {
public:
    /// The owner that has this file already, or "" where it is free (and now has this one).
    std::string claim(const std::string& file, const std::string& owner);

private:
    std::map<std::string, std::string> owner_;
};

}  // namespace lazyrisk
