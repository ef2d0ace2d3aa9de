// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/comparison_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/record/column.hpp"
#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/record/quantity.hpp"
#include "lazyrisk/record/refined_line.hpp"
#include "lazyrisk/words/error.hpp"

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

std::string column_name(std::string field) {
    std::replace(field.begin(), field.end(), '-', '_');
    return field;
}

/// Have two questions the same value there?
bool same_field(const Question& a, const Question& b, const std::string& field) {
    Answer none;
    none.answered = false;  // as it was asked
    for (const Column& one : columns_of({a, b}))
        if (one.name == column_name(field)) return one.cell({a, none}) == one.cell({b, none});
    return false;
}

/// A field as it was asked.
double number_in(const Question& q, const std::string& field) {
    Answer none;
    none.answered = false;
    return quantity(column_name(field), Record({q}), q, none);
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

/// What is drawn beside the theory.
struct SeenPoint {
    const Question& question;
    const Answer& theory;
    double mean, standard_error;
};

struct Drawing {
    const std::vector<Sweep>& sweeps;
    std::string quantity = "test_error", seen, note;
    bool limit = false;

    [[nodiscard]] double theory(const Answer& a) const {
        return !a.answered                                ? infinite<>
               : quantity == "error_rate" && a.classifier ? a.classifier->error_rate
               : quantity == "excess_risk"                ? a.risk.excess_risk
                                                          : a.risk.test_error;
    }
};

DrawnSeries theory_line(Question q, const Drawing& drawing, const SweptAxis& axis, Answers& answers, bool limit) {
    const Sweep& sweep = drawing.sweeps.back();
    const auto at = [&](double value) {
        set_field(q, sweep.field, value);
        const Answer a = answers(q);
        if (!a.answered) return LinePoint{value, infinite<>};
        return LinePoint{axis.place(q, a), drawing.theory(limit ? answers(in_the_limit(q, a)) : a)};
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

/// A line of theory and the points beside it for each value of the first of two sweeps.
Figure theory_beside(const std::vector<SeenPoint>& points, const Question& base, const Drawing& drawing,
                     Answers& answers) {
    const Sweep& along = drawing.sweeps.back();
    const Sweep family = drawing.sweeps.size() == 2 ? drawing.sweeps.front() : Sweep{};
    require_numbers_of_field(along);
    Figure figure;
    figure.x = {axis_label(along.field), along.logarithmic, {}, {}};
    figure.y = {axis_label(drawing.quantity), false, 0.0, {}};
    figure.note = parameters(base, drawing.sweeps, drawing.note);
    const SweptAxis axis({Grid(base, drawing.sweeps)[0]}, along.field);
    std::vector<std::vector<Mark>> marked;
    for (std::size_t k = 0; k < std::max<std::size_t>(1, family.values.size()); ++k) {
        Question q = base;
        if (!family.values.empty()) family.set(q, k);
        DrawnSeries seen{.style = DrawnSeries::Style::points};
        for (const SeenPoint& p : points) {  // is it a point of this curve?
            if (!family.values.empty() && !same_field(p.question, q, family.field)) continue;
            seen.x.push_back(axis.place(p.question, p.theory));
            seen.y.push_back(p.mean);
            seen.error.push_back(p.standard_error);
        }
        std::vector<DrawnSeries> curve{theory_line(q, drawing, axis, answers, false)};
        if (drawing.limit) curve.push_back(theory_line(q, drawing, axis, answers, true));
        curve.push_back(std::move(seen));
        curve.front().label = family.values.empty() ? "theory" : family_label(family, k);
        if (k == 0 && drawing.limit) curve[1].label = "limit d = ∞";
        if (k == 0) curve.back().label = drawing.seen;
        for (DrawnSeries& series : curve) {
            series.colour = int(k);
            if (!series.x.empty()) figure.series.push_back(std::move(series));
        }
        marked.push_back(marks(q, along));
    }
    figure.marks = common_marks(marked);
    return figure;
}

/// The sweeps that a table of points is one of: at most two fields vary; along that of more values.
std::vector<Sweep> sweeps_of(const OwnNumbers& own) {
    std::vector<Sweep> varying;
    for (const std::string& field : own.fields) {
        Sweep sweep{field, {}, false};
        if (!is_numeric_field(field)) continue;
        std::set<double> values;
        for (const OwnPoint& p : own.points) values.insert(number_in(p.question, field));
        if (values.size() < 2) continue;
        sweep.values.assign(values.begin(), values.end());
        sweep.logarithmic = sweep.values.front() > 0 && sweep.values.back() > 30 * sweep.values.front();
        varying.push_back(std::move(sweep));
    }
    if (varying.empty() || varying.size() > 2)
        throw DomainError("plot", std::to_string(varying.size()) + " columns of numbers vary",
                          "measured points are drawn along one of them, or one and a curve for each value of another");
    std::stable_sort(varying.begin(), varying.end(),
                     [](const Sweep& a, const Sweep& b) { return a.values.size() < b.values.size(); });
    return varying;
}

}  // namespace

Figure comparison_figure(const Comparison& c, const Question& base, const std::vector<Sweep>& sweeps,
                         const SimulationSettings& settings, Answers& answers, bool limit) {
    std::vector<SeenPoint> points;
    for (const MeasuredPoint& p : c.points)
        points.push_back({p.question, p.theory, p.seen.judged.mean, p.seen.judged.standard_error});
    return theory_beside(points, base,
                         {.sweeps = sweeps,
                          .quantity = judged_quantity(base),
                          .seen = "simulation",
                          .note = fmt::format("{} trials, seed {}", settings.trials, settings.seed),
                          .limit = limit},
                         answers);
}

Figure own_figure(const OwnNumbers& own, const OwnComparison& compared, Answers& answers) {
    std::vector<SeenPoint> points;
    for (std::size_t i = 0; i < own.points.size(); ++i)
        points.push_back(
            {own.points[i].question, compared.theory[i], own.points[i].mean, own.points[i].standard_error});
    const std::vector<Sweep> sweeps = sweeps_of(own);
    return theory_beside(points, own.points.front().question,
                         {.sweeps = sweeps, .quantity = own.quantity, .seen = "measured"}, answers);
}

}  // namespace lazyrisk
