// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The risk of a fit to labels of one index on the sphere of finite dimension.  Formula (15.29).
#pragma once

#include <optional>

#include "lazyrisk/loss/loss.hpp"
#include "lazyrisk/problem/labels.hpp"
#include "lazyrisk/saddle/saddle.hpp"
#include "lazyrisk/saddle/told_numbers.hpp"

namespace lazyrisk {

/// `normal`: the saddle of the same question whose field is normal, where the search begins. Nothing where no saddle
/// is found or the features know no odd degree. Preconditions: a loss of the margin, and what solve_saddle asks for.
/// Cost: five means over 200 places and labels, 1 to 20 ms.
std::optional<ConvexRisk<>> harmonic_risk(const Loss& loss, const Labels& labels, double dimension,
                                          const Spectrum<>& spectrum, double width, const ConvexFitSizes<>& sizes,
                                          const SaddlePoint<>& normal);

}  // namespace lazyrisk
