// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Rows of tests/reference/expand_golden.csv: name, parameters, order, coefficient; the second may hold commas in
// quotes.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "paths.hpp"

namespace golden {

struct Row {
    std::string name, parameters, order, coefficient;

    /// "k=5" of the parameters by its name; "" where it is missing.
    [[nodiscard]] std::string parameter(const std::string& key) const {
        std::size_t at = 0;
        while (at < parameters.size()) {
            const std::size_t end = std::min(parameters.find(';', at), parameters.size());
            const std::string part = parameters.substr(at, end - at);
            if (part.starts_with(key + "=")) return part.substr(key.size() + 1);
            at = end + 1;
        }
        return "";
    }
};

inline std::vector<Row> rows(const std::string& name_start) {
    std::ifstream file(std::string(paths::reference) + "/expand_golden.csv");
    std::vector<Row> out;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("#") || !line.starts_with(name_start)) continue;
        std::vector<std::string> cells{""};
        bool quoted = false;
        for (const char c : line) {
            if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
                cells.emplace_back();
            else if (c != '\r')
                cells.back() += c;
        }
        if (cells.size() == 4) out.push_back({cells[0], cells[1], cells[2], cells[3]});
    }
    return out;
}

}  // namespace golden
