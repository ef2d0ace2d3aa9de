// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Linear regression, averaged exactly over test point, target and noise.
#pragma once

#include <span>
#include <vector>

#include "lazyrisk/average/averaged_errors.hpp"
#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/problem/linear.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/simulate/drawn_samples.hpp"

namespace lazyrisk {

/// With X = U D V^T [d x n], P = 1 - U D^2/(D^2 + lambda) U^T, A = U D/(D^2 + lambda) V^T and the prior B = E b b^T,
///
///     bias = tr Sigma P B P + E_rest (1 + tr A^T Sigma A),  variance = s2 tr A^T Sigma A                        (16.8)
///
/// in the eigenbasis of the training inputs; Sigma is of those at test. Samples that are not alike are rows times the
/// roots of their weights, and sample i adds its own weighted variance times (A^T Sigma A)_ii. Safe to use from any
/// thread.
class LinearAverages {
public:
    /// Throws DomainError where the covariates are not finitely many in whole multiplicities, NotCovered for a density
    /// other than levels.
    LinearAverages(const Linear& model, const Target<>& target);

    /// `inputs` [d x n] as realize(Linear) draws them; ridge added to X^T X, negative as far as the draw has a fit, 0
    /// the solution of least norm, may be infinite. Cost: singular vectors of X and 4 d^2 min(d,n) flops. Throws
    /// NotConverged for a ridge below the draw's own edge. `samples`: of which kind each is; none: all alike.
    [[nodiscard]] AveragedErrors operator()(const Matrix& inputs, double ridge, double noise_variance,
                                            std::span<const DrawnSample> samples = {}) const;

    [[nodiscard]] double flops(double samples) const;
    [[nodiscard]] double memory(double samples) const;

private:
    /// At an infinite ridge.
    [[nodiscard]] AveragedErrors of_nothing(const Matrix& inputs, double noise_variance,
                                            std::span<const DrawnSample> samples) const;

    /// Sigma times columns; tr Sigma P B P, or b^T P Sigma P b of given coefficients.
    [[nodiscard]] Matrix at_test(const Matrix& directions) const;
    [[nodiscard]] double missed(const Matrix& p) const;

    std::vector<double> test_variance_, prior_, coefficient_;  ///< t_i, E b_i^2 and b_i or 0, by row of the inputs
    Matrix test_matrix_;                                       ///< Sigma, where it is not diagonal
    double energy_ = 0, rest_ = 0;
};

}  // namespace lazyrisk
