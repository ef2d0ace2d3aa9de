// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The spectrum of a kernel on real data, mode by mode.
#pragma once

#include <cstddef>

#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/measure/answer_table.hpp"
#include "lazyrisk/prediction/pools.hpp"

namespace lazyrisk {

/// mode (from 1), eigenvalue [K of mean diagonal 1], energy of the targets along it, the share of it in the modes so
/// far, and at n samples which share of the mode is learned and its part in the error, formula (17.4). The first
/// `modes` of them. Throws DomainError as finite_population.
AnswerTable mode_table(const DataProblem& problem, const PreparedPool& pool, std::size_t modes);

/// Eigenvalues over the first, and the energy that lies beyond each mode, along the modes.
Figure mode_figure(const DataProblem& problem, const PreparedPool& pool);

}  // namespace lazyrisk
