// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A data set described.
#pragma once

#include "lazyrisk/data/summary.hpp"
#include "lazyrisk/measure/answer_table.hpp"
#include "lazyrisk/prediction/data_problem.hpp"

namespace lazyrisk {

/// One row: the fields that chose the points, counts, classes, distances, the spectrum at a glance.
AnswerTable data_table(const DataProblem& problem, const DataSet& set);

}  // namespace lazyrisk
