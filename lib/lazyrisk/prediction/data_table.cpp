// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/prediction/data_table.hpp"

#include <algorithm>

#include "lazyrisk/version.hpp"

namespace lazyrisk {

AnswerTable data_table(const DataProblem& problem, const DataSet& set) {
    const DataSummary about = summarise(set);
    AnswerTable table;
    Row row;
    const auto add = [&](const std::string& name, Cell value) {
        if (std::holds_alternative<std::monostate>(value)) return;
        table.columns.push_back(name);
        row.push_back(std::move(value));
    };
    const auto some = [](double number) { return number > 0 ? Cell(number) : Cell(); };
    for (const DataField& field : data_fields()) {
        const std::string text = field.group == "Data" && field.name != "count" ? field.text(problem) : "";
        std::string name = field.name;
        std::replace(name.begin(), name.end(), '-', '_');
        if (!text.empty()) add(name, text);
    }
    const std::size_t asked = table.columns.size();
    add("count", double(about.count));
    add("dimension", double(about.dimension));
    if (about.shape.is_image()) add("shape", about.shape.text());
    add("outputs", some(double(about.outputs)));
    for (const ClassCount& one : about.classes) add("class." + one.name, double(one.count));
    add("least", about.least), add("mean", about.mean), add("most", about.most);
    if (about.bytes) add("pixel_sum", double(about.bytes->sum)), add("pixel_square_sum", double(about.bytes->squares));
    add("duplicates", double(about.duplicates));
    add("norm_mean", about.norm_mean), add("norm_deviation", about.norm_deviation);
    if (about.distances.points > 1) {
        add("squared_distance_lower_quartile", about.distances.lower_quartile);
        add("squared_distance_median", about.distances.median);
        add("squared_distance_upper_quartile", about.distances.upper_quartile);
    }
    for (const Directions::Share& share : about.directions.shares)
        add("variance_of_directions." + std::to_string(share.directions), share.variance);
    add("participation", some(about.directions.participation));
    add("data_checksum", set.checksum);
    add("version", std::string(version));
    table.rows.push_back(std::move(row));
    table.wanted.assign(table.columns.begin() + std::ptrdiff_t(asked), table.columns.end() - 1);
    return table;
}

}  // namespace lazyrisk
