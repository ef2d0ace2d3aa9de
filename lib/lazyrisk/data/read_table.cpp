// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/read_table.hpp"

#include <algorithm>
#include <array>

#include "lazyrisk/data/table_rows.hpp"

namespace lazyrisk {
namespace {

bool names_labels(std::string_view cell) {
    static constexpr std::array<std::string_view, 4> names{"label", "labels", "class", "classes"};
    std::string small(cell.substr(0, 8));
    for (char& letter : small) letter = letter >= 'A' && letter <= 'Z' ? char(letter - 'A' + 'a') : letter;
    return std::find(names.begin(), names.end(), small) != names.end();
}

bool is_header(const std::vector<std::string_view>& cells, std::size_t first) {
    if (names_labels(cells.front())) return true;
    bool empty = true;
    double ignored = 0;
    for (std::size_t i = first; i < cells.size(); ++i) {
        if (read_cell(cells[i], ignored) != CellFault::no_number) return false;
        empty = empty && cells[i].empty();
    }
    return !empty;
}

}  // namespace

NumberFile look_at_table(const std::string& path, const std::string& field, const LabelSink& labels) {
    TableRows rows(path, field);
    NumberFile file{path, field};
    file.labels_first = bool(labels);
    const std::size_t first = file.labels_first ? 1 : 0;
    std::size_t count = 0, columns = 0;
    while (rows.next()) {
        const std::size_t cells = rows.cells().size();
        if (columns == 0) {
            columns = cells;
            file.separator = rows.separator();
            if (columns <= first)
                rows.fail(
                    "has one cell; expected a label and then numbers, or labels in a file of their own, "
                    "`labels-file`");
            file.header = is_header(rows.cells(), first);
            if (file.header) continue;
        }
        if (cells != columns)
            rows.fail("has " + std::to_string(cells) + " cells, and the rows above it " + std::to_string(columns));
        if (labels) labels(rows.cells().front(), rows.line());
        ++count;
    }
    if (count == 0) file.fail(file.header ? "it has a header and no rows" : "it has no rows");
    file.shape = {count, columns - first};
    return file;
}

void read_label_lines(const std::string& path, const std::string& field, const LabelSink& labels) {
    TableRows rows(path, field, ',');
    for (bool first = true; rows.next(); first = false) {
        if (rows.cells().size() > 1)
            rows.fail("has " + std::to_string(rows.cells().size()) +
                      " cells; expected one label a line, in quotes where it has a comma");
        if (!first || !names_labels(rows.cells().front())) labels(rows.cells().front(), rows.line());
    }
}

Matrix read_table(const NumberFile& file, const std::vector<std::size_t>& kept) {
    TableRows rows(file.path, file.field, file.separator);
    const std::size_t columns = file.point_size(), first = file.labels_first ? 1 : 0;
    Matrix numbers{Eigen::Index(columns), Eigen::Index(kept.size())};
    if (file.header) rows.next();
    std::size_t next = 0;
    for (std::size_t row = 0; next < kept.size() && rows.next(); ++row) {
        if (row != kept[next]) continue;
        if (rows.cells().size() != columns + first) rows.fail("has changed while it was read");
        for (std::size_t i = 0; i < columns; ++i) {
            const std::string_view text = rows.cells()[first + i];
            const CellFault fault = read_cell(text, numbers(Eigen::Index(i), Eigen::Index(next)));
            if (fault != CellFault::none) rows.fail(first + i, sentence_of(fault, text));
        }
        ++next;
    }
    if (next < kept.size()) file.fail("it has changed while it was read");
    return numbers;
}

}  // namespace lazyrisk
