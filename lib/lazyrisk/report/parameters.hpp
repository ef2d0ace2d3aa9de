// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The problems of a figure in words.
#pragma once

#include <string>

#include "lazyrisk/report/folder.hpp"

namespace lazyrisk::report {

/// The value of a field as a reader's number, infinity as ∞, or the word that it is; HTML.
std::string value_of_field(const std::string& text);

/// The fields of the figure's problems: a column a curve where they differ.
std::string html_of_parameters(const ResultFigure& figure);

}  // namespace lazyrisk::report
