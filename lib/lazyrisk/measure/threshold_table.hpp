// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Thresholds of separability as a table.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/answer/threshold.hpp"
#include "lazyrisk/measure/questions.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// The columns of the questions, then separability, effective_width, threshold_samples, threshold_width, separable;
/// cells of what was not asked are empty.
struct ThresholdTable {
    std::vector<std::string> columns, wanted;
    std::vector<Row> rows;
};

/// Throws as threshold_of.
ThresholdTable threshold_table(const Questions& questions, Answers& answers);

}  // namespace lazyrisk
