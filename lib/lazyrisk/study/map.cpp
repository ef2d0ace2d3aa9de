// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/record/quantity.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/whole_file.hpp"

namespace lazyrisk {
namespace {

/// p = n where both sizes are swept in the same unit.
void mark_diagonal(HeatMap& drawn, const ExperimentMap& map) {
    static const std::vector<std::pair<std::string, std::string>> twins{
        {"psi1", "psi2"}, {"width", "samples"}, {"beta", "alpha"}};
    const auto meets = [&](const auto& twin) {
        return std::pair(map.x.field, map.y.field) == twin || std::pair(map.y.field, map.x.field) == twin;
    };
    const double low = std::max(map.x.values.front(), map.y.values.front()),
                 high = std::min(map.x.values.back(), map.y.values.back());
    if (map.problem.model != "random-features" || low >= high || std::none_of(twins.begin(), twins.end(), meets))
        return;
    drawn.lines.push_back({low, low, high, high});
    drawn.note = "dashed: p = n; " + drawn.note;
}

}  // namespace

std::vector<std::string> write_map(const ExperimentMap& map, const RunOptions& options, Answers& answers,
                                   const std::string& folder) {
    const Grid grid(map.problem, {map.y, map.x});  // x varies fastest
    const Record record({grid[0], grid[grid.size() - 1]}, map.z.starts_with("sources."));
    HeatMap drawn = map.style;
    drawn.note += fmt::format("{}lazyrisk {}", drawn.note.empty() ? "" : "; ", version);
    drawn.xs = map.x.values, drawn.ys = map.y.values;
    drawn.values.resize(grid.size());
    std::vector<Row> rows(grid.size());
    parallel_for(grid.size(), options.threads, [&](std::size_t i) {
        const Question q = grid[i];
        const Answer a = answers(q);
        if (!a.answered) throw DomainError(map.name + ": " + a.status);
        drawn.values[i] = quantity(map.z, record, q, a);
        rows[i] = record.row(q, a);
        name_files_alone(rows[i], q);
    });
    if (!map.own_levels) drawn.levels = round_levels(drawn);
    if (!map.own_lines) mark_diagonal(drawn, map);
    std::vector<std::string> files;
    for (const char* ending : {".svg", ".pdf", ".png", "-figure.tex"}) {
        if (options.quick && std::string(ending) != ".svg") continue;
        files.push_back(map.name + ending);
        write_heat_map(drawn, folder + "/" + files.back());
    }
    if (!options.quick) files.push_back(map.name + "-figure.csv");  // the data of the .tex
    files.push_back(map.name + "-theory.csv");
    write_text(folder + "/" + files.back(), render(record.columns(), rows, {Format::csv, {}, false}));
    return files;
}

}  // namespace lazyrisk
