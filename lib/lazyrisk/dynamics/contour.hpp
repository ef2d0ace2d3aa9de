// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A training time as a sum over ridges: the filter of a flow or a descent, written with resolvents.
#pragma once

#include <complex>
#include <vector>

#include "lazyrisk/problem/training.hpp"

namespace lazyrisk {

/// 1 - psi(A) = sum over nodes and their conjugates of weight (z + delta)/(A + z + delta), where psi is the filter of
/// the training: psi(A) = A/(A+delta) (1 - e^{-t(A+delta)}) of the flow, e^{-t a} -> (1 - step a)^steps of the descent.
/// Formulas (13.2), (13.5). Nodes have Im z > 0 and follow each other on a path through the upper half plane; the
/// weights of all sum to 1.
struct Contour {
    std::vector<std::complex<double>> z;  ///< added to the decay
    std::vector<std::complex<double>> weight;
    double absolute_weight = 0;  ///< sum of |weight|, conjugates included: how much rounding is amplified
};

/// Nodes of half of a hyperbola: enough for 12 digits; more would lose them to rounding.
inline constexpr int half_nodes = 14;

/// `training` is finite with time > 0, [K^-1]. `largest` bounds step (eigenvalue + decay) from above and is < 2.
/// The flow has 14 nodes; a descent 28 from 41 steps on (14 where step (eigenvalue + decay) <= 1), 8 a step below.
Contour contour(const Training& training, double largest);

}  // namespace lazyrisk
