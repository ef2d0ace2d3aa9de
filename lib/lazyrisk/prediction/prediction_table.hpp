// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Predictions as a table: every field of the problem, then the answer.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/measure/answer_table.hpp"
#include "lazyrisk/prediction/data_problem.hpp"
#include "lazyrisk/prediction/prediction.hpp"

namespace lazyrisk {

/// A field as a cell: a number where it is one.
Cell data_cell(const DataField& field, const DataProblem& problem);
/// The columns of a problem on data, and its cells.
std::vector<std::string> data_columns();
void append_data_cells(Row& row, const DataProblem& problem, const Prediction& prediction);

/// Of predictions. Throws DomainError for a quantity that is none of the table's numbers.
AnswerTable prediction_table(const std::vector<DataProblem>& problems, const std::vector<Prediction>& predictions);
/// A number of a prediction by its column; empty where it has none. Throws DomainError for an unknown name.
std::optional<double> number_of(const Prediction& prediction, const std::string& column);
/// Names of the numbers.
const std::vector<std::string>& prediction_quantities();

/// point, label, bias, variance, error, error_probability: a row a point.
AnswerTable point_table(const std::vector<PointPrediction>& points);

}  // namespace lazyrisk
