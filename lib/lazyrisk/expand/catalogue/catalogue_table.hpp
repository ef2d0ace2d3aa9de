// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The catalogue as a table.
#pragma once

#include <string>

#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// A row an expansion: name, what it is, region, the options of the command line that it takes.
std::string catalogue_table(const TableStyle& style);

}  // namespace lazyrisk
