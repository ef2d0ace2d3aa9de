#include "lazyrisk/csv.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "lazyrisk/error.hpp"

namespace lazyrisk {
namespace {

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\r"), last = text.find_last_not_of(" \t\r");
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

/// Cells between commas; a quoted cell keeps its commas, and "" in it is a quote.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') cells.back() += line[++i];
        else if (line[i] == '"') quoted = !quoted;
        else if (line[i] == ',' && !quoted) cells.emplace_back();
        else cells.back() += line[i];
    }
    for (std::string& cell : cells) cell = trimmed(cell);
    return cells;
}

CsvTable read(std::istream& stream, const std::string& name) {
    CsvTable table{name, {}, {}};
    int number = 0;
    for (std::string line; std::getline(stream, line);) {
        if (++number == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);  // a byte order mark
        const std::string text = trimmed(line);
        if (text.empty() || text[0] == '#') continue;
        std::vector<std::string> cells = cells_of(line);
        if (table.columns.empty()) {
            table.columns = std::move(cells);
            continue;
        }
        if (cells.size() != table.columns.size())
            throw DomainError(name + ":" + std::to_string(number) + ": " + std::to_string(cells.size()) + " cells, but the header has " +
                              std::to_string(table.columns.size()));
        table.rows.push_back({number, std::move(cells)});
    }
    if (table.columns.empty()) throw DomainError(name + ": the file is empty; expected a header line and rows");
    return table;
}

}  // namespace

CsvTable read_csv(const std::string& path) {
    if (path == "-") return read(std::cin, "standard input");
    if (std::filesystem::is_directory(path)) throw DomainError(path + ": is a folder; expected a csv file");
    std::ifstream file(path);
    if (!file) throw DomainError(path + ": cannot be read (" + std::strerror(errno) + ")");
    return read(file, path);
}

}  // namespace lazyrisk
