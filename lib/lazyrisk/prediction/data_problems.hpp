// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Many problems on data: a grid of sweeps, the rows of a table, or one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lazyrisk/measure/questions.hpp"
#include "lazyrisk/prediction/data_problem.hpp"

namespace lazyrisk {

/// Values of one field of data problems, as typed.
struct DataSweep {
    std::string field;
    std::vector<std::string> texts;
    bool logarithmic = false;
    bool numeric = true;  ///< else words
    [[nodiscard]] std::vector<double> numbers() const;
};

/// "samples=50:1500:12:log", "ridge=0,1e-3", "kernel=rbf(gamma=0.02),ntk(depth=3)": a comma within brackets does not
/// part. Throws DomainError.
DataSweep parse_data_sweep(std::string_view text);

struct DataProblems {
    std::vector<DataProblem> all;  ///< the last sweep varies fastest
    DataProblem base = {};
    std::vector<DataSweep> along = {};
};

/// Is what was typed about real data, on the command line or in its files?
bool asks_for_data(const QuestionTexts& typed);

/// One of these fields. Throws DomainError.
DataProblem data_problem_of(const std::map<std::string, std::string>& fields);
/// What was typed. Throws DomainError.
DataProblems data_problems(const QuestionTexts& typed);
/// The grid of a problem along sweeps. Throws DomainError.
DataProblems data_grid(const DataProblem& base, const std::vector<DataSweep>& along);
/// The same also at other numbers of samples, "4000,8000": they vary fastest. Throws DomainError.
DataProblems with_samples(DataProblems problems, const std::string& list);

}  // namespace lazyrisk
