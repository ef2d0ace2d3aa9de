// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// One figure of an experiment on its way to files.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lazyrisk/measure/comparison.hpp"
#include "lazyrisk/study/experiment.hpp"

namespace lazyrisk {

struct RunOptions {
    SimulationSettings simulation;
    int threads = 0;
    bool quick = false;
    bool force = false;  ///< writes over a folder of something else
};

/// What all figures of a run have in common.
struct FigureContext {
    const ExperimentFile& experiment;
    const RunOptions& options;
    Answers& answers;
    const Host& host;
};

/// Rows with all their columns, for a file NAME + ending.
struct FigureTable {
    std::string ending;
    std::vector<std::string> columns;
    std::vector<Row> rows;
};

/// A sheet of images, for a file NAME + ending.
struct FigureSheet {
    std::string ending, title, svg;
};

/// A computed figure: what is drawn, and what else is said of it.
struct DrawnFigure {
    Figure figure;
    std::vector<FigureTable> tables;
    std::vector<FigureSheet> sheets = {};
    std::string latex, markdown;                                 ///< the table for a reader, or empty
    std::vector<std::pair<std::string, std::string>> sentences;  ///< a curve's label, and its verdict or rate
    int disagreeing = 0;                                         ///< points, cells
};

/// Computes a figure of any kind. Throws DomainError where a point of the theory has no answer. Interrupted: what there
/// is.
DrawnFigure draw(const ExperimentFigure& figure, const FigureContext& context);

/// The kinds: a file each.
DrawnFigure draw_risks(const ExperimentFigure& figure, const FigureContext& context);
DrawnFigure draw_training(const ExperimentFigure& figure, const FigureContext& context);
DrawnFigure draw_gaps(const ExperimentFigure& figure, const FigureContext& context);
DrawnFigure draw_densities(const ExperimentFigure& figure, const FigureContext& context);
DrawnFigure draw_spectra(const ExperimentFigure& figure, const FigureContext& context);
DrawnFigure draw_data(const ExperimentFigure& figure, const FigureContext& context);

/// Throws DomainError for what is wrong with a figure, before anything is computed.
void look_for_mistakes(const ExperimentFigure& figure, Answers& answers);
void look_for_mistakes_in_risks(const ExperimentFigure& figure, Answers& answers);
void look_for_mistakes_in_training(const ExperimentFigure& figure);
void look_for_mistakes_in_gaps(const ExperimentFigure& figure);
void look_for_mistakes_in_densities(const ExperimentFigure& figure, Answers& answers);
void look_for_mistakes_in_spectra(const ExperimentFigure& figure);
void look_for_mistakes_in_data(const ExperimentFigure& figure);

/// Axes, title, marks and note of the figure; no series.
Figure empty_drawing(const ExperimentFigure& figure, const RunOptions& options);
/// The settings of a simulation with the trials and test points of a curve.
SimulationSettings simulation_of(const ExperimentCurve& curve, const RunOptions& options);
/// Limits over the theory that they nearly cover, points over both; one entry of the legend for each kind where the
/// curves have theirs.
void order_series(Figure& figure, const std::string& limit);
/// Both tables of a reader, with a caption; LaTeX knows the figure by its name.
void add_tables_for_readers(DrawnFigure& drawn, const std::string& name, const std::vector<std::string>& columns,
                            const std::vector<Row>& rows, const std::vector<std::string>& wanted,
                            const std::string& caption);
/// A verdict as a sentence of a curve, counted; on the theory and the other.
void add_verdict(DrawnFigure& drawn, const std::string& label, const Verdict& verdict, double tolerance,
                 const char* other = "simulation");

/// NAME.svg, .pdf, .png, NAME-figure.tex and .csv for pgfplots (quick: svg alone), the tables as csv, NAME.tex; returns
/// the files' names.
std::vector<std::string> write(const std::string& name, const DrawnFigure& drawn, const RunOptions& options,
                               const std::string& folder);
/// The ending of the sheet of a curve, by its place among the figure's.
std::string sheet_ending(std::size_t curve);
/// Heading and picture of a figure or a map in summary.md.
std::string picture_in_summary(const std::string& title, const std::string& name);
/// Its part of summary.md.
std::string summary(const ExperimentFigure& figure, const DrawnFigure& drawn);

/// In a row of a record: a spectrum's file by its name alone, for results do not depend on the folder.
void name_files_alone(Row& row, const Question& question);

/// Questions of a curve along a sweep; the limit is the same problem without its dimension.
Questions along(const ExperimentCurve& curve, const Sweep& sweep, bool limit);

}  // namespace lazyrisk
