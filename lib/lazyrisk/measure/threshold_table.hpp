// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Thresholds of separability as a table.
#pragma once

#include "lazyrisk/answer/threshold.hpp"
#include "lazyrisk/measure/answer_table.hpp"
#include "lazyrisk/measure/questions.hpp"

namespace lazyrisk {

/// The columns of the questions, then separability, effective_width, threshold_samples, threshold_width, separable;
/// cells of what was not asked are empty.
/// Throws as threshold_of.
AnswerTable threshold_table(const Questions& questions, Answers& answers);

}  // namespace lazyrisk
