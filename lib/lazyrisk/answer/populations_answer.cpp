// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/populations_answer.hpp"

#include <vector>

#include "lazyrisk/risk/populations.hpp"
#include "lazyrisk/risk/scan_ridges.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// What populations_risk reads, but for the ridge.
struct Samples {
    std::vector<TestDirection<double>> directions;
    std::vector<TrainingLaw<double>> laws;
    double unlearned, rest;  ///< at test; `rest`: of no linear function
};

/// `count`: of all samples, or 1 where they are infinitely many.
Samples samples_of(const ResolvedPoint& p, double count) {
    const auto [axes, rest] = p.known->linear->with_energies_of(p.target);
    Samples s{{}, {}, axes.tail.test_energy + rest, rest};
    for (const CovariateLevel& l : axes.levels)
        s.directions.push_back({l.multiplicity, l.energy > 0 ? l.energy / l.eigenvalue : 0, l.test_variance});
    for (const PopulationAxes& population : axes.populations) {
        TrainingLaw<double> law{
            population.variance, population.tail_trace, population.tail_test_trace, population.tail_energy, {}};
        for (const SampleGroup& g : population.groups)
            law.kinds.push_back({count * g.share, g.weight, p.noise_variance * g.noise, rest * g.rest});
        s.laws.push_back(std::move(law));
    }
    return s;
}

PopulationsRisk<double> risk_at(const Samples& s, const ResolvedPoint& p, double n, double ridge_over_samples) {
    if (is_infinite(n))
        return populations_risk_of_all(s.directions, s.laws, ridge_over_samples,
                                       ridge_over_samples == 0 ? s.rest : s.unlearned, p.noise_variance);
    return populations_risk(s.directions, s.laws, ridge_over_samples * n, s.unlearned, p.noise_variance);
}

}  // namespace

Answer populations_answer(const ResolvedPoint& p) {
    const Resolved& model = p.known->model;
    const double n = p.setting.samples;
    Answer a;
    a.setting = p.setting;
    a.modes = p.shown;
    a.training = p.training;
    a.ridge = p.ridge.value;
    a.ridge_min = {};
    a.rest_energy = p.target.rest;
    if (p.ridge.value < 0 && !p.optimal_ridge)
        throw DomainError("ridge", p.ridge.value, "on samples that are not all alike a ridge is at least 0");
    const Ridge<> ridge{p.optimal_ridge ? 0 : p.ridge.value, p.ridge.convention};
    Operation<> op = operation(n, p.setting.width, ridge.with_diagonal(model.mean_diagonal()), p.noise_variance,
                               p.ensemble, p.known->dimension);
    const Samples samples = samples_of(p, is_infinite(n) ? 1 : n);
    const auto at = [&](double ridge_over_samples) { return risk_at(samples, p, n, ridge_over_samples); };
    if (p.optimal_ridge) {
        op.ridge_over_samples = scan_ridges(model.coarsest().spectrum, p.target, [&](double r) {
                                    return at(r).risk.test_error;
                                }).ridge_over_samples;
        a.ridge = Ridge<>::from_over_samples(op.ridge_over_samples, p.ridge.convention, n, p.known->dimension,
                                             model.mean_diagonal())
                      .value;
    }
    PopulationsRisk<double> found = at(op.ridge_over_samples);
    a.risk = found.risk;
    a.learnability = std::move(found.learned);
    return a;
}

}  // namespace lazyrisk
