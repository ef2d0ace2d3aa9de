// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// A training loss below this is the accuracy of the fit.
constexpr double settled = 1e-6;

/// Nothing where there is nothing to compare: an infinite theory, or a measurement without spread.
Cell z_of(double theory, const Estimate& seen) {
    const Judgement judged = judge({{theory, seen.mean, seen.standard_error, 2}}, 0).points.front();
    return judged.verdict == "pole" || !judged.has_spread || std::isinf(seen.standard_error) ? Cell() : Cell(judged.z);
}

}  // namespace

Record Comparison::record() const {
    std::vector<Question> samples;
    for (const MeasuredPoint& p : points) samples.push_back(p.question);
    return Record(samples);
}

std::string readable_comparison(std::vector<std::string> columns, const std::vector<Row>& rows, const TableStyle& style,
                                std::vector<std::string> first, const std::string& caption) {
    // of signs the verdict is on the error rate
    std::string judged = "test_error";
    if (const auto at = std::find(columns.begin(), columns.end(), "judged"); at != columns.end() && !rows.empty())
        if (const auto* word = std::get_if<std::string>(&rows.front()[std::size_t(at - columns.begin())]))
            judged = *word;
    const std::vector<std::pair<std::string, std::string>> names{
        {judged, "theory"},
        {"simulation." + judged + ".mean", "simulation"},
        {"simulation." + judged + ".standard_error", "std. error"},
        {"z", "z"},
        {"relative_deviation", "rel. dev."},
        {"verdict", "verdict"}};
    if (!style.columns.empty() || !style.pivot.empty()) return render(columns, rows, style, {}, caption);
    for (const auto& [name, shown] : names) {
        if (style.format == Format::text) std::replace(columns.begin(), columns.end(), name, shown);
        first.push_back(style.format == Format::text ? shown : name);
    }
    if (rows.size() == 1 && style.format == Format::text && caption.empty())
        return render_list(columns, rows.front(), style, first);
    return render(columns, rows, style, first, caption);
}

std::vector<std::string> Comparison::columns() const {
    std::vector<std::string> names = record().problem_columns();
    const bool losses = has_losses(points);
    const std::vector<std::string> quantities = measured_quantities(losses);
    names.insert(names.end(), quantities.begin(), quantities.end());
    append_estimate_columns(names, "simulation.", losses);
    if (losses) names.emplace_back("judged");
    for (const char* name : {"z", "relative_deviation", "p_value", "adjusted_p_value", "verdict"})
        names.push_back(name);
    for (const std::string& name : quantities)
        if (losses || name != "test_error") names.push_back("z_" + name);
    append_effort_columns(names);
    for (const char* name : {"error_bound", "status", "version"}) names.push_back(name);
    return names;
}

std::vector<Row> Comparison::rows(const SimulationSettings& settings) const {
    const Record problem = record();
    const bool losses = has_losses(points);
    const std::vector<std::string> quantities = measured_quantities(losses);
    // numbers of the record, by name; it has them where a question of its kind has
    const auto theory_of = [&](const std::string& name, const Row& told) {
        const auto& names = problem.columns();
        const auto at = std::size_t(std::find(names.begin(), names.end(), name) - names.begin());
        return at < told.size() ? told[at] : Cell();
    };
    std::vector<Row> rows;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& [question, theory, seen] = points[i];
        const Judgement& judged = verdict.points[i];
        const Risk<>& r = theory.risk;
        Row row;
        problem.append_problem(row, question, theory);
        const Row told = problem.row(question, theory);
        for (const std::string& name : quantities) row.push_back(theory_of(name, told));
        append_estimates(row, points[i], losses);
        if (losses) row.emplace_back(judged_quantity(question));
        const bool counts = judged.verdict != "pole" && judged.verdict != "heavy-tailed";
        const auto of_chance = [&](double value) { return counts && judged.has_spread ? Cell(value) : Cell(); };
        row.push_back(of_chance(judged.z));
        if (counts)
            row.emplace_back(judged.relative_deviation);
        else
            row.emplace_back();
        for (const double value : {judged.p_value, judged.adjusted_p_value}) row.push_back(of_chance(value));
        row.emplace_back(judged.verdict);
        for (const std::string& name : quantities) {
            if (!losses && name == "test_error") continue;
            const std::optional<Estimate> e = estimate_of(points[i], name);
            const Cell theory_cell = theory_of(name, told);
            const double* value = std::get_if<double>(&theory_cell);
            const bool known = e && value && !(name == "train_loss" && *value < settled && e->mean < settled);
            row.push_back(known ? z_of(*value, *e) : Cell());
        }
        append_effort(row, seen, settings);
        row.emplace_back(r.error_bound);
        const std::string status = simulation_status(seen, settings);
        row.emplace_back(theory.status == "ok" ? status : theory.status);
        row.emplace_back(std::string(version));
        rows.push_back(std::move(row));
    }
    return rows;
}

Comparison compare(const Questions& questions, const SimulationSettings& settings, double tolerance, int threads,
                   Answers& answers, const Host& host, const std::string& what) {
    if (settings.trials < 2)
        throw DomainError("trials", settings.trials, "a comparison needs at least 2: one trial has no standard error");
    Comparison c;
    c.points = measure(questions, answers, settings, threads, host, what);
    std::erase_if(c.points, [](const MeasuredPoint& p) { return p.seen.trials < 2; });  // interrupted
    std::vector<Measured> looked;
    for (const MeasuredPoint& p : c.points) {
        looked.push_back(measured(p));
        if (tolerance != usual_tolerance) looked.back().own_error.reset();  // who says one means it
        if (p.question.labels.are_signs()) looked.back().counted = double(settings.test_points) * p.seen.trials;
    }
    c.verdict = judge(looked, tolerance);
    return c;
}

}  // namespace lazyrisk
