// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The features of a neural tangent come in blocks, one a neuron: what a block holds in each degree.
#pragma once

#include <array>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// One degree of a block. Rotations about the neuron's weight split a block into `across` directions that are all alike
/// and one or two functions of <w,x> along the weight.  Formulas (10.2)-(10.4).
template <Scalar R = double>
struct BlockLevel {
    R multiplicity{0};
    R across{0};               ///< xi_perp: share of the eigenvalue that lies across the weight
    std::array<R, 2> along{};  ///< v with |v|^2 = xi_par: the share along it, a component a function
};

template <Scalar R = double>
struct Blocks {
    R across{0};                        ///< d-1, how many directions lie across the weight
    int along = 1;                      ///< r, functions along the weight: 1 or 2
    std::vector<BlockLevel<R>> levels;  ///< level by level as in the spectrum; across + |along|^2 = its eigenvalue
    R tail_across{0};                   ///< trace beyond the levels
    std::array<R, 3> tail_along{};      ///< the matrix of the same: (1,1), (1,2), (2,2)
    /// Features of a block.
    [[nodiscard]] R size() const { return across + R(along); }
};

}  // namespace lazyrisk
