// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which of several normal numbers is the largest.
#pragma once

#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

/// Points of the quadrature at which shares of a thousand images are right to 1e-4.
inline constexpr int usual_nodes = 64;

/// P(x_which > x_k for all others) of x ~ N(mean, covariance), c >= 2 numbers: Genz's separation of variables, the
/// least likely difference first, over a lattice rule with the baker's transformation. c = 2 in closed form.
/// Differences without variance are decided by their sign, equal numbers by halves.  Formula (17.17).
/// Genz, J. Comput. Graph. Stat. 1 (1992). Cost c^3 + nodes c^2, and as many inverse error functions as nodes c.
double probability_of_largest(int which, const Eigen::VectorXd& mean, const Matrix& covariance,
                              int nodes = usual_nodes);

}  // namespace lazyrisk
