// The tables of a figure: what was simulated, what was computed.
#pragma once

#include <map>
#include <string>

#include "folder.hpp"

namespace lazyrisk::app {

/// Points of a figure by verdict.
using Verdicts = std::map<std::string, int>;

/// Theory beside simulation, a row a point, by curve; "" where nothing was simulated. Counts the verdicts.
/// Throws DomainError where a file of the figure is no such table.
std::string html_of_simulation(const ResultFolder& result, const ResultFigure& figure, Verdicts& verdicts);

/// Some of the figure's computed points, by curve; "" where there are none.
std::string html_of_theory(const ResultFolder& result, const ResultFigure& figure);

/// A verdict as a word with its sign, coloured by its class.
std::string html_of_verdict(const std::string& verdict);

}  // namespace lazyrisk::app
