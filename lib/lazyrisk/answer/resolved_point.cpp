// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/resolved_point.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lazyrisk/answer/convex_answer.hpp"
#include "lazyrisk/answer/populations_answer.hpp"
#include "lazyrisk/answer/radial_answer.hpp"
#include "lazyrisk/dynamics/learning_curve.hpp"
#include "lazyrisk/dynamics/tangent_curve.hpp"
#include "lazyrisk/risk/covariates.hpp"
#include "lazyrisk/risk/scan_ridges.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// An answer whose bound is not below this share of it is not one.
constexpr double useful = 1e-3;

/// Throws NotConverged for a number that is none: never an answer.
void check_numbers(const Answer& a) {
    const Risk<>& r = a.risk;
    const std::pair<const char*, double> numbers[] = {{"test_error", r.test_error},
                                                      {"excess_risk", r.excess_risk},
                                                      {"bias", r.bias},
                                                      {"variance", r.variance},
                                                      {"train_error", r.train_error},
                                                      {"effective_ridge", r.effective_ridge},
                                                      {"weight_norm", r.weight_norm},
                                                      {"degrees_of_freedom", r.degrees_of_freedom},
                                                      {"degrees_of_freedom_2", r.degrees_of_freedom_2},
                                                      {"error_bound", r.error_bound},
                                                      {"ridge_min", a.ridge_min.value_or(0)},
                                                      {"oracle_error", a.oracle_error},
                                                      {"sources.bias_squared", r.sources.bias_squared},
                                                      {"sources.samples", r.sources.samples},
                                                      {"sources.features", r.sources.features},
                                                      {"sources.interaction", r.sources.interaction},
                                                      {"sources.noise_samples", r.sources.noise_samples},
                                                      {"sources.noise_features", r.sources.noise_features}};
    const auto refuse = [](const std::string& name) {
        throw NotConverged(name +
                           " leaves the range of double precision here; energies, noise, kernel and ridge of moderate "
                           "size would help");
    };
    for (const auto& [name, value] : numbers)
        if (std::isnan(value)) refuse(name);
    for (const double share : a.learnability)
        if (std::isnan(share)) refuse("learnability");
}

/// The risk of a training that stops early, with the learned share of each of the modes.
void stop_early(Answer& a, const ResolvedPoint& p, const Operation<>& op, const std::vector<Mode>& modes) {
    Operation<> near = op;
    near.ridge_over_samples = resolved_ridge(a.training, op.ridge_over_samples);
    const Resolved::Stage& stage = p.known->model.resolving(near);
    TimeRisk t;
    if (stage.spectrum.blocks && !is_infinite(op.sizes.width)) {
        const TangentCurve curve(stage.spectrum, p.target, op);
        if (p.optimal_time) a.training.time = curve.best_time();
        t = curve.at(a.training);
        std::vector<double> levels(std::move(t.learned));
        t.learned.clear();
        for (const Mode& mode : modes) {
            const Level<>* level = stage.spectrum.find(mode);
            t.learned.push_back(level ? levels[std::size_t(level - stage.spectrum.levels.data())] : 0.0);
        }
    } else {
        const LearningCurve curve(stage.degrees, p.target, stage.spectrum, op, p.known->functions_of_density());
        if (p.optimal_time) a.training.time = curve.best_time();
        std::vector<double> eigenvalues;
        for (const Mode& mode : modes) {
            const Level<>* level = stage.spectrum.find(mode);
            eigenvalues.push_back(level ? level->eigenvalue : 0.0);
        }
        t = curve.at(a.training, eigenvalues);
    }
    a.oracle_error = t.oracle_error;
    if (a.training.finished()) return;
    a.learnability = std::move(t.learned);
    Risk<>& r = a.risk;
    r.test_error = t.test_error;
    r.excess_risk = t.excess_risk;
    r.bias = t.bias;
    r.variance = t.variance;
    r.train_error = t.train_error;
    r.weight_norm = t.weight_norm;
    r.degrees_of_freedom = t.degrees_of_freedom;
    r.degrees_of_freedom_2 = t.degrees_of_freedom_2;
    r.error_bound = t.error_bound;
    r.has_sources = false;
}

/// Other inputs at test; or infinitely many samples, where these learn a tail.
void shift(Risk<>& r, const LinearCovariates& linear, const CovariateAxes& axes, const LinearFit& fit) {
    const auto set = [&](double bias, double variance) {
        r.bias = bias, r.variance = variance, r.excess_risk = bias + variance;
        r.test_error = r.excess_risk + fit.noise_variance;
        r.has_sources = false;
    };
    if (linear.shifts()) {
        const double before = r.test_error;
        const LinearErrors there = shifted_errors(axes.levels, fit);
        std::vector<double> left;
        const double nu = fit.effective_ridge;
        for (const CovariateLevel& l : axes.levels)
            left.push_back(is_infinite(nu) || nu == 0 ? (nu == 0 && l.eigenvalue > 0 ? 0 : 1)
                                                      : nu / (l.eigenvalue + nu));
        const double tied = between_directions(axes, left);
        set(there.bias + tied, there.variance);
        // factors of the same kind: the same relative bound
        if (before > 0 && !is_infinite(before))
            r.error_bound = (r.test_error + 2 * std::abs(tied)) * (r.error_bound / before);
    } else if (is_infinite(fit.samples) && fit.effective_ridge == 0 && linear.axes.tail.energy > 0) {
        set(fit.rest, 0);
        r.error_bound = 16 * std::numeric_limits<double>::epsilon() * r.test_error;
    }
}

/// Random features on other inputs at test.
void shift(Risk<>& r, const ShiftedFeatures& features, const ResolvedPoint& p, const Operation<>& op) {
    if (op.ensemble != 1)
        throw NotCovered(
            "`test-covariance` of random features is known for one network, not for an average of several: leave "
            "`ensemble` out");
    const auto [axes, rest] = with_energies(features.axes, p.target);
    const double before = r.test_error, nu = r.effective_ridge;
    LinearErrors there{rest, 0};
    if (is_infinite(nu)) {
        for (const CovariateLevel& l : axes.levels)
            if (l.eigenvalue > 0) there.bias += l.energy * (l.test_variance / l.eigenvalue);
    } else if (is_infinite(r.test_error)) {
        there = {r.bias, r.variance};
    } else if (!(nu > 0)) {
        throw NotCovered("`test-covariance` is not covered at an effective ridge of 0; a small positive `ridge` is");
    } else {
        const Resolved::Stage& stage = p.known->model.resolving(op);
        const Equivalent<> at = equivalent(stage.degrees, op.sizes, op.ridge_over_samples);
        there =
            shifted_feature_errors(axes.levels,
                                   {op.sizes.samples, op.sizes.width, nu, at.unused_width, at.degrees.slope,
                                    axes.tail.trace, rest + axes.tail.energy, op.noise_variance, r.bias, r.variance},
                                   features.law);
    }
    r.bias = there.bias, r.variance = there.variance, r.excess_risk = r.bias + r.variance;
    r.test_error = r.excess_risk + op.noise_variance;
    r.has_sources = false;
    if (before > 0 && !is_infinite(before))
        r.error_bound = (r.test_error + 4 * std::abs(1 - features.law.ratio)) * (r.error_bound / before);
}

/// The fixed point of `r` on a target of these axes, the rest apart.
LinearFit fit_of(const Risk<>& r, const CovariateAxes& axes, double rest, const Operation<>& op) {
    const double n = op.sizes.samples, nu = r.effective_ridge;
    return {n, nu, is_infinite(n) || is_infinite(nu) ? 1 : r.unused_samples,
            // infinitely many samples without a ridge learn whatever has an eigenvalue
            is_infinite(n) && nu == 0 ? CovariateTail{} : axes.tail, rest, op.noise_variance};
}

/// What linear regression is asked beside its risk: another covariance at test, the first order in 1/n.
void regress(Answer& a, const ResolvedPoint& p, const LinearCovariates& linear, const Operation<>& op) {
    Risk<>& r = a.risk;
    const auto [axes, rest] = with_energies(linear.axes, p.target);
    const LinearFit fit = fit_of(r, axes, rest, op);
    shift(r, linear, axes, fit);
    if (!linear.model.has_counts()) return;
    const bool tied = !axes.coefficients.empty() && axes.test_matrix;  // whose part has no correction
    if (tied && linear.model.finite_size)
        throw NotCovered("`finite-size` is not covered for coefficients under a test law of other axes");
    if (tied) return;
    const LinearErrors more = first_correction(axes.levels, fit, linear.model.kurtosis);
    const double order = std::abs(more.bias + more.variance);
    if (!std::isnan(order)) a.equivalent_error = order;
    if (!linear.model.finite_size) return;
    if (!(order <= r.excess_risk / 3) || is_infinite(order))
        throw NotCovered("the first correction in 1/n is " + (std::isnan(order) ? "no number" : to_text(order)) +
                         " of an excess risk of " + to_text(r.excess_risk) +
                         " here, more than a third of it: too much to be a correction; leave `finite-size` out");
    r.bias += more.bias, r.variance += more.variance, r.excess_risk = r.bias + r.variance;
    r.test_error = r.excess_risk + op.noise_variance;
    r.has_sources = false;
}

/// Throws NotCovered for what is asked of linear regression where there is no trained fit of the square loss.
void require_plain_fit(const ResolvedPoint& p, bool plain) {
    if (plain) return;
    const Linear* model = p.known->linear ? &p.known->linear->model : nullptr;
    const char* option = nullptr;
    if (p.known->shifted || (model && model->test_covariance)) {
        option = "test-covariance";
    } else if (model) {
        option = model->finite_size            ? "finite-size"
                 : model->sample_weights       ? "sample-weights"
                 : !model->populations.empty() ? "population"
                                               : nullptr;
    }
    if (option)
        throw NotCovered("`" + std::string(option) +
                         "` is known for the square loss of labels that are numbers, trained to the end");
}

/// Throws DomainError for a negative ridge at which there is no fit.
void require_fit(const Answer& a, const ResolvedPoint& p, bool above_the_lowest) {
    if (p.trains) throw DomainError("ridge", a.ridge, "with a training the ridge is its weight decay, at least 0");
    if (!above_the_lowest)
        throw DomainError("ridge", a.ridge,
                          *a.ridge_min < 0
                              ? "there is no fit so far down: ridge_min is " + to_text(*a.ridge_min) +
                                    " here, minus the lower edge of the eigenvalues of the sample matrix"
                              : "there is no fit below 0 here: the eigenvalues of the sample matrix reach 0");
}

/// `learned`: of each of the target's modes.
Weakness weakness_of(const Answer& a, const ResolvedPoint& p, const double* learned, const Operation<>& op) {
    std::vector<LearnedPart> parts;
    for (const auto& [mode, energy] : p.target.energy) {
        const Level<>* level = p.known->model.coarsest().spectrum.find(mode);
        parts.push_back({energy, *learned++, level ? level->multiplicity : infinite<>});
    }
    return weakness(parts, op, a.risk, p.known->dimension, p.known->feature_kurtosis);
}

/// Of a target in these modes, each learned so far.
double learned_share(const std::vector<double>& learned, const Target<>& target) {
    double share = 0, total = target.rest;
    for (std::size_t i = 0; i < target.energy.size(); ++i) {
        share += target.energy[i].second * learned[i];
        total += target.energy[i].second;
    }
    return share / total;
}

/// Of what the test law sees.
double best_under_shift(const ResolvedPoint& p, Operation<> op, double lowest) {
    std::pair<CovariateAxes, double> given;  // of linear regression
    if (!p.known->shifted) given = with_energies(p.known->linear->axes, p.target);
    const auto test_error = [&](double ridge_over_samples) {
        op.ridge_over_samples = ridge_over_samples;
        Risk<> r = p.known->model.at(p.target, op);
        if (p.known->shifted)
            shift(r, *p.known->shifted, p, op);
        else
            shift(r, *p.known->linear, given.first, fit_of(r, given.first, given.second, op));
        return r.test_error;
    };
    return scan_ridges(scan_range(p.known->model.coarsest().spectrum, p.target, p.noise_variance), test_error, lowest)
        .ridge_over_samples;
}

/// The ridge of a question in both readings, and the lowest there is.
void resolve_ridge(Answer& a, Operation<>& op, const ResolvedPoint& p) {
    const Resolved& model = p.known->model;
    const auto typed = [&](double over_samples) {
        return Ridge<>::from_over_samples(over_samples, p.ridge.convention, a.setting.samples, p.known->dimension,
                                          model.mean_diagonal())
            .value;
    };
    a.ridge = p.ridge.value;
    const bool unknown = model.has_own_equivalent(p.setting.width);
    if (unknown && op.ridge_over_samples < 0)
        throw NotCovered("a negative ridge of " +
                         std::string(model.coarsest().spectrum.layers
                                         ? "random features in several layers, or of several kinds, is not covered"
                                         : "a neural tangent of finite width is not covered; `width = inf` is"));
    const double lowest = p.trains ? 0 : model.lowest_ridge_over_samples(op);
    a.ridge_min = unknown ? std::nullopt : std::optional(typed(lowest));
    if (op.ridge_over_samples < 0) require_fit(a, p, op.ridge_over_samples > lowest);
    if (!p.optimal_ridge) return;
    if (p.optimal_time || !a.training.finished())
        throw DomainError("ridge", "opt",
                          "with a training that stops early the ridge is its weight decay; give a number");
    op.ridge_over_samples = p.known->shifted || (p.known->linear && p.known->linear->shifts())
                                ? best_under_shift(p, op, lowest)
                                : model.optimal_ridge(p.target, op).ridge_over_samples;
    a.ridge = typed(op.ridge_over_samples);
}

/// The shares that a record tells, of those of every mode.
void tell_learned(Answer& a, const ResolvedPoint& p) {
    if (p.known->has_covariates)
        a.learnability = {0, learned_share(a.learnability, p.known->target)};  // of degree 0 there is nothing
    else
        a.learnability.resize(p.known->functions == Functions::gaussian
                                  ? std::min(p.shown.size(), p.known->model.coarsest().spectrum.levels.size())
                                  : p.shown.size());
}

/// A bound that is no small part of the number.
void tell_unresolved(Answer& a, const ResolvedPoint& p) {
    if (!(a.risk.error_bound > useful * a.risk.test_error)) return;
    a.status = p.known->functions == Functions::gaussian
                   ? "unresolved: rounding decides here; error_bound says how far to trust the number"
                   : "unresolved: the eigenvalues that decide here lie beyond the degrees that were computed; "
                     "error_bound says how far to trust the number, and a positive ridge, fewer samples or a higher "
                     "dimension would help";
}

Answer of_populations(const ResolvedPoint& p) {
    require_plain_fit(p, p.training.finished() && !p.optimal_time);
    Answer a = populations_answer(p);
    tell_learned(a, p);
    check_numbers(a);
    tell_unresolved(a, p);
    return a;
}

Answer of_lengths(const ResolvedPoint& p) {
    Answer a = radial_answer(p);
    a.weakness =
        weakness_of(a, p, a.learnability.data() + p.shown.size(),
                    {{p.setting.samples, p.setting.width}, a.ridge / p.setting.samples, p.noise_variance, p.ensemble});
    tell_learned(a, p);
    check_numbers(a);
    tell_unresolved(a, p);
    return a;
}

Answer of_losses(const ResolvedPoint& p) {
    if (p.ridge.value < 0 && !p.optimal_ridge)
        throw DomainError("ridge", p.ridge.value,
                          "with signs as labels, or another loss than the square, a ridge is at least 0");
    require_plain_fit(p, false);
    require_one_layer(p.known->model.coarsest().spectrum, "a loss other than the square, or of signs as labels,");
    Answer a = convex_answer(p);
    check_numbers(a);
    return a;
}

}  // namespace

std::vector<Mode> shown_modes(int highest, const std::vector<Mode>& others) {
    std::vector<Mode> modes;
    for (int k = 0; k <= std::max(3, highest); ++k) modes.emplace_back(k);
    for (const Mode& mode : others)
        if (mode != Mode(mode.degree)) modes.push_back(mode);
    return modes;
}

Answer answer_of(const ResolvedPoint& p) {
    if (p.objective && !p.optimal_ridge)
        throw DomainError("of", word_of(*p.objective),
                          "it says what the best ridge is best for; give ridge = opt with it, or leave it out");
    if (p.known->radial_risk) return of_lengths(p);
    if (p.has_loss()) return of_losses(p);
    if (p.labels.flip > 0)
        throw DomainError("flip", p.labels.flip,
                          "only signs can be turned: labels = sign, probit(D), logistic(G) or mixture(S)");
    if (p.objective && *p.objective != Objective::test_error && *p.objective != Objective::test_loss)
        throw DomainError("of", word_of(*p.objective),
                          "this needs signs: labels = sign, probit(D), logistic(G) or mixture(S)");
    if (p.known->linear && p.known->linear->model.has_kinds_of_samples()) return of_populations(p);
    const Resolved& model = p.known->model;
    Answer a;
    a.setting = p.setting;
    a.modes = p.shown;
    a.training = p.training;
    require_plain_fit(p, a.training.finished() && !p.optimal_time);
    const Ridge<> ridge{p.optimal_ridge ? 0 : p.ridge.value, p.ridge.convention};
    Operation<> op = operation(p.setting.samples, p.setting.width, ridge.with_diagonal(model.mean_diagonal()),
                               p.noise_variance, p.ensemble, p.known->dimension);
    resolve_ridge(a, op, p);
    // those of the record, then those of the target; of a target that is spread over the modes these alone
    std::vector<Mode> modes = p.known->has_covariates ? std::vector<Mode>{} : p.shown;
    if (p.known->has_dimension() || p.known->has_covariates)
        for (const auto& [mode, energy] : p.target.energy) modes.push_back(mode);
    // an optimal time may be anywhere, so that the end has to be resolved as well
    if (a.training.finished()) {
        a.risk = model.at(p.target, op);
        if (p.known->linear) regress(a, p, *p.known->linear, op);
        if (p.known->shifted) shift(a.risk, *p.known->shifted, p, op);
        a.learnability = model.learnability(op, a.risk, modes);
    }
    if (p.trains) {
        require_one_layer(model.coarsest().spectrum, "a training that stops early");
        stop_early(a, p, op, modes);
    }
    if (p.known->has_dimension()) a.weakness = weakness_of(a, p, a.learnability.data() + p.shown.size(), op);
    a.rest_energy = p.target.rest;
    tell_learned(a, p);
    check_numbers(a);
    tell_unresolved(a, p);
    return a;
}

}  // namespace lazyrisk
