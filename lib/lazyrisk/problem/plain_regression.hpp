// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The one rule for what the formulas of the square loss cover by themselves.
#pragma once

#include "lazyrisk/loss/loss.hpp"
#include "lazyrisk/problem/labels.hpp"
#include "lazyrisk/problem/noise_law.hpp"

namespace lazyrisk {

/// Labels that are numbers, the square loss, a noise of which the variance is all that is said.
inline bool is_plain_regression(const Labels& labels, const Loss& loss, const NoiseLaw& noise_law) {
    return !labels.are_signs() && is_square(loss) && noise_law.is_plain();
}

}  // namespace lazyrisk
