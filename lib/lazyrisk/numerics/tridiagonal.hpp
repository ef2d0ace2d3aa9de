// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Eigenvalues of symmetric tridiagonal matrices: nodes of Gauss rules.
#pragma once

#include <vector>

namespace lazyrisk {

/// Eigenvalues, ascending, of the symmetric matrix with this diagonal and `beside` it [size - 1], each to a few
/// roundings of the norm.
/// Cost: some 30 size^2 operations. Throws NotConverged (never seen).
std::vector<double> tridiagonal_eigenvalues(const std::vector<double>& diagonal, const std::vector<double>& beside);

}  // namespace lazyrisk
