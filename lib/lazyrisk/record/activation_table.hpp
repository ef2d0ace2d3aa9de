// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every named activation with its Hermite coefficients.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// Name, meaning, mu_k = E s(G) He_k(G) for k up to 4, and mu_star_squared = sum of mu_k^2/k! for k >= 2.
struct ActivationTable {
    std::vector<std::string> columns;
    std::vector<Row> rows;

    ActivationTable();
    /// With what the columns mean, as a caption or a note.
    [[nodiscard]] std::string text(TableStyle style) const;
};

}  // namespace lazyrisk
