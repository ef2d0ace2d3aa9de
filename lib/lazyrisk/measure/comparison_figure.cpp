// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/comparison_figure.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/record/quantity.hpp"

namespace lazyrisk {
namespace {

/// Places on the axis of a swept field: as a record has it, where a ratio is rounded to a count if there is a
/// dimension.
class SweptAxis {
public:
    SweptAxis(const std::vector<Question>& samples, std::string field) : record_(samples), column_(std::move(field)) {
        std::replace(column_.begin(), column_.end(), '-', '_');
    }
    [[nodiscard]] double place(const Question& q, const Answer& a) const { return quantity(column_, record_, q, a); }

private:
    Record record_;
    std::string column_;
};

/// The theory between the simulated points: a line through a few of them would show corners that are not there.
DrawnSeries theory_line(const Question& base, const Sweep& sweep, const SweptAxis& axis, Answers& answers) {
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
        line.x.push_back(axis.place(grid[i], a));
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
    const SweptAxis axis({Grid(base, {sweep})[0]}, sweep.field);
    DrawnSeries seen{.label = "simulation", .style = DrawnSeries::Style::points};
    for (std::size_t i = 0; i < c.points.size(); ++i) {
        seen.x.push_back(axis.place(c.points[i].question, c.points[i].theory));
        seen.y.push_back(c.points[i].seen.test_error.mean);
        seen.error.push_back(c.points[i].seen.test_error.standard_error);
    }
    figure.series = {theory_line(base, sweep, axis, answers), seen};
    return figure;
}

}  // namespace lazyrisk
