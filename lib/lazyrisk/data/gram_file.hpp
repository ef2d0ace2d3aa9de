// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Kernels that come as a matrix.
#pragma once

#include <string>

#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

/// A Gram matrix [M x M] from npy or csv, its halves averaged. Throws DomainError of `gram` with row and column: not
/// square, not finite, not symmetric to 1e-10 of sqrt(K_ii K_jj), a negative diagonal, K_ij^2 above K_ii K_jj; in files
/// of single precision to its rounding. That no eigenvalue is negative is for a factorization to see.
Matrix read_gram(const std::string& path);

}  // namespace lazyrisk
