// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Figures of gaps: what N neurons leave of a target, by formula, in the limit and by draws.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lazyrisk/measure/gap.hpp"
#include "lazyrisk/study/figure.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {
namespace {

/// What a curve of one name shows: the finite-d formula, its limit, its draws; empty where there is none.
struct Shown {
    std::string name;
    Told Gaps::*theory;
    Told Gaps::*limit;
    std::optional<DrawnGap> Gaps::*drawn;
    GapDraws wanted;
};

const Shown& shown(const std::string& name) {
    static const std::vector<Shown> list{
        {"nn", &Gaps::nn, nullptr, nullptr, {true, false, false, false}},
        {"nt", &Gaps::nt_finite, &Gaps::nt, &Gaps::nt_finite_drawn, {false, true, false, false}},
        {"nt_activation", nullptr, &Gaps::nt_activation, &Gaps::nt_activation_drawn, {false, false, true, false}},
        {"rf", &Gaps::rf, &Gaps::rf_limit, &Gaps::rf_drawn, {false, false, false, true}}};
    std::vector<std::string> names;
    for (const Shown& one : list) {
        if (one.name == name) return one;
        names.push_back(one.name);
    }
    throw DomainError("y", name, "expected nn, nt, nt_activation or rf" + did_you_mean(name, names));
}

GapOptions gap_options(const ExperimentCurve& curve, const RunOptions& options) {
    return {curve.matrix, simulation_of(curve, options), options.threads};
}

/// The same for networks: each trial is a start of one that is trained.
GapOptions starts_of(GapOptions options) {
    options.starts = options.simulation.trials;
    options.simulation.trials = 0;
    return options;
}

class GapRun {
public:
    GapRun(const ExperimentFigure& figure, const FigureContext& context) : figure_(figure), context_(context) {
        drawn_.figure = empty_drawing(figure, context.options);
        formulas_.columns = table_.columns;
        formulas_.columns.insert(formulas_.columns.begin(), {"curve", "kind"});
        simulated_.columns = {"curve"};
        simulated_.columns.insert(simulated_.columns.end(), table_.columns.begin(), table_.columns.end());
        for (const char* name : {"theory", "simulation", "standard_error", "z", "relative_deviation", "verdict"})
            simulated_.columns.emplace_back(name);
    }

    DrawnFigure compute() {
        for (std::size_t i = 0; i < figure_.curves.size() && !context_.host.interrupted(); ++i) {
            const ExperimentCurve& curve = figure_.curves[i];
            const int colour = curve.colour.value_or(int(i));
            const Shown& what = shown(y_of(figure_, curve));
            const GapOptions drawn = gap_options(curve, context_.options),
                             options = what.drawn || !curve.simulation ? drawn : starts_of(drawn);
            const GapTeller tell = gap_teller(curve.problem, options, context_.host);
            if (curve.limit) add_line(curve, *curve.limit, what.limit, tell, options, colour, true);
            if (curve.theory) add_line(curve, *curve.theory, what.theory, tell, options, colour, false);
            if (curve.simulation && what.drawn)
                add_draws(curve, what, tell, options, colour);
            else if (curve.simulation)
                add_trained(curve, tell, options, colour);
        }
        order_series(drawn_.figure, "limit d = \u221e");
        if (!simulated_.rows.empty())
            add_tables_for_readers(drawn_, figure_.name, simulated_.columns, simulated_.rows,
                                   {"curve", "width", "rho", "theory", "simulation", "standard_error", "z",
                                    "relative_deviation", "verdict"},
                                   figure_.title + " (share of the target's energy)");
        drawn_.tables = {std::move(formulas_), std::move(simulated_)};
        return std::move(drawn_);
    }

private:
    double x_of(const Gaps& g) const { return figure_.x == "rho" ? g.ratio : g.width; }

    void add_line(const ExperimentCurve& curve, const Sweep& sweep, Told Gaps::*formula, const GapTeller& tell,
                  const GapOptions& options, int colour, bool limit) {
        DrawnSeries s{.label = limit && curve.theory ? "" : curve.label,
                      .style = limit ? DrawnSeries::Style::dashed : DrawnSeries::Style::line,
                      .colour = colour};
        for (const double width : sweep.values) {
            const Gaps g = tell(width, GapDraws::none());
            const Told& told = g.*formula;
            if (!told.value) throw DomainError(figure_.name + ", " + curve.label + ": " + told.status);
            s.x.push_back(x_of(g));
            s.y.push_back(*told.value);
            table_.append(curve.problem, options, g);
            formulas_.rows.push_back(table_.rows.back());
            formulas_.rows.back().insert(formulas_.rows.back().begin(),
                                         {curve.label, std::string(limit ? "limit" : "theory")});
        }
        drawn_.figure.series.push_back(std::move(s));
    }

    /// The best of the starts: what is left above the formula is the training's, not chance. Stated, not judged.
    void add_trained(const ExperimentCurve& curve, const GapTeller& tell, const GapOptions& options, int colour) {
        DrawnSeries s{.label = curve.theory ? "" : curve.label, .style = DrawnSeries::Style::points, .colour = colour};
        double furthest = 0;
        for (const double width : curve.simulation->values) {
            if (context_.host.interrupted()) break;
            context_.host.progress(fmt::format("{}, {}: N = {}", figure_.name, curve.label, to_text(width)));
            const Gaps g = tell(width, {});
            if (!g.nn_trained) continue;
            s.x.push_back(x_of(g));
            s.y.push_back(g.nn_trained->best);
            if (g.nn.value) furthest = std::max(furthest, g.nn_trained->best - *g.nn.value);
            table_.append(curve.problem, options, g);
            simulated_.rows.push_back(table_.rows.back());
            Row& row = simulated_.rows.back();
            row.insert(row.begin(), curve.label);
            row.push_back(g.nn.value ? Cell(*g.nn.value) : Cell());
            row.insert(row.end(), {g.nn_trained->best, Cell(), Cell(), Cell(), Cell()});
        }
        if (s.x.empty()) return;
        drawn_.figure.series.push_back(std::move(s));
        drawn_.sentences.emplace_back(
            curve.label,
            fmt::format("networks trained from {} start{}: the best leaves at most {:.2g} more than the formula",
                        options.starts, options.starts == 1 ? "" : "s", furthest));
    }

    void add_draws(const ExperimentCurve& curve, const Shown& what, const GapTeller& tell, const GapOptions& options,
                   int colour) {
        DrawnSeries s{.label = curve.theory || curve.limit ? "" : curve.label,
                      .style = DrawnSeries::Style::points,
                      .colour = colour};
        std::vector<Gaps> all;
        for (const double width : curve.simulation->values) {
            if (context_.host.interrupted()) break;
            context_.host.progress(fmt::format("{}, {}: N = {}", figure_.name, curve.label, to_text(width)));
            Gaps g = tell(width, what.wanted);
            if (!(g.*what.drawn)) continue;  // interrupted, too large, or a rank that works for another one
            s.x.push_back(x_of(g));
            s.y.push_back((g.*what.drawn)->mean);
            s.error.push_back(std::isfinite((g.*what.drawn)->standard_error) ? (g.*what.drawn)->standard_error : 0);
            all.push_back(std::move(g));
        }
        if (all.empty()) return;
        drawn_.figure.series.push_back(std::move(s));
        const bool judged = what.theory && (all.front().*what.theory).value;
        std::vector<Measured> measured;
        for (const Gaps& g : all) {
            const DrawnGap& seen = *(g.*what.drawn);
            if (judged)
                measured.push_back({*(g.*what.theory).value, seen.mean, seen.standard_error, int(seen.trial.size()), 0,
                                    false, seen.trial, seen.value});
        }
        const Verdict verdict = judge(measured, context_.experiment.tolerance);
        if (judged)
            add_verdict(drawn_, curve.label, verdict, context_.experiment.tolerance);
        else
            drawn_.sentences.emplace_back(curve.label, "no formula at finite d is known: not judged");
        for (std::size_t i = 0; i < all.size(); ++i) {
            table_.append(curve.problem, options, all[i]);
            Row row = table_.rows.back();
            row.insert(row.begin(), curve.label);
            const DrawnGap& seen = *(all[i].*what.drawn);
            row.push_back(judged ? Cell(measured[i].theory) : Cell());
            row.insert(row.end(), {seen.mean, seen.standard_error});
            if (judged) {
                const Judgement& j = verdict.points[i];
                row.insert(row.end(), {j.has_spread ? Cell(j.z) : Cell(), j.relative_deviation, j.verdict});
            } else {
                row.insert(row.end(), 3, Cell());
            }
            simulated_.rows.push_back(std::move(row));
        }
    }

    const ExperimentFigure& figure_;
    const FigureContext& context_;
    DrawnFigure drawn_;
    GapTable table_;
    FigureTable formulas_{"-theory.csv", {}, {}}, simulated_{"-simulation.csv", {}, {}};
};

}  // namespace

DrawnFigure draw_gaps(const ExperimentFigure& figure, const FigureContext& context) {
    return GapRun(figure, context).compute();
}

void look_for_mistakes_in_gaps(const ExperimentFigure& figure) {
    if (figure.x != "width" && figure.x != "rho")
        throw DomainError(figure.name + ": x = " + figure.x + ": expected width or rho");
    for (const ExperimentCurve& curve : figure.curves) try {
            const Shown& what = shown(y_of(figure, curve));
            const auto known = [&](const std::optional<Sweep>& sweep, bool there, const char* kind) {
                if (sweep && !there) throw DomainError(fmt::format("{} has no {}", what.name, kind));
            };
            known(curve.theory, what.theory, "formula at finite d; give limit = \"width=...\"");
            known(curve.limit, what.limit, "limit; give theory = \"width=...\"");
            for (const std::optional<Sweep>* sweep : {&curve.theory, &curve.limit, &curve.simulation})
                if (*sweep)
                    for (const double width : (*sweep)->values)
                        if (!(width >= 1 && width <= 1e9))
                            throw DomainError("width", width, "a number of neurons is a whole number from 1 to 1e9");
            const GapOptions options = gap_options(curve, {});
            const Gaps first = gap_teller(
                curve.problem, what.drawn || !curve.simulation ? options : starts_of(options))(1, GapDraws::none());
            for (const auto& [sweep, formula] : {std::pair{&curve.theory, what.theory}, {&curve.limit, what.limit}})
                if (*sweep && !(first.*formula).value) throw DomainError((first.*formula).status);
        } catch (const DomainError& wrong) {
            throw DomainError(figure.name + ", " + curve.label + ": " + wrong.what());
        }
}

}  // namespace lazyrisk
