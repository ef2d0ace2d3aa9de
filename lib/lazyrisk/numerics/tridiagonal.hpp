// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Eigenvalues of symmetric tridiagonal matrices: nodes of Gauss rules.
#pragma once

#include <vector>

namespace lazyrisk {

/// Eigenvalues, ascending, of the symmetric matrix with this diagonal and `beside` it [size - 1], each to a few
/// roundings of the norm.
/// The QL algorithm with implicit shifts; cost: some 30 size^2 operations. Throws NotConverged (never seen).
std::vector<double> tridiagonal_eigenvalues(std::vector<double> diagonal, std::vector<double> beside);

}  // namespace lazyrisk
