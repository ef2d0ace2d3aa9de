// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Separability, margin and error rate of labels that are signs.
#pragma once

#include <vector>

#include "lazyrisk/expand/catalogue/catalogue.hpp"

namespace lazyrisk {

void append_labels(std::vector<CatalogueEntry>& list);

}  // namespace lazyrisk
