// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>

namespace lazyrisk {

/// Covariates of variances k^-decay, infinitely many, with energies of k^-energy_decay.
struct PowerLawProblem {
    double decay, energy_decay;  ///< a and b, above 1
    double energy = 1;           ///< of the target, all of it
    double ridge = 0;            ///< total, at least 0
    double samples = 0, noise_variance = 0;
};

/// What its risk tends to.  Formulas (16.12), (16.24).
struct ScalingLaw {
    double bias, variance;  ///< exponents in n: -dlog/dlog n
    std::string regime;     ///< "ridgeless": as many directions are learned as there are samples; or "ridge"
    /// Of labels with noise, at the best ridge: the exponent of the risk, and how that ridge grows, dlog/dlog n.
    std::optional<double> best_risk{}, best_ridge_growth{};
    std::optional<double> ridge_crossover{};  ///< n from which on a positive ridge says what is learned
    std::optional<double> noise_crossover{};  ///< n at which bias and variance are equal, where that is in this regime
};

ScalingLaw scaling_law(const PowerLawProblem& problem);

}  // namespace lazyrisk
