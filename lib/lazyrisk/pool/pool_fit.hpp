// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// One fit to some points of a pool.
#pragma once

#include <vector>

#include "lazyrisk/pool/pool.hpp"

namespace lazyrisk {

/// Predictions at what tests, all R points of the pool or its test points, and what the samples alone say; r columns of
/// labels at once.
struct PoolFit {
    Matrix prediction;       ///< [R x r]; at ridge infinity 0
    Matrix fitted;           ///< at the samples [n x r]
    Matrix score;            ///< [R x r], ordered as predictions: at ridge infinity the limit of ridge times prediction
    Matrix loo_residual;     ///< [n x r]
    Eigen::VectorXd unused;  ///< [n], 1 - leverage up to a common factor
    double degrees_of_freedom = 0;

    /// Of the first c columns: mean |residual|^2 of the samples over (1 - mean leverage)^2.
    [[nodiscard]] double gcv(Eigen::Index c) const;
};

/// Ridge regression on the points `samples` with these labels [n x r], by the kernel. Cost n^3 + 2 M n r.
/// Throws DomainError where the matrix of the fit is not positive definite to rounding.
PoolFit kernel_pool_fit(const Pool& pool, const std::vector<int>& samples, const Matrix& labels, double ridge);

/// Gradient flow of (|y - f|^2 + ridge |a|^2)/(2n) up to that finite time, exactly, by the eigenvectors of the samples'
/// kernel: 9 n^3. Nothing is known of what one sample less would have left: loo_residual and unused are empty.
PoolFit flow_pool_fit(const Pool& pool, const std::vector<int>& samples, const Matrix& labels, double ridge,
                      double time);

/// The same by features [M x p]; by the smaller of the two matrices.
PoolFit feature_pool_fit(const Matrix& features, const std::vector<int>& samples, const Matrix& labels, double ridge);

}  // namespace lazyrisk
