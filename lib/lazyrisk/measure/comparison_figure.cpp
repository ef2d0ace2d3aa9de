// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/comparison_figure.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/record/column.hpp"
#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/record/quantity.hpp"
#include "lazyrisk/record/refined_line.hpp"
#include "lazyrisk/table/quantity_name.hpp"
#include "lazyrisk/table/rounded.hpp"

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

/// Have two questions the same value there?
bool same_field(const Question& a, const Question& b, const std::string& field) {
    std::string column = field;
    std::replace(column.begin(), column.end(), '-', '_');
    Answer none;
    none.answered = false;  // as it was asked
    for (const Column& one : columns_of({a, b}))
        if (one.name == column) return one.cell({a, none}) == one.cell({b, none});
    return false;
}

/// The same problem in the limit d -> infinity: sizes in their ratios to d, the ridge as a total.
Question in_the_limit(const Question& q, const Answer& a) {
    Question limit = q;
    const double d = q.dim;
    limit.dim = infinite<>;
    limit.scale = 1, limit.scale_width.reset();
    set_field(limit, "psi2", a.setting.samples / d);
    if (q.model != "kernel") set_field(limit, "psi1", a.setting.width / d);
    if (q.ridge_convention == RidgeConvention::mean) {
        limit.ridge = Ridge<>{a.ridge, q.ridge_convention}.over_samples(a.setting.samples, d) * a.setting.samples;
        limit.ridge_convention = RidgeConvention::total;
    }
    return limit;
}

DrawnSeries theory_line(Question q, const Sweep& sweep, const SweptAxis& axis, Answers& answers, bool limit) {
    const auto at = [&](double value) {
        set_field(q, sweep.field, value);
        const Answer a = answers(q);
        if (!a.answered) return LinePoint{value, infinite<>};
        const Answer shown = limit ? answers(in_the_limit(q, a)) : a;
        return LinePoint{axis.place(q, a), shown.answered ? shown.risk.test_error : infinite<>};
    };
    std::vector<double> special;
    for (const Mark& mark : marks(q, sweep)) special.push_back(mark.x);
    DrawnSeries line{.style = limit ? DrawnSeries::Style::dashed : DrawnSeries::Style::line};
    for (const LinePoint& point : refined_line(sweep, special, at)) {
        line.x.push_back(point.x);
        line.y.push_back(point.y);
    }
    return line;
}

}  // namespace

Figure comparison_figure(const Comparison& c, const Question& base, const std::vector<Sweep>& sweeps,
                         const SimulationSettings& settings, Answers& answers, bool limit) {
    const Sweep& along = sweeps.back();
    const Sweep family = sweeps.size() == 2 ? sweeps.front() : Sweep{};
    Figure figure;
    figure.x = {axis_label(along.field), along.logarithmic, {}, {}};
    figure.y = {"test error", false, 0.0, {}};
    figure.note = parameters(base, sweeps, fmt::format("{} trials, seed {}", settings.trials, settings.seed));
    const SweptAxis axis({Grid(base, sweeps)[0]}, along.field);
    std::vector<std::vector<Mark>> marked;
    for (std::size_t k = 0; k < std::max<std::size_t>(1, family.values.size()); ++k) {
        Question q = base;
        if (!family.values.empty()) set_field(q, family.field, family.values[k]);
        DrawnSeries seen{.style = DrawnSeries::Style::points};
        for (const MeasuredPoint& p : c.points) {
            Question there = q;  // is it a point of this curve?
            if (!family.values.empty() && !same_field(p.question, there, family.field)) continue;
            seen.x.push_back(axis.place(p.question, p.theory));
            seen.y.push_back(p.seen.test_error.mean);
            seen.error.push_back(p.seen.test_error.standard_error);
        }
        std::vector<DrawnSeries> curve{theory_line(q, along, axis, answers, false)};
        if (limit) curve.push_back(theory_line(q, along, axis, answers, true));
        curve.push_back(std::move(seen));
        curve.front().label = family.values.empty() ? "theory"
                                                    : plain_head(quantity_name(family.field)) + " = " +
                                                          plain_number(as_given(family.values[k]));
        if (k == 0 && limit) curve[1].label = "limit d = ∞";
        if (k == 0) curve.back().label = "simulation";
        for (DrawnSeries& series : curve) {
            series.colour = int(k);
            if (!series.x.empty()) figure.series.push_back(std::move(series));
        }
        marked.push_back(marks(q, along));
    }
    figure.marks = common_marks(marked);
    return figure;
}

}  // namespace lazyrisk
