// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Figures of spectral densities: a line with its bulks, drawn matrices as a histogram.
#include <fmt/format.h>

#include "lazyrisk/measure/density.hpp"
#include "lazyrisk/study/figure.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

DensityOptions density_options(const ExperimentCurve& curve, const RunOptions& options) {
    return {curve.of, curve.points, simulation_of(curve, options), options.threads};
}

}  // namespace

DrawnFigure draw_densities(const ExperimentFigure& figure, const FigureContext& context) {
    DrawnFigure drawn;
    drawn.figure = empty_drawing(figure, context.options);
    const bool of_log = figure.y == "density_of_log";
    FigureTable line{"-theory.csv", {"curve", "eigenvalue", "density"}, {}},
        bulks{"-bulks.csv", {"curve", "left", "right", "mass", "count", "kind", "deviation"}, {}},
        cells{"-simulation.csv",
              {"curve", "left", "right", "theory", "simulation", "standard_error", "z", "relative_deviation", "verdict",
               "trials"},
              {}},
        drawn_cells{"-histogram.csv", {"curve", "left", "right", "mass", "share", "standard_error"}, {}};
    for (std::size_t i = 0; i < figure.curves.size() && !context.host.interrupted(); ++i) {
        const ExperimentCurve& curve = figure.curves[i];
        context.host.progress(figure.name + ", " + curve.label);
        const KnownDensity f =
            density_of(curve.problem, density_options(curve, context.options), context.answers, context.host);
        DrawnSeries theory = density_line(f, of_log);
        theory.label = curve.label;
        theory.colour = curve.colour.value_or(int(i));
        for (const DensityPoint& p : f.points) line.rows.push_back({curve.label, p.eigenvalue, p.density});
        for (Row row : bulk_rows(f)) {
            row.insert(row.begin(), curve.label);
            bulks.rows.push_back(std::move(row));
        }
        drawn.figure.series.push_back(theory);
        const std::size_t apart = f.outliers.size();
        drawn.sentences.emplace_back(
            curve.label, fmt::format("{} bulk{}{} from {:.6g} to {:.6g}{}", f.bulks.bulks.size(),
                                     f.bulks.bulks.size() == 1 ? "" : "s",
                                     apart > 0 ? fmt::format(" and {} outlier{}", apart, apart == 1 ? "" : "s") : "",
                                     f.smallest, f.largest.limit,
                                     f.zero_mass() > 0 ? fmt::format(", zero with mass {:.4g}", f.zero_mass()) : ""));
        if (f.drawn.empty()) continue;
        const std::vector<DensityCell> fine = histogram(f, curve.cells), seen = fifths(f);
        for (const DensityCell& c : fine)
            drawn_cells.rows.push_back({curve.label, c.left, c.right, c.mass, c.share, c.standard_error});
        DrawnSeries points = density_points(fine, of_log);
        points.colour = theory.colour;
        drawn.figure.series.push_back(std::move(points));
        const Verdict verdict = judge_histogram(seen, f, context.experiment.tolerance);
        add_verdict(drawn, curve.label, verdict, context.experiment.tolerance);
        if (const std::string largest = sentence_of_largest(f, context.experiment.tolerance); !largest.empty())
            drawn.sentences.emplace_back(curve.label, largest);
        for (std::size_t c = 0; c < seen.size(); ++c) {
            const Judgement& j = verdict.points[c];
            cells.rows.push_back({curve.label, seen[c].left, seen[c].right, seen[c].mass, seen[c].share,
                                  seen[c].standard_error, j.has_spread ? Cell(j.z) : Cell(), j.relative_deviation,
                                  j.verdict, double(f.trial.size())});
        }
    }
    order_series(drawn.figure, "");
    if (!cells.rows.empty())
        add_tables_for_readers(drawn, figure.name, cells.columns, cells.rows,
                               {"curve", "left", "right", "theory", "simulation", "standard_error", "z", "verdict"},
                               figure.title + " (share of the eigenvalues between left and right)");
    drawn.tables = {std::move(line), std::move(bulks), std::move(drawn_cells), std::move(cells)};
    return drawn;
}

void look_for_mistakes_in_densities(const ExperimentFigure& figure, Answers& answers) {
    if (figure.x != "eigenvalue") throw DomainError(figure.name + ": x = " + figure.x + ": expected eigenvalue");
    if (figure.y != "density" && figure.y != "density_of_log")
        throw DomainError(figure.name + ": y = " + figure.y + ": expected density or density_of_log");
    for (const ExperimentCurve& curve : figure.curves) try {
            static_cast<void>(setting(curve.problem));
            static_cast<void>(answers.known(curve.problem));
            if (curve.trials > 0 && is_infinite(curve.problem.dim) && !has_plain_sizes(curve.problem))
                throw DomainError("a simulation needs a finite dim");
        } catch (const DomainError& wrong) {
            throw DomainError(figure.name + ", " + curve.label + ": " + wrong.what());
        }
}

}  // namespace lazyrisk
