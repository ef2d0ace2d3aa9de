// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/radial_answer.hpp"

#include "lazyrisk/risk/aligned_target.hpp"
#include "lazyrisk/risk/scan_ridges.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

Answer radial_answer(const ResolvedPoint& p) {
    if (p.has_loss() || p.trains || !p.training.finished() || p.optimal_time)
        throw NotCovered(
            "Gaussian inputs or weights at a finite dimension are known for the square loss of labels that are "
            "numbers, trained to the end");
    const Resolved& model = p.known->model;
    Answer a;
    a.setting = p.setting;
    a.modes = p.shown;
    a.training = p.training;
    a.ridge = p.ridge.value;
    a.ridge_min = {};
    a.rest_energy = p.target.rest;
    const Ridge<> ridge{p.optimal_ridge ? 0 : p.ridge.value, p.ridge.convention};
    Operation<> op = operation(p.setting.samples, p.setting.width, ridge.with_diagonal(model.mean_diagonal()),
                               p.noise_variance, p.ensemble, p.known->dimension);
    if (p.optimal_ridge) {
        const auto error = [&](double ridge_over_samples) {
            if (is_infinite(ridge_over_samples)) return infinite<>;  // nothing learned: the scan knows its end
            Operation<> there = op;
            there.ridge_over_samples = ridge_over_samples;
            return p.known->radial_risk->at(*p.lengths, there).test_error;
        };
        op.ridge_over_samples =
            scan_ridges(scan_range(model.coarsest().spectrum, p.target, p.noise_variance), error).ridge_over_samples;
        a.ridge = Ridge<>::from_over_samples(op.ridge_over_samples, p.ridge.convention, p.setting.samples,
                                             p.known->dimension, model.mean_diagonal())
                      .value;
    }
    a.risk = p.known->radial_risk->at(*p.lengths, op);
    std::vector<Mode> modes = p.shown;
    for (const auto& [mode, energy] : p.target.energy) modes.push_back(mode);
    a.learnability = learnability(model.coarsest().spectrum, a.risk.effective_ridge, modes);
    return a;
}

}  // namespace lazyrisk
