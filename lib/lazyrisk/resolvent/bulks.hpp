// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where the eigenvalues of the sample kernel matrix K/n lie: the bulks of its density, with their edges.
#pragma once

#include <vector>

#include "lazyrisk/equations/solve.hpp"

namespace lazyrisk {

/// An interval of the spectrum of K/n [K].
struct Bulk {
    double left, right;        ///< edges; equal where all eigenvalues are the same one
    double count;              ///< eigenvalues in it
    double nu_left, nu_right;  ///< nu at the edges, real: the density is between them
};

struct Bulks {
    std::vector<Bulk> bulks;  ///< ascending
    double zero = 0;          ///< eigenvalues that are exactly 0: fewer modes or features than samples
};

/// Bulks of K/n, K the kernel matrix of n samples and `width` features: intervals between the zeros of dlambda/dnu at
/// real nu < 0. Formulas (13.12)-(13.14).  Edges to 12 digits. n finite.  Throws DomainError for infinite samples.
/// Cost: some 100 passes over the levels a level.
Bulks bulks(const Degrees<>& spectrum, const Sizes<>& sizes);

/// The right edge of the last bulk; for infinite samples and width the largest eigenvalue. Cost: some 20 passes.
double largest_eigenvalue(const Degrees<>& spectrum, const Sizes<>& sizes);

}  // namespace lazyrisk
