// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <utility>
#include <vector>

#include "lazyrisk/problem/dimension.hpp"
#include "lazyrisk/problem/model_option.hpp"

namespace lazyrisk {

struct Question;

/// A kernel known by its mass (multiplicity * eigenvalue) in each degree.
struct KernelMass {
    std::vector<std::pair<int, double>> mass;  ///< (degree, mass)
    double rest = 0;                           ///< mass beyond: a tail of negligible eigenvalues
    Dimension dimension{};

    static constexpr const char* title = "a kernel given by its mass";
    static constexpr bool has_activation = false;
    static std::vector<ModelOption> options() { return {}; }
    static bool describes(const Question& question);
    static KernelMass of(const Question& question);
};

}  // namespace lazyrisk
