// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Figures of risks: theory, limit and simulation of problems along a sweep.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "lazyrisk/measure/own_numbers.hpp"
#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/record/quantity.hpp"
#include "lazyrisk/study/figure.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// What a simulation knows of y; of the excess risk the test error, which has the noise besides. Throws DomainError.
const Estimate& simulated(const Measurement& m, const std::string& y) {
    if (y == "train_error") return m.train_error;
    if (y == "bias") return m.bias;
    if (y == "variance") return m.variance;
    if (y == "weight_norm") return m.weight_norm;
    if (y == "test_error" || (y == "excess_risk" && m.of_loss.empty())) return m.test_error;
    const std::vector<std::string>& losses = loss_quantities();
    if (const auto at = std::find(losses.begin(), losses.end(), y); at != losses.end()) {
        static const Estimate none{};
        return m.of_loss.empty() ? none : m.of_loss[std::size_t(at - losses.begin())];
    }
    throw DomainError("y", y, "this quantity is not simulated");
}

/// Numbers measured elsewhere for a curve that shows this quantity.  Throws DomainError.
OwnNumbers own_numbers_of(const ExperimentCurve& curve, const std::string& y) {
    OwnNumbers own = read_own_numbers(curve.measured, curve.problem);
    if (own.quantity != y)
        throw DomainError("y", y, "expected " + own.quantity + ", which is what " + curve.measured + " has");
    return own;
}

class RiskRun {
public:
    RiskRun(const ExperimentFigure& figure, const FigureContext& context);
    DrawnFigure compute();

private:
    void add_theory(const ExperimentCurve& curve, const Sweep& sweep, int colour, bool limit);
    void add_simulation(const ExperimentCurve& curve, int colour);
    void add_measured(const ExperimentCurve& curve, int colour);
    void add_tables();

    const ExperimentFigure& figure_;
    const FigureContext& context_;
    DrawnFigure drawn_;
    std::unique_ptr<Record> record_;
    std::vector<Row> theory_;
    std::vector<std::pair<const ExperimentCurve*, Comparison>> comparisons_;
    std::map<const ExperimentCurve*, OwnNumbers> measured_;
    std::vector<Row> measured_rows_;
};

RiskRun::RiskRun(const ExperimentFigure& figure, const FigureContext& context) : figure_(figure), context_(context) {
    drawn_.figure = empty_drawing(figure, context.options);
    std::vector<Question> samples;
    for (const ExperimentCurve& curve : figure.curves) {
        for (const auto& [sweep, limit] :
             {std::pair{curve.theory, false}, {curve.limit, true}, {curve.simulation, false}})
            if (sweep)
                for (const Question& q : along(curve, *sweep, limit).samples) samples.push_back(q);
        if (curve.measured.empty()) continue;
        const auto& [at, own] = *measured_.emplace(&curve, own_numbers_of(curve, y_of(figure, curve))).first;
        for (const OwnPoint& point : own.points) samples.push_back(point.question);
    }
    const auto asks_sources = [&](const std::string& y) { return y.starts_with("sources."); };
    const bool sources =
        asks_sources(figure.y) || std::any_of(figure.curves.begin(), figure.curves.end(),
                                              [&](const ExperimentCurve& c) { return asks_sources(c.y); });
    record_ = std::make_unique<Record>(samples, sources);
}

DrawnFigure RiskRun::compute() {
    for (std::size_t i = 0; i < figure_.curves.size() && !context_.host.interrupted(); ++i) {
        const ExperimentCurve& curve = figure_.curves[i];
        const int colour = curve.colour.value_or(int(i));
        if (curve.limit) add_theory(curve, *curve.limit, colour, true);
        if (curve.theory) add_theory(curve, *curve.theory, colour, false);
        if (curve.simulation) add_simulation(curve, colour);
        if (!curve.measured.empty()) add_measured(curve, colour);
    }
    order_series(drawn_.figure, "limit d = \u221e");
    add_tables();
    return std::move(drawn_);
}

void RiskRun::add_theory(const ExperimentCurve& curve, const Sweep& sweep, int colour, bool limit) {
    const Questions questions = along(curve, sweep, limit);
    if (!limit) warn_of_unlearned(questions, context_.answers, context_.host);
    std::vector<Answer> found(questions.size);
    parallel_for(questions.size, context_.options.threads,
                 [&](std::size_t i) { found[i] = context_.answers(questions.at(i)); });
    DrawnSeries series{.label = limit && curve.theory ? "" : curve.label,
                       .style = limit ? DrawnSeries::Style::dashed : DrawnSeries::Style::line,
                       .colour = colour};
    for (std::size_t i = 0; i < questions.size; ++i) {
        const Question q = questions.at(i);
        if (!found[i].answered) throw DomainError(figure_.name + ", " + curve.label + ": " + found[i].status);
        series.x.push_back(quantity(figure_.x, *record_, q, found[i]));
        series.y.push_back(quantity(y_of(figure_, curve), *record_, q, found[i]));
        Row row = record_->row(q, found[i]);
        row.insert(row.begin(), {curve.label, std::string(limit ? "limit" : "theory")});
        name_files_alone(row, q);
        theory_.push_back(std::move(row));
    }
    drawn_.figure.series.push_back(std::move(series));
}

void RiskRun::add_simulation(const ExperimentCurve& curve, int colour) {
    Comparison c = compare(along(curve, *curve.simulation, false), simulation_of(curve, context_.options),
                           context_.experiment.tolerance, context_.options.threads, context_.answers, context_.host,
                           figure_.name + ", " + curve.label + ": ");
    if (c.points.empty()) return;  // interrupted before the first trial
    DrawnSeries series{
        .label = curve.theory || curve.limit ? "" : curve.label, .style = DrawnSeries::Style::points, .colour = colour};
    for (const MeasuredPoint& p : c.points) {
        const std::string& y = y_of(figure_, curve);
        const bool excess = y == "excess_risk";
        const Estimate& seen = simulated(p.seen, y);
        series.x.push_back(quantity(figure_.x, *record_, p.question, p.theory));
        series.y.push_back(seen.mean - (excess ? p.question.noise : 0));
        series.error.push_back(seen.standard_error);
    }
    drawn_.figure.series.push_back(std::move(series));
    comparisons_.emplace_back(&curve, std::move(c));
}

void RiskRun::add_measured(const ExperimentCurve& curve, int colour) {
    const OwnNumbers& own = measured_.at(&curve);
    const OwnComparison compared = compare_own(own, context_.experiment.tolerance, context_.answers);
    const bool alone = !curve.theory && !curve.limit && !curve.simulation;
    DrawnSeries series{
        .label = curve.label + (alone ? "" : ", measured"), .style = DrawnSeries::Style::points, .colour = colour};
    for (std::size_t i = 0; i < own.points.size(); ++i) {
        const OwnPoint& point = own.points[i];
        series.x.push_back(quantity(figure_.x, *record_, point.question, compared.theory[i]));
        series.y.push_back(point.mean);
        series.error.push_back(point.standard_error);
        Row row{curve.label};
        record_->append_problem(row, point.question, compared.theory[i]);
        name_files_alone(row, point.question);
        for (Cell& cell : own_cells(own, compared, i)) row.push_back(std::move(cell));
        measured_rows_.push_back(std::move(row));
    }
    drawn_.figure.series.push_back(std::move(series));
    add_verdict(drawn_, curve.label, compared.verdict, context_.experiment.tolerance, "measurement");
}

void RiskRun::add_tables() {
    std::vector<std::string> columns = record_->columns();
    columns.insert(columns.begin(), {"curve", "kind"});
    drawn_.tables.push_back({"-theory.csv", std::move(columns), std::move(theory_)});
    if (!measured_rows_.empty()) {
        std::vector<std::string> own{"curve"};
        for (const std::string& name : record_->problem_columns()) own.push_back(name);
        own.insert(own.end(), own_columns().begin(), own_columns().end());
        drawn_.tables.push_back({"-measured.csv", std::move(own), std::move(measured_rows_)});
    }
    if (comparisons_.empty()) return;
    std::vector<Question> simulated_questions;
    for (const auto& [curve, comparison] : comparisons_)
        for (const MeasuredPoint& p : comparison.points) simulated_questions.push_back(p.question);
    const Record problem(simulated_questions);  // curves differ in what their problems have: one list for all
    const std::vector<std::string> of_one = comparisons_.front().second.columns();
    FigureTable told{"-simulation.csv", {"curve"}, {}};
    for (const std::string& name : problem.problem_columns()) told.columns.push_back(name);
    told.columns.insert(told.columns.end(), std::find(of_one.begin(), of_one.end(), "test_error"), of_one.end());
    const std::size_t measured = told.columns.size() - 1 - problem.problem_columns().size();
    for (const auto& [curve, comparison] : comparisons_) {
        add_verdict(drawn_, curve->label, comparison.verdict, context_.experiment.tolerance);
        const std::vector<Row> rows = comparison.rows(simulation_of(*curve, context_.options));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            Row row{curve->label};
            problem.append_problem(row, comparison.points[i].question, comparison.points[i].theory);
            row.insert(row.end(), rows[i].end() - std::ptrdiff_t(measured), rows[i].end());
            told.rows.push_back(std::move(row));
        }
    }
    std::vector<std::string> first{"curve"};  // and what is swept: a count says it where it is one
    for (const auto& [curve, comparison] : comparisons_) {
        std::string swept = curve->simulation->field;
        std::replace(swept.begin(), swept.end(), '-', '_');
        if (swept == "psi1" || swept == "beta") swept = "width";
        if (swept == "psi2" || swept == "alpha") swept = "samples";
        if (std::find(first.begin(), first.end(), swept) == first.end()) first.push_back(swept);
    }
    const auto table = [&](Format format) {
        return readable_comparison(told.columns, told.rows, {format, {}, false, "tab:" + figure_.name}, first,
                                   figure_.title + " (test error)");
    };
    drawn_.latex = table(Format::latex);
    drawn_.markdown = table(Format::markdown);
    drawn_.tables.push_back(std::move(told));
}

}  // namespace

Questions along(const ExperimentCurve& curve, const Sweep& sweep, bool limit) {
    const auto at = [curve, sweep, limit](std::size_t i) {
        Question q = curve.at(sweep, sweep.values[i]);
        if (limit) q.dim = infinite<>;
        return q;
    };
    return {sweep.values.size(), at, {at(0), at(sweep.values.size() - 1)}};
}

DrawnFigure draw_risks(const ExperimentFigure& figure, const FigureContext& context) {
    return RiskRun(figure, context).compute();
}

void look_for_mistakes_in_risks(const ExperimentFigure& figure, Answers& answers) {
    for (const ExperimentCurve& curve : figure.curves) {
        for (const auto& [sweep, limit] :
             {std::pair{curve.theory, false}, {curve.limit, true}, {curve.simulation, false}})
            if (sweep) {
                const Question q = along(curve, *sweep, limit).at(0);
                const Answer a = answers.ask(q);
                for (const std::string& axis : {figure.x, y_of(figure, curve)})
                    static_cast<void>(quantity(axis, Record({q}, true), q, a));
            }
        if (curve.simulation) static_cast<void>(simulated(Measurement{}, y_of(figure, curve)));
        if (!curve.measured.empty()) static_cast<void>(own_numbers_of(curve, y_of(figure, curve)));
        if (curve.simulation && is_infinite(curve.problem.dim) && !has_plain_sizes(curve.problem) &&
            curve.simulation->field != "dim")
            throw DomainError(figure.name + ", " + curve.label + ": a simulation needs a finite dim");
    }
}

}  // namespace lazyrisk
