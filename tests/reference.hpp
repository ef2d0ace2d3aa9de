// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Reading the reference tables: numbers are strings until a test chooses its precision.
#pragma once

#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "paths.hpp"

namespace reference {

using Row = std::map<std::string, std::string>;

inline std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> cells;
    std::stringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    return cells;
}

/// All rows of tests/reference/`name`, keyed by column; lines that start with # are its pedigree.
inline std::vector<Row> table(const std::string& name) {
    std::ifstream file(std::string(paths::reference) + "/" + name);
    if (!file) throw std::runtime_error("no reference table " + name);
    std::vector<Row> rows;
    std::vector<std::string> header;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        const std::vector<std::string> cells = split(line);
        if (header.empty()) {
            header = cells;
            continue;
        }
        Row row;
        for (std::size_t i = 0; i < cells.size(); ++i) row[header[i]] = cells[i];
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace reference
