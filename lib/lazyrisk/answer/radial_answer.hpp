// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Answers where the length of inputs or weights varies.
#pragma once

#include "lazyrisk/answer/resolved_point.hpp"

namespace lazyrisk {

/// Precondition: of a model whose lengths vary, at finite dimension. `learnability` is of the modes shown, then of each
/// of the target's, at the mean effective ridge.  Throws NotCovered for labels that are signs, another loss than the
/// square, a training that stops early, a negative ridge, and ensembles of finite width.
Answer radial_answer(const ResolvedPoint& point);

}  // namespace lazyrisk
