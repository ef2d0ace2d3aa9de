// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Numbers measured elsewhere beside the theory; and where they differ, the ridge that would make them agree.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/statistics/verdict.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// Of a mean whose trials nobody told: so many that it is normal.
constexpr int many_trials = 1000000;

struct OwnPoint {
    Question question;
    double mean, standard_error;
    int trials;
};

struct OwnNumbers {
    std::string quantity;  ///< test_error, or excess_risk: measured without label noise on the test points
    std::vector<OwnPoint> points;
    std::vector<std::string> fields = {};  ///< the columns that are fields of a problem
};

/// A csv file: test_error (or excess_risk), standard_error, trials (without it the mean is taken for normal), every
/// other column a field that overrides `base`. Throws DomainError with the place.
OwnNumbers read_own_numbers(const std::string& path, const Question& base);

/// Theory for each point and a verdict on all of them, which are taken for independent.
struct OwnComparison {
    std::vector<Answer> theory;
    Verdict verdict;
};
/// Throws DomainError, NotCovered.
OwnComparison compare_own(const OwnNumbers& own, double tolerance, Answers& answers);

/// Columns of a table behind those of the problem, and the cells of a point in them.
const std::vector<std::string>& own_columns();
Row own_cells(const OwnNumbers& own, const OwnComparison& compared, std::size_t point);

/// What a reader, or a program, gets of it.
std::string render_own(const OwnNumbers& own, const OwnComparison& compared, const TableStyle& style);

/// The factors by which papers and programs differ in the ridge, tried on all points: those with the smallest z-scores.
/// "" in the limit d -> infinity, where n and p are not numbers.
std::string ridge_factors(const OwnNumbers& own, double tolerance, Answers& answers, const TableStyle& style);

}  // namespace lazyrisk
