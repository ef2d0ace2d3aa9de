// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <utility>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/problem/mode.hpp"

namespace lazyrisk {

/// What is to be learned, known to the risk only through its energy in each mode.
template <Scalar R = double>
struct Target {
    std::vector<std::pair<Mode, R>> energy;  ///< (mode, squared L2 norm of the target's part in that mode)
    R rest{0};                               ///< energy beyond every mode: never learned

    [[nodiscard]] int highest_degree() const {
        int highest = 0;
        for (const auto& [mode, value] : energy) highest = mode.degree > highest ? mode.degree : highest;
        return highest;
    }
};

}  // namespace lazyrisk
