// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a reader of a table need not be told.
#pragma once

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// Of a column that is the same in every row: no value, one that changes no number, the usual one of a field that few
/// ask for, or a twin of another column. `row` is any row.
inline bool goes_without_saying(const std::vector<std::string>& columns, const Row& row, const std::string& name,
                                const Cell& value) {
    static const std::set<std::string, std::less<>> never{"plan", "precision", "blas_threads", "draws"};
    static const std::map<std::string, Cell, std::less<>> usual{{"ensemble", 1.0},
                                                                {"scale", 1.0},
                                                                {"scale_width", 1.0},
                                                                {"status", std::string("ok")},
                                                                {"estimator", std::string("test-points")}};
    const auto of = [&](std::string_view other) -> const Cell* {
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (columns[i] == other) return &row[i];
        return nullptr;
    };
    const auto is_infinite = [&](std::string_view other) {
        const Cell* cell = of(other);
        return cell && *cell == Cell(HUGE_VAL);
    };
    if (never.count(name) || value == Cell{} || value == Cell{std::string{}}) return true;
    if (const auto found = usual.find(name); found != usual.end() && found->second == value) return true;
    if (value == Cell(0.0) && (name.starts_with("energy.") || name.starts_with("mass."))) return true;
    if (name == "samples" || name == "width") return value == Cell(HUGE_VAL) && is_infinite("dim");
    if (name == "psi1" || name == "psi2")
        return !is_infinite("dim") && of("dim") && of(name == "psi1" ? "width" : "samples");
    return name == "dim" && is_infinite("dim") && (of("psi1") || of("psi2"));
}

}  // namespace lazyrisk
