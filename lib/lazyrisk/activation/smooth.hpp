// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "lazyrisk/activation/parity.hpp"
#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// What every analytic activation without parameters has in common. `Self::label` is its name.
template <class Self, Parity P = Parity::none>
struct Smooth {
    [[nodiscard]] Parity parity() const { return P; }
    [[nodiscard]] std::vector<double> kinks() const { return {}; }
    [[nodiscard]] std::string name() const { return Self::label; }
};

}  // namespace lazyrisk
