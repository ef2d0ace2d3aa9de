// One figure of an experiment on its way to files.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "comparing.hpp"
#include "experiment.hpp"

namespace lazyrisk::app {

struct RunOptions {
    SimulationOptions simulation;
    int threads = 0;
    bool quiet = false, quick = false;
};

/// Questions of a curve along a sweep; the limit is the same problem without its dimension.
Questions along(const ExperimentCurve& curve, const Sweep& sweep, bool limit);

class FigureRun {
public:
    FigureRun(const ExperimentFigure& figure, const Experiment& experiment, const RunOptions& options, Answers& answers, Progress& progress);

    /// Throws DomainError where a point of the theory has no answer.
    void compute();
    /// Writes everything; returns the files' names. Quick runs draw svg alone.
    std::vector<std::string> write(const std::string& folder);

    [[nodiscard]] std::string summary() const;
    [[nodiscard]] int disagreeing() const;
    [[nodiscard]] std::vector<std::string> sentences() const;

private:
    void add_theory(const ExperimentCurve& curve, const Sweep& sweep, int colour, bool limit);
    void add_simulation(const ExperimentCurve& curve, int colour);
    [[nodiscard]] const std::string& y_of(const ExperimentCurve& curve) const { return curve.y.empty() ? figure_.y : curve.y; }
    [[nodiscard]] SimulationOptions of_curve(const ExperimentCurve& curve) const;
    [[nodiscard]] std::string simulation_table(const TableStyle& style) const;

    const ExperimentFigure& figure_;
    const Experiment& experiment_;
    const RunOptions& options_;
    Answers& answers_;
    Progress& progress_;
    Figure drawn_;
    std::unique_ptr<Record> record_;
    std::vector<Row> theory_;
    std::vector<std::pair<const ExperimentCurve*, Comparison>> comparisons_;
};

}  // namespace lazyrisk::app
