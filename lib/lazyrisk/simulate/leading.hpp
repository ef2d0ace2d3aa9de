// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Ridge systems of the leading blocks of one matrix, many at once.  Formula (8.6).
#pragma once

#include <span>
#include <vector>

#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/problem/training.hpp"
#include "lazyrisk/simulate/precision.hpp"

namespace lazyrisk {

/// (M_s + shift) x = Y_s: M_s the leading size x size block of a positive semidefinite matrix, Y_s as many leading
/// rows. A training that stops early has x = (1 - e^{-t(M_s+shift)}) (M_s+shift)^{-1} Y_s instead, a descent (1 - step
/// (M_s+shift))^steps for the exponential: the exact solution of the flow from 0, and of the recursion.  Formula
/// (13.16).
struct LeadingSystem {
    int size;
    double shift;         ///< may be infinite: x = 0; negative above minus the least eigenvalue that is not 0
    Training training{};  ///< in units of M
};

/// How several systems share work: one Cholesky factor a shift (its leading blocks are the factors of all smaller
/// sizes), or one eigendecomposition a size (it serves all shifts).
enum class Factoring { cholesky, eigenvectors };

/// The cheaper of both: 19 Cholesky factors cost an eigendecomposition (measured at n = 500 .. 2000).
Factoring cheaper_factoring(std::span<const LeadingSystem> systems);
/// Flops of the factors.
double factoring_flops(std::span<const LeadingSystem> systems, Factoring how);

struct LeadingSolution {
    Matrix x;                      ///< [n x systems r], r columns a system, zero below its size
    std::vector<bool> sound;       ///< false: its matrix is singular to rounding, x is not set
    std::vector<Matrix> residual;  ///< Y_s - M_s x where it is not shift x; otherwise empty

    /// The r columns of a system.
    [[nodiscard]] Eigen::Block<Matrix> of(std::size_t system, Eigen::Index columns);
    /// Y_s - M_s x of a system.
    [[nodiscard]] Matrix residual_of(std::size_t system, const LeadingSystem& s, int columns) const;
};

/// Solves all systems. `m` [n x n], the lower triangle is read; the upper is overwritten, the lower is as before on
/// return. Trainings that stop early go by eigenvectors alone; NotConverged where a step diverges on this matrix.
/// Cholesky leaves systems of reciprocal condition below 1e-11 unsolved; eigenvectors drop eigenvalues below size eps
/// times the largest, which at shift 0 is the solution of least norm (and NotConverged where shift is not above minus
/// one of the others). Cost: the factors and 2 n^2 flops a column. Memory: nothing beside m and x; eigenvectors three
/// times m. Throws NotConverged where m is not finite.
LeadingSolution solve_leading(Matrix& m, const MatrixView& y, std::span<const LeadingSystem> systems, Factoring how,
                              Precision precision = Precision::full);

}  // namespace lazyrisk
