// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The formulas that a folder's numbers come from, with their numbers in docs/theory.md.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/report/folder.hpp"

namespace lazyrisk::report {

/// The chapter "how the numbers were computed": what applies to the models, conventions and quantities of these
/// figures.
std::string html_of_formulas(const ResultFolder& result);

}  // namespace lazyrisk::report
