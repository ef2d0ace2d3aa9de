// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Random features on the sphere, averaged exactly over test point, target and noise.
#pragma once

#include <optional>

#include "lazyrisk/average/averaged_errors.hpp"
#include "lazyrisk/average/fit_averages.hpp"
#include "lazyrisk/average/neuron_kernel.hpp"
#include "lazyrisk/average/target_prior.hpp"
#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/problem/random_features.hpp"
#include "lazyrisk/problem/target.hpp"

namespace lazyrisk {

/// With M the map from labels to coefficients, U_ij = E_x s(<w_i,x>) s(<w_j,x>), lambda_k = E s P_k the Gegenbauer
/// coefficients,
///
///     bias = sum_k E_k (1 - 2 p^{-1/2} lambda_k <M^T, P_k(X,W)> + p^{-1} <M^T U M, P_k(X,X)>) + E_rest (1 + p^{-1} tr
///     M^T U M), variance = s2 p^{-1} tr M^T U M, Formula (8.14)
///
/// Prepared once for a model and a target; safe to use from any thread.
class FeatureAverages {
public:
    /// Throws as TargetPrior, NeuronKernel and `decompose`; DomainError for an infinite dimension.
    FeatureAverages(const RandomFeatures& model, const Target<>& target);

    /// `weights` [d x p] of length 1, `points` [d x n] with |x|^2 = d; ridge >= 0 added to Z Z^T, 0 the least squares
    /// solution of least norm, may be infinite; the noise's variance is finite. Cost: flops(n, p), by Cholesky of the
    /// smaller of Z^T Z and Z Z^T; where that is singular to rounding, the singular vectors of Z, a few times that.
    /// Throws NotConverged where the features are not finite; NotCovered where rounding, eps E s^2 E |a|^2, is more
    /// than 1e-5 of the answer (and 1e-10 of E y^2).
    [[nodiscard]] AveragedErrors operator()(const Matrix& weights, const Matrix& points, double ridge,
                                            double noise_variance) const;

    /// Bytes held at its largest, beside weights and points.
    [[nodiscard]] double memory(double samples, double width, double ridge) const;
    [[nodiscard]] double flops(double samples, double width) const;

private:
    /// One draw, with what the ways have in common.
    struct Drawn {
        const Matrix &weights, &points;
        Matrix z;
        AveragedFit fit;
        Columns neurons;  ///< U
    };
    /// Empty where the smaller Gram matrix is singular to rounding.
    [[nodiscard]] std::optional<AveragedErrors> over_neurons(const Drawn& draw) const;
    [[nodiscard]] std::optional<AveragedErrors> over_samples(const Drawn& draw) const;
    [[nodiscard]] AveragedErrors by_singular_vectors(Drawn draw) const;
    /// Columns of sum_k E_k lambda_k P_k(X,W) p^{-1/2}, [n x count].
    [[nodiscard]] Matrix learned(const Drawn& draw, int first, int count) const;

    Activation activation_;
    double dimension_;
    TargetPrior prior_;
    NeuronKernel neurons_;
    ZonalSum learned_;  // sum_k E_k lambda_k P_k
};

}  // namespace lazyrisk
