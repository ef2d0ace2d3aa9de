// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Local exponents as a table.
#pragma once

#include "lazyrisk/answer/exponents.hpp"
#include "lazyrisk/measure/answer_table.hpp"
#include "lazyrisk/measure/questions.hpp"

namespace lazyrisk {

/// The columns of the questions; excess_risk, bias and variance; the exponents of each in n, p and the ridge; what the
/// law of a power-law covariance says of n. Cells of what there is not are empty.
/// A row that has no answer says why; where it is the only one, throws as exponents_of.
AnswerTable exponents_table(const Questions& questions, Answers& answers);

}  // namespace lazyrisk
