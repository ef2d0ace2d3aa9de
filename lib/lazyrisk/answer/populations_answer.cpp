// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/populations_answer.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "lazyrisk/risk/covariates.hpp"
#include "lazyrisk/risk/populations.hpp"
#include "lazyrisk/risk/scan_ridges.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// `count`: of all samples, or 1 where they are infinitely many; `rest`: energy of no linear function.
PopulationsProblem<double> problem_of(const ResolvedPoint& p, const CovariateAxes& axes, double rest, double count) {
    PopulationsProblem<double> problem{{}, {}, axes.tail.test_energy + rest, p.noise_variance};
    for (const CovariateLevel& l : axes.levels)
        problem.directions.push_back({l.multiplicity, l.energy > 0 ? l.energy / l.eigenvalue : 0, l.test_variance});
    for (const PopulationAxes& population : axes.populations) {
        TrainingLaw<double> law{
            population.variance, population.tail_trace, population.tail_test_trace, population.tail_energy, {}};
        for (const SampleGroup& g : population.groups)
            law.kinds.push_back({count * g.share, g.weight, p.noise_variance * g.noise, rest * g.rest});
        problem.laws.push_back(std::move(law));
    }
    return problem;
}

/// The risk as a function of the ridge over n.
class RiskByRidge {
public:
    explicit RiskByRidge(const ResolvedPoint& p) : samples_(p.setting.samples) {
        std::tie(axes_, rest_) = with_energies(p.known->linear->axes, p.target);
        problem_ = problem_of(p, axes_, rest_, is_infinite(samples_) ? 1 : samples_);
    }
    [[nodiscard]] PopulationsRisk<double> operator()(double ridge_over_samples) const {
        PopulationsRisk<double> found = on_these_axes(ridge_over_samples);
        std::vector<double> left;
        for (const double learned : found.learned) left.push_back(1 - learned);
        const double tied = between_directions(axes_, left);
        Risk<>& r = found.risk;
        if (r.test_error > 0) r.error_bound *= 1 + 2 * std::abs(tied) / r.test_error;
        for (double* part : {&r.test_error, &r.excess_risk, &r.bias, &r.sources.bias_squared}) *part += tied;
        return found;
    }

private:
    double samples_, rest_ = 0;  ///< rest: energy of no linear function
    PopulationsProblem<double> problem_;
    CovariateAxes axes_;

    [[nodiscard]] PopulationsRisk<double> on_these_axes(double ridge_over_samples) const {
        if (!is_infinite(samples_)) return populations_risk(problem_, ridge_over_samples * samples_);
        if (ridge_over_samples != 0) return populations_risk_of_all(problem_, ridge_over_samples);
        PopulationsProblem<double> all = problem_;  // without a ridge these learn a tail too
        all.unlearned = rest_;
        for (TrainingLaw<double>& law : all.laws) law.tail_energy = 0;
        return populations_risk_of_all(all, 0.0);
    }
};

/// Over the scales of every law, times its weights, and of its noise.
ScanRange range_of(const ResolvedPoint& p) {
    ScanRange all = scan_range(p.known->model.coarsest().spectrum, p.target, p.noise_variance);
    for (const PopulationAxes& population : p.known->linear->axes.populations) {
        const CovariateAxes& axes = p.known->linear->axes;
        double trace = population.tail_trace, least = infinite<>;
        for (std::size_t i = 0; i < axes.levels.size(); ++i) {
            trace += axes.levels[i].multiplicity * population.variance[i];
            if (axes.levels[i].energy > 0 && population.variance[i] > 0)
                least = std::min(least, population.variance[i]);
        }
        for (const SampleGroup& g : population.groups) {
            if (!(g.weight > 0) || !(trace > 0)) continue;
            all.least = std::min(all.least, std::max(1e-12 * std::min(least, trace), 1e-40 * trace) * g.weight);
            all.largest = std::max(all.largest, 1e6 * trace * g.weight * std::max(1.0, p.noise_variance * g.noise));
        }
    }
    return all;
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
    if (p.ridge.convention == RidgeConvention::trace)
        throw DomainError("ridge-convention", "trace",
                          "samples that are not all alike have no one kernel whose trace it could be; total and mean "
                          "are known");
    const Ridge<> ridge{p.optimal_ridge ? 0 : p.ridge.value, p.ridge.convention};
    Operation<> op = operation(n, p.setting.width, ridge.with_diagonal(model.mean_diagonal()), p.noise_variance,
                               p.ensemble, p.known->dimension);
    const RiskByRidge at(p);
    if (p.optimal_ridge) {
        const auto error = [&](double ridge_over_samples) {
            try {
                return at(ridge_over_samples).risk.test_error;
            } catch (const NotConverged&) {  // hardly a ridge at a pole: not the best
                return infinite<>;
            }
        };
        op.ridge_over_samples = scan_ridges(range_of(p), error).ridge_over_samples;
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
