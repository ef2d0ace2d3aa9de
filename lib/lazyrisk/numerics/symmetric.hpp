// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Eigenvectors of symmetric matrices that are part of a problem.
#pragma once

#include <vector>

namespace lazyrisk {

struct SymmetricAxes {
    std::vector<double> value;              ///< descending
    std::vector<std::vector<double>> axis;  ///< of length 1, one a value
};

/// Of a symmetric matrix, size^2 entries: computed in long double, so that they are right to a rounding of the norm and
/// need no BLAS.  Cost: some 9 size^3 operations. Throws NotConverged (never seen).
SymmetricAxes symmetric_axes(const std::vector<double>& entries, int size);

}  // namespace lazyrisk
