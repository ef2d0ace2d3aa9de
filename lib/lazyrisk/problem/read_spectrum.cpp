// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/read_spectrum.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/problem/accepted.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/words/csv.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

SpectrumFile read_spectrum(const std::string& path) {
    const CsvTable table = read_csv(path);
    const auto column = [&](const char* name) {
        const auto found = std::find(table.columns.begin(), table.columns.end(), name);
        if (found == table.columns.end())
            throw DomainError(table.file + ":1: no column " + std::string(name) +
                              "; expected eigenvalue,multiplicity,energy");
        return std::size_t(found - table.columns.begin());
    };
    const std::size_t eigenvalue = column("eigenvalue"), multiplicity = column("multiplicity"),
                      energy = column("energy");
    const auto number = [&](const CsvTable::Row& row, std::size_t i, bool positive) {
        const double value = [&] {
            try {
                return parse_number(table.columns[i], row.cells[i]);
            } catch (const DomainError& error) {
                throw DomainError(table.place(row, i) + ": " + error.what());
            }
        }();
        if (!(positive ? value > 0 : value >= 0) || std::isinf(value))
            throw DomainError(table.place(row, i) + ": " + table.columns[i] + " = " + row.cells[i] +
                              ": expected a finite number " + (positive ? "above 0" : "of at least 0"));
        if (!positive && value > largest_accepted)
            throw DomainError(table.place(row, i) + ": " + table.columns[i] + " = " + row.cells[i] +
                              ": numbers up to " + to_text(largest_accepted) + " are accepted; choose another unit");
        return value;
    };
    SpectrumFile file;
    bool has_tail = false;
    for (const CsvTable::Row& row : table.rows) {
        if (row.cells[eigenvalue] == "tail") {
            if (has_tail) throw DomainError(table.place(row, eigenvalue) + ": a second tail; expected at most one");
            has_tail = true;
            file.model.tail_trace = number(row, multiplicity, false);
            file.target.rest = number(row, energy, false);
            continue;
        }
        file.target.energy.emplace_back(int(file.model.levels.size()), number(row, energy, false));
        file.model.levels.push_back({number(row, eigenvalue, false), number(row, multiplicity, true)});
    }
    if (file.model.levels.empty() && !has_tail)
        throw DomainError(table.file + ": no rows; expected at least one eigenvalue");
    return file;
}

}  // namespace lazyrisk
