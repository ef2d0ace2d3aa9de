// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How a trial serves its points: what they share, and what that costs.  Formulas (8.6)-(8.8).
#pragma once

#include <cstddef>
#include <vector>

#include "lazyrisk/simulate/experiment.hpp"
#include "lazyrisk/simulate/leading.hpp"

namespace lazyrisk {

/// By which matrix a fit is made.
enum class Route {
    primal,  ///< S^T S of the features: not more features than samples
    dual,    ///< S S^T of the features
    kernel,  ///< the kernel matrix of the model, or of drawn neurons
};

/// A fit without its noise.
struct TrialFit {
    int samples, width;
    double ridge;
    Route route;
    Training training{};
    friend bool operator==(const TrialFit&, const TrialFit&) = default;
};

/// Fits by one matrix: primal fits of equal samples (the width is the leading block's), dual and kernel fits of equal
/// width (the samples are).
struct FitGroup {
    int size = 0;                   ///< samples or width that they have in common
    std::vector<std::size_t> fits;  ///< their numbers
    std::vector<LeadingSystem> systems;
    Factoring how = Factoring::cholesky;
};

struct TrialWork {
    std::vector<TrialFit> fits;  ///< distinct
    std::vector<std::size_t> fit_of_point;
    std::vector<FitGroup> primal, dual, kernel;  ///< ascending by size
    int samples = 0, features = 0;               ///< the largest: rows and columns of S
    int kernel_samples = 0, dual_samples = 0, primal_features = 0;
    int labels = 1;  ///< 2: f and noise

    double product_flops = 0, factor_flops = 0, solve_flops = 0,
           entries = 0;  ///< entries: values of the activation or the kernel
    double memory = 0;   ///< bytes at its largest
    int factorizations = 0;

    explicit TrialWork(const Experiment& e);
    [[nodiscard]] double flops() const { return product_flops + factor_flops + solve_flops; }

private:
    /// Which fits there are, by which matrices, and the largest sizes.
    void collect(const Experiment& e);
    /// The cost of exact averages, and of fits with test points.
    void count_averages(const Experiment& e);
    void count_fits(const Experiment& e);
    void count_losses(const Experiment& e);
    /// Factors and solutions of `members` networks; returns the order of the largest decomposition.
    double count_factors(const std::vector<FitGroup>& list, double members);
};

/// Points at a time: a block of features is some 32 MB at most.
int block_rows(int features);

}  // namespace lazyrisk
