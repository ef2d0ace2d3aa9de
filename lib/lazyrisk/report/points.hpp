// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Any csv file of a figure as a table for a reader.
#pragma once

#include <map>
#include <string>

#include "lazyrisk/report/folder.hpp"

namespace lazyrisk::report {

/// Points of a figure by verdict.
using Verdicts = std::map<std::string, int>;

/// Rows by curve, so many of each that a page can show, with the columns that say something: swept fields, quantities
/// that vary (means with their standard errors), verdicts, which are counted in `verdicts` unless it is null. Throws
/// DomainError where the file is no table.
std::string html_of_points(const ResultFolder& result, const ResultFigure& figure, const std::string& file,
                           Verdicts* verdicts = nullptr);

}  // namespace lazyrisk::report
