// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The expansions of the proportional limit in the catalogue.
#pragma once

#include <vector>

#include "lazyrisk/expand/catalogue/catalogue.hpp"

namespace lazyrisk {

/// Adds them; see proportional.hpp for what they are.
void append_proportional(std::vector<CatalogueEntry>& list);

/// Numbers for a, c, psi1, psi2, F1^2, F*^2, tau^2, sigma^2, lambda and r, from the fields that give them.
ExpansionAnswer with_numbers_of(const ExpansionProblem& problem, std::vector<Expansion> list);

}  // namespace lazyrisk
