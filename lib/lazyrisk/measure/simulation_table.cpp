// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/simulation_table.hpp"

#include <algorithm>

#include "lazyrisk/record/record.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk {

SimulationTable::SimulationTable(const std::vector<Question>& samples, const std::vector<MeasuredPoint>& points,
                                 const SimulationSettings& settings) {
    const Record record(samples);
    columns = record.problem_columns();
    const bool losses = has_losses(points);
    append_estimate_columns(columns, "", losses);
    append_effort_columns(columns);
    for (const char* name : {"status", "version"}) columns.push_back(name);
    for (const MeasuredPoint& point : points) {
        const auto& [question, theory, seen] = point;
        if (seen.trials == 0) continue;
        Row row;
        record.append_problem(row, question, theory);
        append_estimates(row, point, losses);
        append_effort(row, seen, settings);
        row.emplace_back(simulation_status(seen, settings));
        row.emplace_back(std::string(version));
        rows.push_back(std::move(row));
    }
}

std::vector<std::string> SimulationTable::for_reader() const {
    static const std::vector<std::string> results{
        "error_rate.mean", "error_rate.standard_error", "test_loss.mean",   "train_loss.mean",
        "test_error.mean", "test_error.standard_error", "train_error.mean", "bias.mean",
        "variance.mean",   "weight_norm.mean",          "trials",           "status"};
    std::vector<std::string> names;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool result = columns[i].find(".mean") != std::string::npos ||
                            columns[i].find(".standard_error") != std::string::npos ||
                            columns[i].find(".median") != std::string::npos;
        const bool wanted = std::find(results.begin(), results.end(), columns[i]) != results.end();
        const bool varies =
            std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row[i] != rows.front()[i]; });
        if (wanted || (!result && varies && columns[i] != "psi1" && columns[i] != "psi2")) names.push_back(columns[i]);
    }
    return names;
}

}  // namespace lazyrisk
