// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Answers of linear regression on samples that are not all alike.
#pragma once

#include "lazyrisk/answer/resolved_point.hpp"

namespace lazyrisk {

/// Precondition: of a Linear with sample weights or populations, the square loss, trained to the end. `learnability` is
/// of each of the target's modes.  Throws DomainError for a negative ridge; NotCovered.
Answer populations_answer(const ResolvedPoint& point);

}  // namespace lazyrisk
