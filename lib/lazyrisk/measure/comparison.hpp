// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Theory beside simulation for a list of questions.
#pragma once

#include "lazyrisk/measure/measure.hpp"
#include "lazyrisk/measure/questions.hpp"
#include "lazyrisk/record/record.hpp"
#include "lazyrisk/statistics/verdict.hpp"

namespace lazyrisk {

struct Comparison {
    std::vector<MeasuredPoint> points;
    Verdict verdict;  ///< on the test error

    [[nodiscard]] std::vector<std::string> columns() const;
    [[nodiscard]] std::vector<Row> rows(const SimulationSettings& settings) const;

private:
    [[nodiscard]] Record record() const;
};

/// A table of comparisons for a reader: theory, simulation, std. error, z, rel. dev., verdict beside the columns
/// `first`. LaTeX and Markdown have simulation and standard error in one column.
std::string readable_comparison(std::vector<std::string> columns, const std::vector<Row>& rows, const TableStyle& style,
                                std::vector<std::string> first, const std::string& caption = "");

/// Throws DomainError where a question is wrong. Interrupted: the points finished so far.
Comparison compare(const Questions& questions, const SimulationSettings& settings, double tolerance, int threads,
                   Answers& answers, const Host& host, const std::string& what = "");

}  // namespace lazyrisk
