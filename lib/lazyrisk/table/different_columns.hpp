// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Tables of problems have a column once.
#pragma once

#include "lazyrisk/words/csv.hpp"

namespace lazyrisk {

/// Throws DomainError with the place of a column that is there twice; ridge_convention and ridge-convention are one.
void require_different_columns(const CsvTable& table);

}  // namespace lazyrisk
