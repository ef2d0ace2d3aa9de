// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Answers written by hand, every number another one: a cell that shows its neighbour's is seen.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lazyrisk/record/record.hpp"
#include "lazyrisk/words/text.hpp"

inline lazyrisk::Answer answer_by_hand() {
    lazyrisk::Answer a;
    a.setting = {300, 200, 20, 30};
    a.ridge = 0.25;
    a.risk.test_error = 101, a.risk.excess_risk = 102, a.risk.bias = 103, a.risk.variance = 104;
    a.risk.train_error = 105, a.risk.effective_ridge = 106, a.risk.weight_norm = 107;
    a.risk.degrees_of_freedom = 108, a.risk.degrees_of_freedom_2 = 109, a.risk.error_bound = 110;
    a.risk.sources = {111, 112, 113, 114, 115, 116};
    a.oracle_error = 117;
    a.modes = {0, 1, 2, 3};
    a.learnability = {0.9, 0.8, 0.7, 0.6};
    a.rest_energy = 118;
    return a;
}

/// The cell of a column by its name. Throws where there is no such column.
inline lazyrisk::Cell cell_of(const lazyrisk::Record& record, const std::string& name, const lazyrisk::Question& q,
                              const lazyrisk::Answer& a) {
    for (std::size_t i = 0; i < record.columns().size(); ++i)
        if (record.columns()[i] == name) return record.row(q, a)[i];
    throw std::out_of_range("no column " + name);
}

/// Cells as text, to compare and to print: "-" where there is none.
inline std::string shown(const lazyrisk::Cell& cell) {
    if (const double* number = std::get_if<double>(&cell)) return lazyrisk::to_text(*number);
    const std::string* text = std::get_if<std::string>(&cell);
    return text ? *text : "-";
}

using Fields = std::vector<std::pair<std::string, std::string>>;
