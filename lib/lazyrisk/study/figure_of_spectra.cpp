// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Figures of spectra by degree.
#include <algorithm>
#include <cmath>

#include "lazyrisk/record/spectrum_table.hpp"
#include "lazyrisk/study/figure.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {

DrawnFigure draw_spectra(const ExperimentFigure& figure, const FigureContext& context) {
    DrawnFigure drawn;
    drawn.figure = empty_drawing(figure, context.options);
    FigureTable all{"-theory.csv", {"curve"}, {}};
    for (std::size_t i = 0; i < figure.curves.size(); ++i) {
        const ExperimentCurve& curve = figure.curves[i];
        const SpectrumTable spectrum = spectrum_table(curve.problem, curve.degrees);
        if (!spectrum.warning.empty()) context.host.warning(spectrum.warning);
        const auto column = [&](const std::string& name) {
            return std::size_t(std::find(spectrum.columns.begin(), spectrum.columns.end(), name) -
                               spectrum.columns.begin());
        };
        const std::size_t degree = column("degree"), y = column(y_of(figure, curve));
        DrawnSeries s{.label = curve.label,
                      .style = DrawnSeries::Style::points,
                      .colour = curve.colour.value_or(int(i))};  // degrees are whole numbers
        for (const Row& row : spectrum.rows) {
            const double *k = std::get_if<double>(&row[degree]), *value = std::get_if<double>(&row[y]);
            if (k && value) {
                s.x.push_back(*k);
                s.y.push_back(figure.style.y.log ? std::abs(*value) : *value);
            }
            Row written{curve.label};  // what differs from curve to curve is not the same for every model
            written.insert(written.end(), row.end() - std::ptrdiff_t(spectrum_columns().size()), row.end());
            all.rows.push_back(std::move(written));
        }
        drawn.figure.series.push_back(std::move(s));
    }
    all.columns.insert(all.columns.end(), spectrum_columns().begin(), spectrum_columns().end());
    add_tables_for_readers(drawn, figure.name, all.columns, all.rows,
                           {"curve", "degree", "eigenvalue", "multiplicity", "mass"}, figure.title);
    drawn.tables = {std::move(all)};
    return drawn;
}

void look_for_mistakes_in_spectra(const ExperimentFigure& figure) {
    if (figure.x != "degree") throw DomainError(figure.name + ": x = " + figure.x + ": expected degree");
    for (const ExperimentCurve& curve : figure.curves) {
        const std::string& y = y_of(figure, curve);
        const std::vector<std::string>& known = spectrum_columns();
        if (y == "degree" || std::find(known.begin(), known.end(), y) == known.end())
            throw DomainError(figure.name + ", " + curve.label + ": y = " + y +
                              ": expected coefficient, amplitude, eigenvalue, multiplicity, log10_multiplicity, "
                              "log10_eigenvalue, mass or hermite" +
                              did_you_mean(y, known));
        static_cast<void>(spectrum_table(curve.problem, curve.degrees));
    }
}

}  // namespace lazyrisk
