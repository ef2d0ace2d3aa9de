// Theory beside simulation for a list of questions.
#pragma once

#include "lazyrisk/curve/record.hpp"
#include "lazyrisk/curve/verdict.hpp"
#include "measuring.hpp"
#include "sweeping.hpp"

namespace lazyrisk::app {

struct ComparedPoint {
    Question question;
    Answer theory;
    Measurement seen;
};

struct Comparison {
    std::vector<ComparedPoint> points;
    Verdict verdict;  ///< on the test error

    [[nodiscard]] std::vector<std::string> columns() const;
    [[nodiscard]] std::vector<Row> rows(const SimulationOptions& options) const;
    /// The columns a reader looks at first.
    static const std::vector<std::string>& main_columns();

private:
    [[nodiscard]] Record record() const;
};

/// Throws DomainError where a question is wrong. Interrupted: the points finished so far.
Comparison compare(const Questions& questions, const SimulationOptions& options, double tolerance, int threads, Answers& answers,
                   Progress& progress, const std::string& what = "");

}  // namespace lazyrisk::app
