// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Kernels and features made invariant under the cyclic shifts of the coordinates.
#pragma once

#include <vector>

#include "lazyrisk/problem/dimension.hpp"
#include "lazyrisk/problem/model_option.hpp"
#include "lazyrisk/problem/profile.hpp"

namespace lazyrisk {

struct Question;

/// Kernel ridge regression with K(x,y) = (1/d) sum_g h(<x, g y>/d), g the d cyclic shifts, |x|^2 = d; the target is
/// shift-invariant.
struct InvariantKernel {
    DotKernel kernel = Activation(relu());
    Dimension dimension{};  ///< finite

    static constexpr const char* title = "a shift-invariant kernel";
    static constexpr bool has_activation = true;
    static std::vector<ModelOption> options();
    static bool describes(const Question& question);
    static InvariantKernel of(const Question& question);
};

/// f(x) = p^{-1/2} sum_{j<=p} a_j (1/d) sum_g s(<w_j, g x>), w_j uniform on the unit sphere; the target is
/// shift-invariant.
struct InvariantFeatures {
    Activation activation = relu();
    Dimension dimension{};  ///< finite

    static constexpr const char* title = "shift-invariant random features";
    static constexpr bool has_activation = true;
    static std::vector<ModelOption> options();
    static bool describes(const Question& question);
    static InvariantFeatures of(const Question& question);
};

}  // namespace lazyrisk
