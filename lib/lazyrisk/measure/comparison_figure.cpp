// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/comparison_figure.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lazyrisk/record/labels.hpp"

namespace lazyrisk {
namespace {

/// The theory between the simulated points: a line through a few of them would show corners that are not there.
DrawnSeries theory_line(const Question& base, const Sweep& sweep, Answers& answers) {
    const auto [low, high] = std::minmax_element(sweep.values.begin(), sweep.values.end());
    DrawnSeries line{.label = "theory", .style = DrawnSeries::Style::line};
    std::vector<double> places = sweep.values;
    if (*low < *high && !is_infinite(*high) && (*low > 0 || !sweep.logarithmic)) {
        const Sweep fine = range_of(sweep.field, *low, *high, 300, sweep.logarithmic);
        places.insert(places.end(), fine.values.begin(), fine.values.end());
    }
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    const Grid grid(base, {Sweep{sweep.field, places, false}});
    for (std::size_t i = 0; i < grid.size(); ++i) {
        const Answer a = answers(grid[i]);
        // a ratio is rounded to a count where there is a dimension
        line.x.push_back(sweep.field == "psi1" ? a.setting.psi1 : sweep.field == "psi2" ? a.setting.psi2 : places[i]);
        line.y.push_back(a.answered ? a.risk.test_error : infinite<>);
    }
    return line;
}

}  // namespace

Figure comparison_figure(const Comparison& c, const Question& base, const Sweep& sweep,
                         const SimulationSettings& settings, Answers& answers) {
    Figure figure;
    figure.x = {axis_label(sweep.field), sweep.logarithmic, {}, {}};
    figure.y = {"test error", false, {}, {}};
    figure.note = parameters(base, {sweep}, fmt::format("{} trials, seed {}", settings.trials, settings.seed));
    figure.marks = marks(base, sweep);
    DrawnSeries seen{.label = "simulation", .style = DrawnSeries::Style::points};
    for (std::size_t i = 0; i < c.points.size(); ++i) {
        const Setting& at = c.points[i].theory.setting;
        seen.x.push_back(sweep.field == "psi1" ? at.psi1 : sweep.field == "psi2" ? at.psi2 : sweep.values[i]);
        seen.y.push_back(c.points[i].seen.test_error.mean);
        seen.error.push_back(c.points[i].seen.test_error.standard_error);
    }
    figure.series = {theory_line(base, sweep, answers), seen};
    return figure;
}

}  // namespace lazyrisk
