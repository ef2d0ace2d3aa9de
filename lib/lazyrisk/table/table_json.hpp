// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A row as a JSON object, to which more may be added.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// Columns "a.b" form objects and "learnability.k" a list, infinity is "inf", a missing value null.
/// Throws NotConverged for NaN.
nlohmann::ordered_json json_object(const std::vector<std::string>& columns, const Row& row, std::optional<int> digits);

}  // namespace lazyrisk
