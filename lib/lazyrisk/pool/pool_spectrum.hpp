// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The eigenvalues of a pool's kernel matrix, and what of the targets lies along each.
#pragma once

#include <vector>

#include "lazyrisk/pool/pool.hpp"

namespace lazyrisk {

struct PoolSpectrum {
    std::vector<double> eigenvalue;  ///< [K] of the matrix itself, descending, M of them; none negative
    std::vector<double> energy;      ///< squared part of the targets along each, over M: sums to the mean square
    Matrix vector;                   ///< [M x M], a column each; empty unless asked for
    int outputs = 1;
    int rank = 0;  ///< eigenvalues above rounding, which come first; the others are 0

    [[nodiscard]] int points() const { return int(eigenvalue.size()); }
};

enum class KeepVectors { no, yes };

/// Cost some 9 M^3 (LAPACK dsyevd). Throws NotConverged.
PoolSpectrum pool_spectrum(const Pool& pool, KeepVectors keep = KeepVectors::no);

}  // namespace lazyrisk
