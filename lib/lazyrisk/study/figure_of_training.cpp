// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Figures of trained networks: gaps and errors against the width, errors along the path in time.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/study/figure.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

bool in_time(const ExperimentFigure& figure) { return figure.x == "time"; }

NetworkTraining training_of(const ExperimentCurve& curve, const RunOptions& options) {
    NetworkTraining t = training_of(curve.problem, curve.training, simulation_of(curve, options));
    for (const double w : curve.simulation->values) t.widths.push_back(whole("width", w, 1e8));
    return t;
}

double bar(const Estimate& e) { return std::isfinite(e.standard_error) ? e.standard_error : 0; }

/// Points of a network, a line of its linearization, the dashed line of infinite width.
DrawnSeries::Style style_of(const std::string& y) {
    return y.starts_with("linear")   ? DrawnSeries::Style::line
           : y.starts_with("kernel") ? DrawnSeries::Style::dashed
                                     : DrawnSeries::Style::points;
}

void add_widths(Figure& drawing, const std::string& y, const std::string& label, int colour,
                const TrainedNetworks& result) {
    DrawnSeries s{.label = label, .style = style_of(y), .colour = colour};
    for (const TrainedWidth& w : result.widths) {
        const Estimate e = quantity_of(w, y);
        s.x.push_back(w.width);
        s.y.push_back(e.mean);
        if (s.style == DrawnSeries::Style::points) s.error.push_back(bar(e));
    }
    drawing.series.push_back(std::move(s));
}

void add_paths(Figure& drawing, const std::string& y, const std::string& label, int colour,
               const TrainedNetworks& result) {
    for (const TrainedWidth& w : result.widths) {
        DrawnSeries s{.label = result.widths.size() > 1 ? fmt::format("{}, N = {}", label, w.width) : label,
                      .style = style_of(y),
                      .colour = colour};
        for (const MeanPoint& p : w.path) {
            const Estimate e = quantity_of(p, y);
            s.x.push_back(p.time.mean);
            s.y.push_back(e.mean);
            if (s.style == DrawnSeries::Style::points) s.error.push_back(bar(e));
        }
        drawing.series.push_back(std::move(s));
    }
}

/// The known power of the width through the middle of the points of the last series.
void add_known_rate(Figure& drawing, double rate) {
    const DrawnSeries& points = drawing.series.back();
    double x = 0, y = 0;
    for (std::size_t i = 0; i < points.x.size(); ++i) {
        if (!(points.y[i] > 0)) return;
        x += std::log(points.x[i]) / double(points.x.size());
        y += std::log(points.y[i]) / double(points.x.size());
    }
    DrawnSeries line{.style = DrawnSeries::Style::dashed, .colour = points.colour};
    for (const double w : {points.x.front(), points.x.back()}) {
        line.x.push_back(w);
        line.y.push_back(std::exp(y + rate * (std::log(w) - x)));
    }
    drawing.series.push_back(std::move(line));
}

/// "gap_own ~ N^-1.02 [-1.10, -0.94]; known: N^-1, in the interval". A statement: rates hold for wide networks.
std::string rate_sentence(const std::string& y, const Slope& slope, const std::optional<double>& known) {
    std::string text = rate_in_words(y, slope);
    if (known)
        text += fmt::format("; known: N^{}, {}", to_text(*known),
                            !std::isfinite(slope.low)                     ? "one trial has no interval"
                            : slope.low <= *known && *known <= slope.high ? "in the interval"
                                                                          : "not in the interval");
    return text;
}

/// The flow of the infinitely wide network as theory knows it, at a point of the curve's theory.
Question wide(const ExperimentCurve& curve, std::size_t point) {
    Question q = curve.problem;
    q.width = infinite<>;
    q.ridge = 0;
    q.parameters.emplace("layers", "both");
    set_field(q, curve.theory->field, curve.theory->values[point]);
    return q;
}

std::string theory_name(const std::string& y) {
    if (y.ends_with("_test")) return "test_error";
    if (y.ends_with("_train")) return "train_error";
    throw DomainError("y", y, "the theory of infinite width knows test and training errors, as kernel_test");
}

void add_theory(Figure& drawing, const ExperimentFigure& figure, const ExperimentCurve& curve, int colour,
                const FigureContext& context, const Record& record, FigureTable& table) {
    const Sweep& sweep = *curve.theory;
    const bool test = theory_name(y_of(figure, curve)) == "test_error";
    std::vector<Answer> found(sweep.values.size());
    const auto at = [&](std::size_t i) { return wide(curve, i); };
    parallel_for(found.size(), context.options.threads, [&](std::size_t i) { found[i] = context.answers(at(i)); });
    DrawnSeries s{.label = curve.simulation ? "" : curve.label, .style = DrawnSeries::Style::line, .colour = colour};
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!found[i].answered) throw DomainError(figure.name + ", " + curve.label + ": " + found[i].status);
        s.x.push_back(sweep.values[i]);
        s.y.push_back(test ? found[i].risk.test_error : found[i].risk.train_error);
        table.rows.push_back(record.row(at(i), found[i]));
        table.rows.back().insert(table.rows.back().begin(), curve.label);
    }
    drawing.series.push_back(std::move(s));
}

}  // namespace

DrawnFigure draw_training(const ExperimentFigure& figure, const FigureContext& context) {
    using Report = TrainingTable::Report;
    DrawnFigure drawn;
    drawn.figure = empty_drawing(figure, context.options);
    const bool path = in_time(figure);
    TrainingTable table(path ? Report::path : Report::gaps);
    std::vector<Question> wide_questions;  // curves differ in what their problems have: one list of columns for all
    for (const ExperimentCurve& curve : figure.curves)
        if (curve.theory) wide_questions.push_back(wide(curve, 0));
    const Record record(wide_questions);
    FigureTable theory{"-theory.csv", record.columns(), {}};
    theory.columns.insert(theory.columns.begin(), "curve");
    std::map<std::vector<std::string>, TrainedNetworks> known;  // curves may show several quantities of one training
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < figure.curves.size() && !context.host.interrupted(); ++i) {
        const ExperimentCurve& curve = figure.curves[i];
        const int colour = curve.colour.value_or(int(i));
        const std::string& y = y_of(figure, curve);
        if (curve.theory) add_theory(drawn.figure, figure, curve, colour, context, record, theory);
        if (!curve.simulation) continue;
        NetworkTraining t = training_of(curve, context.options);
        t.progress = [&](double part) {
            context.host.progress(fmt::format("{}, {}: {:.0f} % trained", figure.name, curve.label, 100 * part));
        };
        std::vector<std::string> key = problem_texts(curve.problem, curve.training, t);
        key.push_back(to_text(double(t.trials)));
        auto at = known.find(key);
        if (at == known.end()) {
            at = known
                     .emplace(key, trained(curve.problem, curve.training, simulation_of(curve, context.options), t,
                                           context.options.threads, context.host))
                     .first;
            table.append(curve.problem, curve.training, t, at->second);
            labels.resize(table.rows.size(), curve.label);
        }
        const TrainedNetworks& result = at->second;
        if (result.trials == 0) continue;  // a rank that works for another one
        const std::size_t before = drawn.figure.series.size();
        path ? add_paths(drawn.figure, y, curve.label, colour, result)
             : add_widths(drawn.figure, y, curve.label, colour, result);
        if (!path && curve.rate && drawn.figure.series.size() > before) add_known_rate(drawn.figure, *curve.rate);
        if (path || !result.rates) continue;
        for (const auto& [name, slope] : rates_by_name())
            if (name == y)
                drawn.sentences.emplace_back(curve.label, rate_sentence(y, (*result.rates).*slope, curve.rate));
    }
    order_series(drawn.figure, path ? "" : "known rate");
    if (!theory.rows.empty()) drawn.tables.push_back(std::move(theory));
    if (table.rows.empty()) return drawn;
    table.columns.insert(table.columns.begin(), "curve");
    table.wanted.insert(table.wanted.begin(), "curve");
    for (std::size_t i = 0; i < table.rows.size(); ++i) table.rows[i].insert(table.rows[i].begin(), labels[i]);
    add_tables_for_readers(drawn, figure.name, table.columns, table.rows, table.wanted, figure.title);
    drawn.tables.push_back({"-training.csv", std::move(table.columns), std::move(table.rows)});
    return drawn;
}

void look_for_mistakes_in_training(const ExperimentFigure& figure) {
    if (figure.x != "width" && figure.x != "time")
        throw DomainError(figure.name + ": x = " + figure.x + ": expected width or time");
    for (const ExperimentCurve& curve : figure.curves) try {
            static_cast<void>(quantity_of(TrainedWidth{.path = {MeanPoint{}}}, y_of(figure, curve)));
            if (in_time(figure)) static_cast<void>(quantity_of(MeanPoint{}, y_of(figure, curve)));
            if (curve.simulation) static_cast<void>(training_of(curve, {}));
            if (curve.rate && in_time(figure))
                throw DomainError("rate", *curve.rate, "a rate in the width needs x = \"width\"");
            if (!curve.theory) continue;
            if (!in_time(figure) || curve.theory->field != "time")
                throw DomainError("theory is that of infinite width in time: x = \"time\", theory = \"time=...\"");
            if (curve.problem.number("depth", 1) > 1)
                throw DomainError("depth", curve.problem.parameter("depth"),
                                  "theory in time is drawn for one hidden layer");
            static_cast<void>(theory_name(y_of(figure, curve)));
        } catch (const DomainError& wrong) {
            throw DomainError(figure.name + ", " + curve.label + ": " + wrong.what());
        }
}

}  // namespace lazyrisk
