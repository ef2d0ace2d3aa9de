// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What an axis can show of an answer.
#pragma once

#include <string>

#include "lazyrisk/record/record.hpp"

namespace lazyrisk {

/// A number of the question and its answer by name: a column of the record; log_samples = log n/log d and log_width =
/// log p/log d; width_over_samples = p/n, samples_over_width = n/p, dim_over_samples = d/n; samples_over_degree.k =
/// n/B(d,k) of Formula (1.1). Infinite where the column holds no number. Throws DomainError for another name.
double quantity(const std::string& name, const Record& record, const Question& question, const Answer& answer);

}  // namespace lazyrisk
