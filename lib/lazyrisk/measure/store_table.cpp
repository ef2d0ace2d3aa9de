// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/store_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lazyrisk/measure/measure.hpp"
#include "lazyrisk/store/problem_text.hpp"

namespace lazyrisk {
namespace {

/// The fields of several problems side by side; where one lacks a field its cell is empty.
class ProblemColumns {
public:
    explicit ProblemColumns(const std::vector<std::string>& problems) {
        for (const std::string& problem : problems)
            for (const auto& field : fields_of(problem))
                if (!has(field.first)) names.push_back(field.first);
    }
    [[nodiscard]] bool has(const std::string& name) const {
        return std::find(names.begin(), names.end(), name) != names.end();
    }
    [[nodiscard]] Row cells(const std::string& problem) const {
        Row row(names.size());
        for (auto& [name, value] : fields_of(problem))
            row[std::size_t(std::find(names.begin(), names.end(), name) - names.begin())] = value;
        return row;
    }
    std::vector<std::string> names;
};

ProblemColumns columns_of(const std::vector<StoredSeries>& series) {
    std::vector<std::string> problems;
    for (const StoredSeries& one : series) problems.push_back(one.problem);
    return ProblemColumns(problems);
}

/// A number where a double holds it exactly.
Cell whole(std::uint64_t value) {
    return value <= (std::uint64_t(1) << 53) ? Cell(double(value)) : Cell(std::to_string(value));
}

/// Has any of them labels that are signs, another loss or law of the noise?
bool fields_of_losses(const std::vector<std::string>& problems) {
    const ProblemColumns fields(problems);
    return fields.has("labels") || fields.has("loss") || fields.has("noise_law");
}

/// The rows of an export; those of one problem come together.
class UnitRows {
public:
    UnitRows(const std::vector<std::string>& problems, std::string path)
        : quantities_(measured_quantities(fields_of_losses(problems))),
          fields_(problems),
          others_(fields_.has("verb")),
          path_(std::move(path)) {}

    [[nodiscard]] std::vector<std::string> columns() const {
        std::vector<std::string> columns = fields_.names;
        columns.insert(columns.end(), {"seed", "trial"});
        columns.insert(columns.end(), quantities_.begin(), quantities_.end());
        if (others_) columns.emplace_back("numbers");
        columns.insert(columns.end(), {"seconds", "finished", "version"});
        return columns;
    }

    Row row(const UnitRecord& record) {
        if (record.problem != problem_) problem_cells_ = fields_.cells(problem_ = record.problem);
        std::vector<double> values = record.unit.values;
        std::string numbers;
        if (others_ && problem_.starts_with("{\"verb\":")) {
            for (const double value : values) numbers += (numbers.empty() ? "" : " ") + cell_text(value, 17);
            values.clear();
        }
        if (values.size() > quantities_.size())
            throw StoreError(fmt::format(
                "{}: trial {} of problem {} has {} values, of which only {} have names here; use a newer lazyrisk",
                path_, record.unit.trial, record.key, values.size(), quantities_.size()));
        Row row = problem_cells_;
        row.insert(row.end(), {whole(record.unit.seed), whole(record.unit.trial)});
        for (std::size_t i = 0; i < quantities_.size(); ++i)
            i < values.size() ? row.emplace_back(values[i]) : row.emplace_back();
        if (others_) row.push_back(numbers.empty() ? Cell() : Cell(numbers));
        row.insert(row.end(), {record.unit.seconds, record.finished, record.version});
        return row;
    }

private:
    std::vector<std::string> quantities_;  // in the order of StoredUnit::values
    ProblemColumns fields_;
    bool others_;  // trained networks, gaps, densities: numbers of their own, in one cell
    std::string path_, problem_;
    Row problem_cells_;
};

}  // namespace

StoreTable::StoreTable(const std::vector<StoredSeries>& series) : wanted{"seed", "units", "from", "to", "seconds"} {
    const ProblemColumns fields = columns_of(series);
    columns = fields.names;
    columns.insert(columns.end(), wanted.begin(), wanted.end());
    for (const StoredSeries& one : series) {
        rows.push_back(fields.cells(one.problem));
        rows.back().insert(rows.back().end(), {whole(one.seed), whole(one.units), one.from, one.to, one.seconds});
    }
    // a reader sees the fields that differ, above them those that do not
    for (std::size_t i = 0; i < fields.names.size(); ++i)
        if (std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row[i] != rows.front()[i]; }))
            wanted.push_back(fields.names[i]);
}

void export_units(const Store& store, const Selection& selection, const TableStyle& style,
                  const std::function<void(std::string_view)>& write) {
    constexpr std::size_t piece = 1 << 20;
    UnitRows rows(store.problems(selection), store.path());
    const RowWriter writer(rows.columns(), style);
    std::string text = writer.header();
    bool first = true;
    store.for_each(selection, [&](const UnitRecord& record) {
        const Row row = rows.row(record);
        if (!std::exchange(first, false)) text += writer.separator();
        writer.append(text, row);
        if (text.size() > piece) write(std::exchange(text, ""));
    });
    write(text + writer.footer());
}

}  // namespace lazyrisk
