// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Expansions for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "lazyrisk/expand/catalogue/catalogue.hpp"

namespace lazyrisk {

/// Terms with their coefficients as text, LaTeX and, where `values` has their letters, a number of forty digits.
nlohmann::ordered_json json_of(const Expansion& expansion, const Values& values);
nlohmann::ordered_json json_of(const std::vector<LeadingTerm>& leading);

}  // namespace lazyrisk
