// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "lazyrisk/data/number_file.hpp"

namespace lazyrisk {

/// `look_at_file` of a text file: counts its rows, each of as many cells. The first row is a header where no cell but
/// the label's is a number, or where its first cell is "label", "labels", "class" or "classes".
NumberFile look_at_table(const std::string& path, const std::string& field, const LabelSink& labels);

/// Labels alone, one a line; a first line "label", "labels", "class" or "classes" is a header.
void read_label_lines(const std::string& path, const std::string& field, const LabelSink& labels);

/// `read_points` of a table: one pass over the file, and no memory but for what is kept.
Matrix read_table(const NumberFile& file, const std::vector<std::size_t>& kept);

}  // namespace lazyrisk
