// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The picture of exponents: risk, bias and variance on logarithmic axes, with triangles of the local slope.
#pragma once

#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/measure/answer_table.hpp"
#include "lazyrisk/measure/questions.hpp"

namespace lazyrisk {

/// Throws DomainError where the questions are no single sweep over samples, width, psi2, psi1 or ridge.
void require_exponents_axis(const Questions& questions);

/// Of the table of these questions: lines of what falls, triangles with the exponent of the excess risk at three
/// places, and the law of the bias, where there is one, as a dashed line through its last point. Throws as
/// require_exponents_axis, and where no point has an answer.
Figure exponents_figure(const Questions& questions, const AnswerTable& table);

}  // namespace lazyrisk
