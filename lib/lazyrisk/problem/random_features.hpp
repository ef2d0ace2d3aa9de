// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/problem/dimension.hpp"
#include "lazyrisk/problem/model_option.hpp"

namespace lazyrisk {

struct Question;

/// f(x) = p^{-1/2} sum_{j<=p} a_j s(<w_j,x>), a trained; |x| = sqrt(d), w_j uniform on the unit sphere, frozen.
/// In the limit d -> infinity the sizes of the problem are in units of d^scale.
struct RandomFeatures {
    Activation activation = relu();
    Dimension dimension{};

    static constexpr const char* title = "random features";
    static constexpr bool has_activation = true;
    static std::vector<ModelOption> options() { return {}; }
    static bool describes(const Question& question);
    static RandomFeatures of(const Question& question);
};

}  // namespace lazyrisk
