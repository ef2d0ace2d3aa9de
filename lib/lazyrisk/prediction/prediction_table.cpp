// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/prediction/prediction_table.hpp"

#include <algorithm>

#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/number.hpp"

namespace lazyrisk {
namespace {

using Number = std::optional<double> (*)(const Prediction&);

/// The numbers of a prediction, once.
const std::vector<std::pair<std::string, Number>>& numbers() {
    static const std::vector<std::pair<std::string, Number>> list{
        {"test_error", [](const Prediction& p) { return std::optional(p.test_error); }},
        {"test_error_sd", [](const Prediction& p) { return p.test_error_sd; }},
        {"class_error", [](const Prediction& p) { return p.class_error; }},
        {"class_error_sd", [](const Prediction& p) { return p.class_error_sd; }},
        {"noisy_class_error", [](const Prediction& p) { return p.noisy_class_error; }},
        {"bias", [](const Prediction& p) { return p.bias; }},
        {"variance", [](const Prediction& p) { return p.variance; }},
        {"train_error", [](const Prediction& p) { return p.train_error; }},
        {"degrees_of_freedom", [](const Prediction& p) { return p.degrees_of_freedom; }},
        {"effective_ridge", [](const Prediction& p) { return p.effective_ridge; }},
        {"loo_error", [](const Prediction& p) { return p.loo_error; }},
        {"loo_class_error", [](const Prediction& p) { return p.loo_class_error; }},
        {"gcv", [](const Prediction& p) { return p.gcv; }}};
    return list;
}

std::string column_of(std::string field) {
    std::replace(field.begin(), field.end(), '-', '_');
    return field;
}

Cell cell_of(const std::optional<double>& value) { return value ? Cell(*value) : Cell(); }

}  // namespace

Cell data_cell(const DataField& field, const DataProblem& problem) {
    const std::string text = field.text(problem);
    if (text.empty()) return {};
    return field.numeric || field.value == "N" ? Cell(parse_number(field.name, text)) : Cell(text);
}

std::vector<std::string> data_columns() {
    std::vector<std::string> names;
    for (const DataField& field : data_fields())
        if (field.name != "method") names.push_back(column_of(field.name));
    for (const char* name : {"method", "pool", "kernel_scale", "data_checksum"}) names.emplace_back(name);
    return names;
}

void append_data_cells(Row& row, const DataProblem& problem, const Prediction& p) {
    for (const DataField& field : data_fields()) {
        if (field.name == "method") continue;
        if (field.name == "samples") {
            row.emplace_back(p.samples);
            continue;
        }
        row.push_back(data_cell(field, problem));
    }
    row.insert(row.end(), {p.method, p.pool, p.scale, p.checksum});
}

const std::vector<std::string>& prediction_quantities() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> list;
        for (const auto& [name, number] : numbers()) list.push_back(name);
        return list;
    }();
    return names;
}

std::optional<double> number_of(const Prediction& prediction, const std::string& column) {
    for (const auto& [name, number] : numbers())
        if (name == column) return prediction.answered ? number(prediction) : std::nullopt;
    throw DomainError("quantity", column,
                      "expected a number of a prediction, such as test_error or class_error" +
                          did_you_mean(column, prediction_quantities()));
}

AnswerTable prediction_table(const std::vector<DataProblem>& problems, const std::vector<Prediction>& predictions) {
    AnswerTable table;
    table.columns = data_columns();
    const std::size_t asked = table.columns.size();
    table.columns.insert(table.columns.end(), prediction_quantities().begin(), prediction_quantities().end());
    table.columns.insert(table.columns.end(), {"status", "version"});
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        const Prediction& p = predictions[i];
        Row row;
        append_data_cells(row, problems[i], p);
        for (const auto& [name, number] : numbers()) row.push_back(p.answered ? cell_of(number(p)) : Cell());
        row.insert(row.end(), {p.status, std::string(version)});
        table.failed += !p.answered;
        table.rows.push_back(std::move(row));
    }
    const std::size_t status = table.columns.size() - 2;
    table.choose([&](std::size_t i) { return i >= asked && i != status; });
    return table;
}

AnswerTable point_table(const std::vector<PointPrediction>& points) {
    AnswerTable table;
    table.columns = {"point", "label", "error", "bias", "variance", "error_probability"};
    for (const PointPrediction& p : points)
        table.rows.push_back({double(p.point), p.label.empty() ? Cell() : Cell(p.label), p.bias + p.variance, p.bias,
                              p.variance, cell_of(p.error_probability)});
    return table;
}

}  // namespace lazyrisk
