// An experiment file: figures made of curves, each with theory, limit and simulation. docs/guide.md, section "run".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/curve/figure.hpp"
#include "lazyrisk/curve/sweep.hpp"
#include "lazyrisk/problem/question.hpp"

namespace lazyrisk::app {

struct ExperimentCurve {
    std::string label;
    Question problem;
    std::optional<Sweep> theory, limit, simulation;  ///< the same problem, along these points; limit: d -> infinity
    int trials = 20, test_points = 2000;
    std::string y = {};  ///< a column of its own instead of the figure's
};

struct ExperimentFigure {
    std::string name, title, note;
    std::string x, y;  ///< a column of the record, or log_samples = log n/log d, log_width = log p/log d
    Figure style;      ///< axes and marks
    std::vector<ExperimentCurve> curves;
};

struct Experiment {
    std::string title;
    double tolerance = 0.03;
    std::vector<ExperimentFigure> figures;
};

/// Throws DomainError with file, line and column: broken TOML, an unknown key, a wrong value, no figure.
Experiment read_experiment(const std::string& path);

}  // namespace lazyrisk::app
