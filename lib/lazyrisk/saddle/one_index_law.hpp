// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The law of one index of a point on the sphere, and of a label that depends on it alone.  Formula (15.22).
#pragma once

#include <vector>

#include "lazyrisk/problem/labels.hpp"

namespace lazyrisk {

/// One place of the index u = <b, x>, |b| = 1, on its positive side: labels are odd in it.
struct IndexNode {
    double u;
    double weight;                 ///< sums to 1
    double probability;            ///< P(y = 1 | u), flips included
    std::vector<double> harmonic;  ///< q_0(u) .. q_degrees(u), orthonormal
};

/// How finely places are taken.
struct IndexRule {
    int degrees;           ///< highest harmonic
    double least = 1e-3;   ///< panels shrink towards u = 0 down to this: a label may jump there ...
    double widest = 1.25;  ///< ... and are at most so wide elsewhere
    int points = 16;       ///< of the rule on each
};

/// x is uniform on the sphere of radius sqrt(dimension), dimension >= 2.
std::vector<IndexNode> index_nodes(const Labels& labels, double dimension, const IndexRule& rule);

}  // namespace lazyrisk
