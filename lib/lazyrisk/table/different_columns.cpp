// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/different_columns.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

void require_different_columns(const CsvTable& table) {
    std::unordered_set<std::string> seen;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        std::string canonical = table.columns[i];
        std::replace(canonical.begin(), canonical.end(), '_', '-');
        if (!seen.insert(std::move(canonical)).second)
            throw DomainError(table.file + ":1:" + std::to_string(i + 1) + ": the column " + table.columns[i] +
                              " is there twice");
    }
}

}  // namespace lazyrisk
