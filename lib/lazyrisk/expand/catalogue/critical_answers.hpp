// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The expansions on a level of the staircase, and of the peaks between, in the catalogue.
#pragma once

#include <vector>

#include "lazyrisk/expand/catalogue/catalogue.hpp"

namespace lazyrisk {

/// Adds them; see critical.hpp for what they are.
void append_critical(std::vector<CatalogueEntry>& list);

}  // namespace lazyrisk
