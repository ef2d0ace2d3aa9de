// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The expansions of the proportional limit in the catalogue.
#pragma once

#include <vector>

#include "lazyrisk/expand/catalogue/catalogue.hpp"

namespace lazyrisk {

/// Adds them; see proportional.hpp for what they are.
void append_proportional(std::vector<CatalogueEntry>& list);

}  // namespace lazyrisk
