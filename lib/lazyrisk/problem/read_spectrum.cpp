// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/read_spectrum.hpp"

#include "lazyrisk/problem/csv_numbers.hpp"
#include "lazyrisk/words/csv.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

SpectrumFile read_spectrum(const std::string& path) {
    const CsvTable table = read_csv(path);
    const char* const expected = "eigenvalue,multiplicity,energy";
    const std::size_t eigenvalue = csv_column(table, "eigenvalue", expected),
                      multiplicity = csv_column(table, "multiplicity", expected),
                      energy = csv_column(table, "energy", expected);
    SpectrumFile file;
    bool has_tail = false;
    for (const CsvTable::Row& row : table.rows) {
        if (row.cells[eigenvalue] == "tail") {
            if (has_tail) throw DomainError(table.place(row, eigenvalue) + ": a second tail; expected at most one");
            has_tail = true;
            file.model.tail_trace = csv_number(table, row, multiplicity);
            file.target.rest = csv_number(table, row, energy);
            continue;
        }
        file.target.energy.emplace_back(int(file.model.levels.size()), csv_number(table, row, energy));
        file.model.levels.push_back({csv_number(table, row, eigenvalue), csv_number(table, row, multiplicity, true)});
    }
    if (file.model.levels.empty() && !has_tail)
        throw DomainError(table.file + ": no rows; expected at least one eigenvalue");
    return file;
}

}  // namespace lazyrisk
