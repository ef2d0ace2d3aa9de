// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The profile of a dot-product kernel, as the trials evaluate it.
#pragma once

#include <functional>
#include <span>

#include "lazyrisk/problem/profile.hpp"

namespace lazyrisk {

/// t <- h(t), elementwise, and h(1).
struct DrawnProfile {
    std::function<void(std::span<double>)> apply;
    double diagonal = 0;
};

/// h for inputs with |x|^2 = dimension: an activation's by the integral of DualKernel, a formula as it stands, the
/// others from a ZonalTable of their function of the angle.  Throws as DualKernel and DeepDual.
DrawnProfile drawn_profile(const DotKernel& kernel, int dimension);

}  // namespace lazyrisk
