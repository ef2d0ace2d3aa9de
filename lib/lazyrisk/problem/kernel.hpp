// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/problem/dimension.hpp"
#include "lazyrisk/problem/model_option.hpp"

namespace lazyrisk {

struct Question;

/// Kernel ridge regression with K(x,y) = E_w s(<w,x>) s(<w,y>): random features of infinite width.
struct Kernel {
    Activation activation = relu();
    Dimension dimension{};

    static constexpr const char* title = "the kernel of an activation";
    static constexpr bool has_activation = true;
    static std::vector<ModelOption> options();
    static bool describes(const Question& question);
    static Kernel of(const Question& question);
};

}  // namespace lazyrisk
