// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Kernel ridge regression on the sphere, averaged exactly over test point, target and noise.
#pragma once

#include "lazyrisk/average/averaged_errors.hpp"
#include "lazyrisk/average/fit_averages.hpp"
#include "lazyrisk/average/target_prior.hpp"
#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"

namespace lazyrisk {

/// With A = (K + lambda)^{-1}, Q_k = P_k(<x_i,x_j>/d), xi_k the eigenvalue of degree k and K2 the kernel of eigenvalues
/// xi_k^2,
///
///     bias = sum_k E_k (1 - 2 xi_k <A,Q_k> + <A K2 A,Q_k>) + E_rest (1 + tr A K2 A),  variance = s2 tr A K2 A,
///
/// formulas (8.11), (8.12). Prepared once for a model and a target; safe to use from any thread.
///
/// K2 keeps the degrees up to where the eigenvalues are below 1e-13 of the trace, 2000 at most; what the others would
/// add to bias + variance is at most their largest eigenvalue times the weight norm, formula (8.13).
class KernelAverages {
public:
    /// Of Kernel, DotProduct, DeepKernel, KernelMass, and NeuralTangent of infinite width; d a finite number.
    /// Throws as TargetPrior and `diagonalize`; DomainError for an infinite dimension.
    template <class Model>
    KernelAverages(const Model& model, const Target<>& target)
        : KernelAverages([&](int degrees) { return diagonalize(model, degrees); }, most_degrees(model), model.dimension,
                         target) {}

    /// `gram`: K(x_i, x_j), lower triangle; `points` [d x n], |x|^2 = d; ridge >= 0 added to K, 0 the interpolant of
    /// least norm, may be infinite; the noise's variance is finite. Cost: flops(n), by Cholesky; four times that where
    /// K + ridge is singular to rounding (eigenvectors). Throws NotCovered where more than 1e-5 of the answer (and
    /// 1e-10 of E y^2) is uncertain: where the degrees left out of K2 could matter, or its rounding does, 4 eps K2(1) E
    /// |dual|^2, as for a smooth kernel and hardly a ridge. NotConverged for a K that is not finite.
    [[nodiscard]] AveragedErrors operator()(Matrix gram, const Matrix& points, double ridge,
                                            double noise_variance) const;

    /// Bytes held at its largest, `gram` among them.
    [[nodiscard]] double memory(double samples, double ridge) const;
    [[nodiscard]] double flops(double samples) const;

private:
    KernelAverages(const std::function<Spectrum<>(int degrees)>& spectrum, int most_degrees, double dimension,
                   const Target<>& target);
    [[nodiscard]] AmplifiedAverages by_inverse(const AveragedFit& fit, const Matrix& inverse, const Matrix& points,
                                               const Matrix& gram) const;
    [[nodiscard]] AmplifiedAverages by_eigenvectors(const AveragedFit& fit, Matrix gram, const Matrix& points) const;
    [[nodiscard]] Columns columns_of(const ZonalSum& sum, const Matrix& points) const;

    double dimension_;
    TargetPrior prior_;
    ZonalSum squared_;       // K2
    ZonalSum learned_;       // sum_k E_k xi_k P_k
    double largest_beyond_;  // eigenvalue of a degree that K2 leaves out
};

}  // namespace lazyrisk
