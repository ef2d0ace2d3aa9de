// An experiment file: figures made of curves, each with theory, limit and simulation. docs/guide.md, section "run".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/curve/heat_map.hpp"
#include "lazyrisk/curve/sweep.hpp"
#include "lazyrisk/problem/question.hpp"

namespace lazyrisk::app {

/// A field that follows the swept one: factor times its value to a power; counts are rounded.
struct Tie {
    std::string field;
    double factor, power;
};

struct ExperimentCurve {
    std::string label, y;  ///< y: instead of the figure's, unless empty
    Question problem;
    std::optional<Sweep> theory, limit, simulation;  ///< the same problem, along these points; limit: d -> infinity
    int trials = 20, test_points = 2000;
    std::vector<Tie> ties = {};

    /// The problem where the swept field has this value, before any limit.
    [[nodiscard]] Question at(const Sweep& sweep, double value) const;
};

struct ExperimentFigure {
    std::string name, title, note;
    std::string x, y;  ///< a column of the record, or one of quantity.hpp
    Figure style;      ///< axes, marks, width
    bool own_marks = false;  ///< the file names them; else the special places that its curves cross
    std::vector<ExperimentCurve> curves;
};

/// A quantity over two sweeps, as colours.
struct ExperimentMap {
    std::string name, z;  ///< z: a column of the record, or one of quantity.hpp
    HeatMap style;        ///< everything but the values
    bool own_levels = false, own_lines = false;  ///< the file names contours and lines; else round values, and p = n
    Question problem;
    Sweep x, y;
};

/// Numbers known from elsewhere, which the program has to reproduce.
struct ExperimentCheck {
    std::string label;
    Question problem;
    std::optional<Sweep> sweep;  ///< a point an expected number; none: the problem itself
    std::string quantity;        ///< as an axis
    std::vector<double> expected;
    double tolerance;  ///< of the relative difference
};

/// What --quick leaves.
struct QuickRules {
    int points = 9, trials = 2, test_points = 200;
    double largest = 400;  ///< simulated points have no more samples, nor finite width
};

/// How much of the settings is known to be the source's.
struct ExperimentSource {
    std::string text;
    std::string settings;  ///< code, text, memory, own
};

struct Experiment {
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
Experiment read_experiment(const std::string& path);

/// The same with few points and small simulations.
Experiment quick(Experiment experiment);

}  // namespace lazyrisk::app
