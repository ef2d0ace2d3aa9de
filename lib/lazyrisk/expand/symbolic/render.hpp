// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An expansion as text, LaTeX or Markdown.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lazyrisk/expand/symbolic/expansion.hpp"
#include "lazyrisk/expand/symbolic/print.hpp"

namespace lazyrisk {

/// Has it powers of its variable? A closed form is none: its letters are all alike.
bool is_series(const Expansion& expansion);
/// The expansion with what is known put in: letters by exact values, coefficients simplified, definitions that nothing
/// uses dropped; all numbers where no letter is left that is not defined: then coefficients that are no short exact
/// expression are digits.
Expansion inserted(const Expansion& expansion, const std::vector<std::pair<std::string, GiNaC::ex>>& values);

/// "quantity = a + b/d + O(d^-2)", the definitions, region and number of the formula, over as many lines as it takes.
std::string text_of(const Expansion& expansion);
/// A displayed equation (amsmath's align*), preceded by a comment line with name, region and formula.
std::string latex_of(const Expansion& expansion);
std::string markdown_of(const Expansion& expansion);
/// "1 < alpha < 3/2, beta > 2*alpha - 1" in LaTeX, the formulas in dollars.
std::string latex_words(const std::string& inequalities);
/// The quantity's name in LaTeX.
std::string latex_quantity(const std::string& quantity);

}  // namespace lazyrisk
