// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The expansions of Hermite coefficients and of a kernel's levels in the catalogue.
#pragma once

#include <vector>

#include "lazyrisk/expand/catalogue/catalogue.hpp"

namespace lazyrisk {

/// Adds them; see closed_form.hpp and large_dimension.hpp for what they are.
void append_harmonics(std::vector<CatalogueEntry>& list);

}  // namespace lazyrisk
