// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The picture of gaps: what N neurons leave of a target against N.
#pragma once

#include <vector>

#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/measure/gap.hpp"

namespace lazyrisk {

/// Formulas as lines, limits dashed, draws and trained networks as points; what no width has is left out.
Figure share_figure(const std::vector<Gaps>& gaps);

}  // namespace lazyrisk
