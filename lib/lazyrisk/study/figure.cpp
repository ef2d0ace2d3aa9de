// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/table/markdown_text.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/whole_file.hpp"

namespace lazyrisk {
DrawnFigure draw(const ExperimentFigure& figure, const FigureContext& context) {
    switch (figure.kind) {
        case FigureKind::train:
            return draw_training(figure, context);
        case FigureKind::gap:
            return draw_gaps(figure, context);
        case FigureKind::density:
            return draw_densities(figure, context);
        case FigureKind::spectrum:
            return draw_spectra(figure, context);
        case FigureKind::data:
            return draw_data(figure, context);
        case FigureKind::risk:
            break;
    }
    return draw_risks(figure, context);
}

void look_for_mistakes(const ExperimentFigure& figure, Answers& answers) {
    switch (figure.kind) {
        case FigureKind::train:
            return look_for_mistakes_in_training(figure);
        case FigureKind::gap:
            return look_for_mistakes_in_gaps(figure);
        case FigureKind::density:
            return look_for_mistakes_in_densities(figure, answers);
        case FigureKind::spectrum:
            return look_for_mistakes_in_spectra(figure);
        case FigureKind::data:
            return look_for_mistakes_in_data(figure);
        case FigureKind::risk:
            break;
    }
    look_for_mistakes_in_risks(figure, answers);
}

Figure empty_drawing(const ExperimentFigure& figure, const RunOptions& options) {
    Figure drawing = figure.style;
    if (!figure.own_marks && figure.kind == FigureKind::risk) {
        std::vector<std::vector<Mark>> of_curves;
        for (const ExperimentCurve& curve : figure.curves)
            for (const auto& sweep : {curve.theory, curve.limit})
                if (sweep && curve.ties.empty()) of_curves.push_back(marks_on(figure.x, curve.problem, *sweep));
        drawing.marks = common_marks(of_curves);
    }
    drawing.title = figure.title;
    drawing.note = figure.note + fmt::format("{}lazyrisk {}", figure.note.empty() ? "" : "; ", version);
    const bool random = (figure.kind != FigureKind::risk && figure.kind != FigureKind::spectrum) ||
                        std::any_of(figure.curves.begin(), figure.curves.end(),
                                    [](const ExperimentCurve& curve) { return bool(curve.simulation); });
    if (random) drawing.note += fmt::format(", seed {}", options.simulation.seed);
    return drawing;
}

SimulationSettings simulation_of(const ExperimentCurve& curve, const RunOptions& options) {
    SimulationSettings simulation = options.simulation;
    simulation.trials = curve.trials;
    simulation.test_points = curve.test_points;
    return simulation;
}

void order_series(Figure& figure, const std::string& limit) {
    std::stable_sort(figure.series.begin(), figure.series.end(),
                     [](const DrawnSeries& a, const DrawnSeries& b) { return a.style < b.style; });
    const auto name_first = [&](DrawnSeries::Style style, const std::string& label) {
        const auto first = std::find_if(figure.series.begin(), figure.series.end(),
                                        [&](const DrawnSeries& s) { return s.style == style && s.label.empty(); });
        if (first != figure.series.end()) first->label = label;
    };
    name_first(DrawnSeries::Style::dashed, limit);
    name_first(DrawnSeries::Style::points, "simulation");
}

void add_tables_for_readers(DrawnFigure& drawn, const std::string& name, const std::vector<std::string>& columns,
                            const std::vector<Row>& rows, const std::vector<std::string>& wanted,
                            const std::string& caption) {
    drawn.latex = render(columns, rows, {Format::latex, {}, false, "tab:" + name}, wanted, caption);
    drawn.markdown = render(columns, rows, {Format::markdown, {}, false}, wanted, caption);
}

void add_verdict(DrawnFigure& drawn, const std::string& label, const Verdict& verdict, double tolerance,
                 const char* other) {
    drawn.sentences.emplace_back(label, verdict.sentence(tolerance, other));
    drawn.disagreeing += verdict.disagreements();
}

std::vector<std::string> write(const std::string& name, const DrawnFigure& drawn, const RunOptions& options,
                               const std::string& folder) {
    std::vector<std::string> files;
    const auto path = [&](const std::string& ending) {
        files.push_back(name + ending);
        return folder + "/" + files.back();
    };
    Figure figure = drawn.figure;
    if (figure.enlarged == 1 && (figure.width_cm != Figure{}.width_cm || figure.bare))
        set_width(figure, figure.width_cm);
    for (const char* ending : {".svg", ".pdf", ".png", "-figure.tex"})
        if (!options.quick || std::string_view(ending) == ".svg") write_figure(figure, path(ending));
    if (!options.quick) files.push_back(name + "-figure.csv");  // the data of the .tex
    for (const FigureTable& table : drawn.tables)
        if (!table.rows.empty())
            write_text(path(table.ending), render(table.columns, table.rows, {Format::csv, {}, false}));
    for (const FigureSheet& sheet : drawn.sheets) write_text(path(sheet.ending), sheet.svg);
    if (!drawn.latex.empty()) write_text(path(".tex"), drawn.latex);
    return files;
}

std::string sheet_ending(std::size_t curve) { return fmt::format("-hardest-{}.svg", curve + 1); }

void name_files_alone(Row& row, const Question& q) {
    for (Cell& cell : row)
        if (std::string* text = std::get_if<std::string>(&cell); text && !q.spectrum.empty() && *text == q.spectrum)
            *text = std::filesystem::path(*text).filename().string();
}

namespace {

/// A name has no character but blanks that an address lacks.
std::string picture(const std::string& title, const std::string& name) {
    std::string file;
    for (const char c : name) file += c == ' ' ? "%20" : std::string(1, c);
    return fmt::format("![{}]({})\n", markdown_text(title), file);
}

}  // namespace

std::string picture_in_summary(const std::string& title, const std::string& name) {
    const std::string& shown = title.empty() ? name : title;
    return fmt::format("## {}\n\n{}\n", markdown_text(shown), picture(shown, name + ".svg"));
}

std::string summary(const ExperimentFigure& figure, const DrawnFigure& drawn) {
    std::string text = picture_in_summary(figure.title, figure.name);
    for (const auto& [label, sentence] : drawn.sentences)
        text += fmt::format("- **{}**: {}.\n", markdown_text(label), markdown_text(sentence));
    for (const FigureSheet& sheet : drawn.sheets)
        text += "\n" + picture(sheet.title, figure.name + sheet.ending) + "\n";
    if (!drawn.markdown.empty()) text += "\n" + drawn.markdown + "\n";
    return text;
}

}  // namespace lazyrisk
