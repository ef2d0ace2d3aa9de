// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The regimes and plateaus in the catalogue.
#pragma once

#include <vector>

#include "lazyrisk/expand/catalogue/catalogue.hpp"

namespace lazyrisk {

/// Adds regime and the plateau expansions; see regime.hpp and plateau.hpp for what they are.
void append_regimes(std::vector<CatalogueEntry>& list);

}  // namespace lazyrisk
