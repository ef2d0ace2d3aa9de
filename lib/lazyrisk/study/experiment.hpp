// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An experiment file: figures made of curves, each with theory, limit and simulation; and maps
// (docs/guide/run.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/answer/sweep.hpp"
#include "lazyrisk/figure/heat_map.hpp"
#include "lazyrisk/measure/training.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/study/data_curve.hpp"

namespace lazyrisk {

/// A field that follows the swept one: factor times its value to a power; counts are rounded.
struct Tie {
    std::string field;
    double factor, power;
};

/// What the curves of a figure are about.
enum class FigureKind {
    risk,      ///< problems and their risk
    train,     ///< trained networks, as the verb train
    gap,       ///< N neurons and infinitely many samples, as the verb gap
    density,   ///< eigenvalues of the sample kernel matrix, as the verb density
    spectrum,  ///< the kernel by degree, as the verb spectrum
    data,      ///< real data: predictions, draws and trained networks, as the verbs predict, compare and train
};
template <>
inline constexpr std::array enum_words<FigureKind>{"risk", "train", "gap", "density", "spectrum", "data"};

struct ExperimentCurve {
    std::string label, y;  ///< y: instead of the figure's, unless empty
    Question problem;
    std::optional<Sweep> theory, limit, simulation;  ///< the same problem, along these points; limit: d -> infinity
    int trials = 20, test_points = 2000;             ///< of a density 0 trials: nothing is drawn
    std::vector<Tie> ties = {};
    std::optional<int> colour = {};      ///< instead of its number in the figure
    TrainingOptions training = {};       ///< of trained networks
    std::optional<double> rate = {};     ///< of trained networks: the known exponent of the width
    std::string matrix = {};             ///< of gaps: a quadratic form, unless empty
    std::string of = "kernel";           ///< of densities
    int points = 400, cells = 40;        ///< of densities: places of the line, cells of the histogram
    std::string degrees = "0:20";        ///< of spectra
    std::string measured = {};           ///< of risks: a csv file of numbers from elsewhere, unless empty
    std::optional<DataCurve> data = {};  ///< of real data

    /// The problem where the swept field has this value, before any limit.
    [[nodiscard]] Question at(const Sweep& sweep, double value) const;
};

struct ExperimentFigure {
    std::string name, title, note;
    std::string x, y;  ///< a column of the record, or one of quantity.hpp; of another kind what its verb tells
    Figure style;      ///< axes and marks
    std::vector<ExperimentCurve> curves;
    FigureKind kind = FigureKind::risk;
    std::string text = {};   ///< as the file has it, the problem of all figures first
    bool own_marks = false;  ///< the file names them; else the special places that its curves cross
};

/// What a curve shows: its own quantity, or the figure's.
const std::string& y_of(const ExperimentFigure& figure, const ExperimentCurve& curve);

/// A quantity over two sweeps, as colours.
struct ExperimentMap {
    std::string name, z;  ///< z: a column of the record, or one of quantity.hpp
    HeatMap style;        ///< everything but the values
    Question problem;
    Sweep x, y;
    std::string text = {};                       ///< as of a figure
    bool own_levels = false, own_lines = false;  ///< the file names contours and lines; else round values, and p = n
};

/// Numbers known from elsewhere, which the program has to reproduce.
struct ExperimentCheck {
    std::string label;
    Question problem;
    std::optional<Sweep> sweep;  ///< a point an expected number; none: the problem itself
    std::string quantity;        ///< as an axis; of a gap or a density what its verb tells
    std::vector<double> expected;
    double tolerance;                        ///< of the relative difference
    FigureKind kind = FigureKind::risk;      ///< risk, gap or density
    std::string matrix = {}, of = "kernel";  ///< as of a curve
};

/// What `quick` leaves.
struct QuickRules {
    int points = 9, trials = 2, test_points = 200;
    double largest = 400;  ///< simulated points have no more samples, nor finite width
};

/// How much of the settings is known to be the source's.
struct ExperimentSource {
    std::string text;
    std::string settings;  ///< code, text, memory, own
};

struct ExperimentFile {
    std::string title;
    ExperimentSource source;
    double tolerance = 0.03;
    QuickRules quick;
    std::vector<ExperimentFigure> figures;
    std::vector<ExperimentMap> maps;
    std::vector<ExperimentCheck> checks;
};

/// Files of spectra are looked for beside the experiment first.
/// Throws DomainError with file, line and column: broken TOML, an unknown key, a wrong value, no figure and no map.
ExperimentFile read_experiment(const std::string& path);

/// The same with few points and small simulations.
ExperimentFile quick(ExperimentFile experiment);

}  // namespace lazyrisk
