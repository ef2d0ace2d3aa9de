// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The risk, measured: draw data, features and a target, fit, test, repeat.
#pragma once

#include <span>
#include <vector>

#include "lazyrisk/simulate/experiment.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/simulation.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"

namespace lazyrisk {

/// What a verdict is on; of the others the first of loss_quantities().
enum class Judged { test_error, error_rate, excess_risk };
Judged judged_of(const FitLoss& loss);

/// Means over the trials seen, in the order of their numbers.
Measurement measurement(std::span<const std::uint64_t> trials, std::span<const Outcome> outcomes, std::uint64_t draw,
                        Judged judged = Judged::test_error);

/// The part of a problem that is not the model's.
struct Fit {
    double samples, width;  ///< rounded to whole numbers; an infinite width is the kernel
    Ridge<> ridge{};
    double noise_variance = 0;
    double ensemble = 1;
    double dimension = infinite<>;  ///< d of the `mei-montanari` ridge
    Training training{};            ///< stopped early: the ridge is the weight decay (13.16)
    FitLoss loss{};                 ///< labels that are signs, another loss (15.26)
};

/// Ridge regression on drawn data, repeated `trials` times, of each fit.                                          (8.4)
///
/// The n samples of a fit are the first n of one sequence, its p neurons the first p of another, both fresh in every
/// trial: fits of one world share draws, and work (8.6). So do problems that differ in activation or target only, at
/// equal seed. An ensemble averages the predictions of that many feature draws on the same data.
///
/// Throws DomainError for sizes below 1, a negative ridge, noise or energy; NotCovered for infinite samples, energy
/// beyond every degree, a trial larger than the memory; NotConverged where a point has no finished trial.
/// Cost of a trial: n p min(n,p) for features, n^3/3 for the kernel, of the largest fit.
std::vector<Measurement> simulate(const Realization& world, std::span<const Fit> fits,
                                  const Simulation& simulation = {});
Measurement simulate(const Realization& world, const Fit& fit, const Simulation& simulation = {});

/// The same for any model that `realize` knows; throws as it does, and DomainError for what only the theory can choose.
template <class Model>
Measurement simulate(const Problem<Model>& p, const Simulation& simulation) {
    if (p.optimal_ridge || p.optimal_time)
        throw DomainError(p.optimal_ridge ? "ridge" : "time", "opt", "a simulation takes a number; answer() finds it");
    const Ridge<> ridge =
        p.ridge.convention == RidgeConvention::trace ? p.ridge.with_diagonal(diagonalize(p.model, 0).trace()) : p.ridge;
    double total = 0;
    for (const auto& [mode, energy] : p.target.energy) total += energy;
    Realization world = realize(p.model, p.target, p.width);
    if (p.labels.kind == LabelKind::mixture) {
        if (p.target.energy.size() != 1 || p.target.energy.front().first != Mode(1))
            throw NotCovered("the classes of a mixture are drawn with a linear target alone: energy {{1, 1.0}}");
        use_mixture(world, p.labels.slope, total);
    }
    return simulate(world,
                    Fit{p.samples, p.width, ridge, p.noise_variance, p.ensemble, p.model.dimension, p.training,
                        FitLoss{p.labels, p.loss, p.noise_law, p.labels.are_signs() ? total : 1}},
                    simulation);
}

}  // namespace lazyrisk
