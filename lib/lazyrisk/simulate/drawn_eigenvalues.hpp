// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Eigenvalues of drawn matrices: what a density is checked against.
#pragma once

#include <cstdint>
#include <vector>

#include "lazyrisk/simulate/realize.hpp"

namespace lazyrisk {

/// The eigenvalues of K/n, K = S S^T/width of drawn features or the kernel matrix (width 0), that are not zero for want
/// of features: min(n, features) of them, ascending. The data and the neurons are those of the trial of a simulation at
/// the same seed. Cost: n p min(n,p) and 4/3 min(n,p)^3.  Throws NotConverged.
std::vector<double> drawn_eigenvalues(const Realization& world, int samples, int width, std::uint64_t seed,
                                      std::uint64_t trial);

}  // namespace lazyrisk
