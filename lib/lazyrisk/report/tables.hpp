// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What was simulated beside what was computed.
#pragma once

#include <string>

#include "lazyrisk/report/folder.hpp"
#include "lazyrisk/report/points.hpp"

namespace lazyrisk::report {

/// Theory beside simulation, a row a point, by curve; "" where nothing was simulated. Counts the verdicts.
/// Throws DomainError where a file of the figure is no such table.
std::string html_of_simulation(const ResultFolder& result, const ResultFigure& figure, Verdicts& verdicts);

/// A verdict as a word with its sign, coloured by its class.
std::string html_of_verdict(const std::string& verdict);

}  // namespace lazyrisk::report
