// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/curve_figure.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/record/quantity.hpp"
#include "lazyrisk/record/refined_line.hpp"
#include "lazyrisk/table/quantity_name.hpp"
#include "lazyrisk/table/rounded.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

std::size_t place_of(const std::string& name, const Record& record, const Question& base) {
    const auto& columns = record.columns();
    const auto found = std::find(columns.begin(), columns.end(), name);
    Answer any;
    any.staircase.emplace();
    if (found == columns.end() ||
        std::holds_alternative<std::string>(record.row(base, any)[std::size_t(found - columns.begin())]))
        throw DomainError("quantity", name, "expected a number of the record, such as test_error or bias");
    return std::size_t(found - columns.begin());
}

}  // namespace

CurveFigure::CurveFigure(Question base, const std::vector<Sweep>& sweeps, const std::string& quantity,
                         const Record& record)
    : base_(std::move(base)),
      along_(sweeps.back()),
      family_(sweeps.size() == 2 ? sweeps[0] : Sweep{}),
      record_(record) {
    column_ = place_of(quantity, record, base_);
    axis_ = along_.name();
    std::replace(axis_.begin(), axis_.end(), '-', '_');
    figure_.x = {axis_label(along_.name()), along_.logarithmic, {}, {}};
    figure_.y = {axis_label(quantity), false, {}, {}};
    figure_.note = parameters(base_, sweeps);
    figure_.marks = marks(base_, along_);
    for (std::size_t i = 0; i < std::max<std::size_t>(1, family_.values.size()); ++i) {
        DrawnSeries series;
        if (!family_.values.empty()) series.label = family_label(family_, i);
        series.colour = int(i);
        figure_.series.push_back(std::move(series));
    }
}

void CurveFigure::add_lines(Answers& answers) {
    for (std::size_t i = 0; i < figure_.series.size(); ++i) {
        Question q = base_;
        if (!family_.values.empty()) family_.set(q, i);
        const auto at = [&](double value) {
            along_.set_number(q, value);
            const Answer a = answers(q);
            const Row row = record_.row(q, a);
            const double* y = std::get_if<double>(&row[column_]);
            return LinePoint{a.answered && along_.letter.empty() ? quantity(axis_, record_, q, a) : value,
                             y ? *y : infinite<>};
        };
        std::vector<double> special;
        for (const Mark& mark : marks(q, along_)) special.push_back(mark.x);
        DrawnSeries& series = figure_.series[i];
        for (const LinePoint& point : refined_line(along_, special, at)) {
            series.x.push_back(point.x);
            series.y.push_back(point.y);
        }
    }
}

void CurveFigure::add_limit(Answers& answers) {
    if (is_infinite(base_.dim) || (along_.field != "alpha" && along_.field != "beta")) return;
    const auto [low, high] = std::minmax_element(along_.values.begin(), along_.values.end());
    const std::size_t lines = figure_.series.size();
    for (std::size_t i = 0; i < lines; ++i) {
        DrawnSeries steps{.label = i == 0 ? "limit d = ∞" : "", .style = DrawnSeries::Style::dashed, .colour = int(i)};
        constexpr int points = 997;  // a prime: no point falls on a step, where the limit is another theorem
        for (int j = 0; j < points; ++j) {
            Question q = base_;
            if (!family_.values.empty()) family_.set(q, i);
            const double x = *low + (*high - *low) * (j + 0.5) / points;
            set_field(q, along_.field, x);
            const Answer a = answers(q);
            if (!a.answered || !a.staircase || !a.staircase->limit) continue;
            steps.x.push_back(x);
            steps.y.push_back(*a.staircase->limit);
        }
        if (steps.x.empty()) continue;
        if (figure_.series[i].label.empty()) figure_.series[i].label = "d = " + to_text(base_.dim);
        figure_.series.push_back(std::move(steps));
    }
}

Figure CurveFigure::figure() const {
    Figure drawn = figure_;
    double low = infinite<>, high = 0;
    for (const DrawnSeries& s : drawn.series)
        for (const double y : s.y)
            if (!std::isinf(y)) low = std::min(low, y), high = std::max(high, y);
    drawn.y.log = low > 0 && high > 30 * low;        // several decades are read on a logarithmic axis
    if (!drawn.y.log && low >= 0) drawn.y.from = 0;  // an error's floor
    return drawn;
}

}  // namespace lazyrisk
