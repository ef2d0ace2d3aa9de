// The tables of a report: what was simulated, what was computed, of which problems.
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

/// The fields of the figure's problems: a column a curve where they differ.
std::string html_of_parameters(const ResultFigure& figure);

struct KnownNumbers {
    std::size_t all = 0, wrong = 0;
};
KnownNumbers count_known_numbers(const ResultFolder& result);

/// What is known from elsewhere beside what was found; "" where nothing is.
std::string html_of_known_numbers(const ResultFolder& result);

/// A verdict as a word with its sign, coloured by its class.
std::string html_of_verdict(const std::string& verdict);

}  // namespace lazyrisk::app
