// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/prediction/mode_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "lazyrisk/pool/population_flow.hpp"
#include "lazyrisk/prediction/prediction_table.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/number.hpp"

namespace lazyrisk {

AnswerTable mode_table(const DataProblem& problem, const PreparedPool& prepared, std::size_t modes) {
    const PoolSpectrum& spectrum = prepared.spectrum();
    const double points = prepared.pool().points(), samples = problem.samples.value_or(points / 2);
    const PopulationErrors at = population_flow(spectrum, setting_of(problem, samples));
    const double energy = std::accumulate(spectrum.energy.begin(), spectrum.energy.end(), 0.0);
    AnswerTable table;
    table.columns = data_columns();
    const std::vector<std::string> own{"mode", "eigenvalue", "energy", "cumulative_energy", "learned", "error_part"};
    table.columns.insert(table.columns.end(), own.begin(), own.end());
    table.columns.emplace_back("version");
    const Prediction about{.samples = samples,
                           .pool = points,
                           .scale = prepared.pool().scale,
                           .checksum = prepared.set().checksum,
                           .method = "population"};
    double sum = 0;
    for (std::size_t i = 0; i < std::min(modes, at.modes.size()); ++i) {
        const PoolMode& mode = at.modes[i];
        sum += spectrum.energy[i];
        Row row;
        append_data_cells(row, problem, about);
        row.insert(row.end(), {double(i + 1), mode.eigenvalue, spectrum.energy[i], energy > 0 ? sum / energy : 1,
                               mode.learned, mode.error, std::string(version)});
        table.rows.push_back(std::move(row));
    }
    table.wanted = own;
    return table;
}

Figure mode_figure(const DataProblem& problem, const PreparedPool& prepared) {
    const PoolSpectrum& spectrum = prepared.spectrum();
    const double energy = std::accumulate(spectrum.energy.begin(), spectrum.energy.end(), 0.0);
    DrawnSeries values{.label = "eigenvalue over the first", .colour = 0},
        beyond{.label = "energy of the targets beyond", .colour = 1};
    double sum = 0;
    for (int i = 0; i < spectrum.rank; ++i) {
        const auto at = std::size_t(i);
        values.x.push_back(i + 1), values.y.push_back(spectrum.eigenvalue[at] / spectrum.eigenvalue[0]);
        sum += spectrum.energy[at];
        beyond.x.push_back(i + 1), beyond.y.push_back(energy > 0 ? std::max(0.0, 1 - sum / energy) : 0);
    }
    Figure figure;
    figure.x = {"mode", true, {}, {}};
    figure.y = {"share", true, {}, {}};
    figure.y.to = 1.5;
    if (beyond.y.size() > 1)
        figure.y.from = std::max(1e-7, std::min(values.y.back(), beyond.y[beyond.y.size() / 2]) / 2);
    figure.note = fmt::format("{} points of {}{}", to_text(double(spectrum.points())), problem.source(),
                              problem.gram.empty() ? ", " + problem.kernel : "");
    figure.series = {std::move(values), std::move(beyond)};
    return figure;
}

}  // namespace lazyrisk
