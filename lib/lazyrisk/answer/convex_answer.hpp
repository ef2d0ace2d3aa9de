// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Answers of labels that are signs, of other losses than the square and of other noise than the normal.
#pragma once

#include "lazyrisk/answer/resolved_point.hpp"

namespace lazyrisk {

/// Precondition: point.has_loss().  Throws DomainError, NotCovered, NotConverged.
Answer convex_answer(const ResolvedPoint& point);

/// E y s: what is left of a label, regressed on the target s in unit variance.  Formula (15.10).
double label_mean(const Labels& labels);

}  // namespace lazyrisk
