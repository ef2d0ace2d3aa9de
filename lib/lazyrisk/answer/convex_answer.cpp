// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/convex_answer.hpp"

#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "lazyrisk/answer/label_harmonics.hpp"
#include "lazyrisk/problem/ridge.hpp"
#include "lazyrisk/saddle/convex_risk.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

bool is_hard_margin(const Loss& loss) { return std::holds_alternative<MarginConstraint>(loss); }

/// What makes no sense together, in the order in which it is typed.
void check_convex(const ResolvedPoint& p) {
    const bool signs = p.labels.are_signs();
    if (p.labels.flip > 0 && !signs)
        throw DomainError("flip", p.labels.flip,
                          "only signs can be turned: labels = sign, probit(D), logistic(G) or mixture(S)");
    if (!signs && !is_square(p.loss) && !is_residual(p.loss))
        throw DomainError("loss", to_text(p.loss),
                          "this loss takes signs: labels = sign, probit(D), logistic(G) or mixture(S)");
    if (signs && is_residual(p.loss))
        throw DomainError("loss", to_text(p.loss), "this loss takes labels that are numbers: labels = regression");
    if (signs && p.noise_variance > 0)
        throw DomainError("noise", p.noise_variance, "the noise of signs is in labels = probit(D) and in flip");
    if (signs && !p.noise_law.is_plain())
        throw DomainError("noise-law", to_text(p.noise_law), "the noise of signs is in labels = probit(D) and in flip");
    if (!p.noise_law.is_plain() && p.noise_variance > 0)
        throw DomainError("noise", p.noise_variance, "the law of the noise has its variance; leave noise out");
    if (p.trains)
        throw NotCovered("a training that stops early is known for the square loss of labels that are numbers alone");
    if (is_hard_margin(p.loss)) {
        if (p.optimal_ridge || (p.ridge.value != 0 && p.ridge.value != Ridge<>{}.value))
            throw DomainError("ridge", p.optimal_ridge ? "opt" : to_text(p.ridge.value),
                              "the hard margin has no ridge; leave it out");
    }
    if (p.optimal_ridge && p.objective == Objective::error_rate && !signs)
        throw DomainError("of", "error_rate",
                          "an error rate needs signs: labels = sign, probit(D), logistic(G) or mixture(S)");
    if (p.optimal_ridge && p.objective == Objective::calibration && !signs)
        throw DomainError("of", "calibration",
                          "calibration needs signs: labels = sign, probit(D), logistic(G) or mixture(S)");
}

/// The regression that the square loss of signs is: energies E[y s]^2, and all else noise.  Formula (15.10).
Target<> regressed(const Target<>& target, double mean) {
    double total = target.rest;
    for (const auto& [mode, energy] : target.energy) total += energy;
    Target<> scaled = target;
    for (auto& [mode, energy] : scaled.energy) energy *= mean * mean / total;
    scaled.rest *= mean * mean / total;
    return scaled;
}

/// Everything at one ridge, lambda/n.
class AtRidge {
public:
    AtRidge(const ResolvedPoint& p, const Operation<>& op) : p_(p), op_(op) {}

    /// The same with the field taken for normal: near by, and a hundredth of the work.
    [[nodiscard]] AtRidge with_normal_field() const {
        AtRidge other(*this);
        other.normal_field_ = true;
        return other;
    }

    Answer operator()(double ridge_over_samples) const {
        Operation<> op = op_;
        op.ridge_over_samples = ridge_over_samples;
        Answer a;
        const Resolved& model = p_.known->model;
        if (!p_.labels.are_signs() && is_square(p_.loss)) {  // the law of the noise does not matter beyond its variance
            op.noise_variance = p_.noise_law.variance();
            if (std::isinf(op.noise_variance))
                throw NotCovered(
                    "the square loss of noise without a variance has an infinite risk; huber(1) or absolute has none");
            a.risk = model.at(p_.target, op);
            return a;
        }
        ConvexProblem problem{
            .loss = p_.loss,
            .labels = p_.labels,
            .noise = p_.noise_law,
            .noise_variance = p_.noise_variance,
            .samples = op.sizes.samples,
            .width = op.sizes.width,
            .ridge = is_infinite(op.sizes.samples) && ridge_over_samples > 0 && !is_infinite(ridge_over_samples)
                         ? ridge_over_samples
                         : times(ridge_over_samples, op.sizes.samples),
            .ensemble = op.ensemble,
            .dimension = is_one_index() && !normal_field_ ? p_.known->dimension.value : infinite<>,
            .has_constant = p_.known->functions != Functions::gaussian};
        if (is_hard_margin(p_.loss)) problem.ridge = 0;
        const Resolved::Stage* stage = &model.resolving(op);
        // each sample has a direction of its own in a tail, whatever the number of samples
        const bool limit = is_infinite(p_.known->dimension.value) || std::isnan(p_.known->dimension.value);
        if (limit && is_infinite(op.sizes.samples) && is_infinite(op.sizes.width) && !(ridge_over_samples > 0) &&
            stage->spectrum.tail > 0 && !is_square(p_.loss))
            throw NotCovered(
                "infinitely many samples and features with a tail of degrees that none learns: such a fit still "
                "depends on the total ridge, and is not covered for this loss; give a finite width, many samples, or a "
                "ridge per sample");
        for (int pass = 0;; ++pass) {
            fill(a, problem, *stage);
            // as fine a spectrum as the effective ridge of this loss needs: it may be below the square loss' own
            const Resolved::Stage* finer = &model.resolving(same_ridge(a.risk.effective_ridge));
            if (finer->spectrum.levels.size() <= stage->spectrum.levels.size() || pass == 8) break;
            stage = finer;
        }
        const bool mixture = p_.labels.kind == LabelKind::mixture;
        if (p_.labels.are_signs() && is_square(p_.loss) && !mixture) use_regression(a, op);
        return a;
    }

    /// A target of degree 1 alone, on the sphere: the label is a function of one index.
    [[nodiscard]] bool is_one_index() const;
    /// Is some harmonic of the label beyond the first learned to a hundredth, or the number of samples of order d^2?
    [[nodiscard]] bool learns_label(const Answer& a) const;

private:
    const ResolvedPoint& p_;
    Operation<> op_;
    bool normal_field_ = false;

    static double times(double a, double b) { return a == 0 ? 0 : a * b; }

    /// Infinitely wide features with this effective ridge.
    static Operation<> same_ridge(double effective_ridge) { return {{infinite<>, infinite<>}, effective_ridge, 0, 1}; }

    void fill(Answer& a, const ConvexProblem& problem, const Resolved::Stage& stage) const {
        Risk<>& r = a.risk;
        r.has_sources = false;
        a.of_squares = false;
        if (p_.labels.are_signs()) {
            a.classifier = convex_risk(problem, stage.spectrum, p_.target);
            r.test_error = a.classifier->test_error;
            r.effective_ridge = a.classifier->effective_ridge;
            r.weight_norm = a.classifier->weight_norm;
            r.error_bound = a.classifier->error_bound;
        } else {
            a.robust = robust_risk(problem, stage.spectrum, p_.target);
            r.test_error = a.robust->test_error;
            r.excess_risk = a.robust->excess_risk;
            r.effective_ridge = a.robust->effective_ridge;
            r.weight_norm = a.robust->weight_norm;
            r.error_bound = a.robust->error_bound;
        }
        if (r.effective_ridge > 0 && !is_infinite(r.effective_ridge)) {
            const DegreeSums<double> sums = stage.degrees.sums(r.effective_ridge);
            r.degrees_of_freedom = sums.df1;
            r.degrees_of_freedom_2 = sums.df2;
        }
    }

    void use_regression(Answer& a, const Operation<>& op) const {
        ConvexRisk<>& c = *a.classifier;
        if (is_one_index()) {
            const OneIndexRisk one = one_index_risk(p_.known->model, p_.labels, p_.known->dimension.value, op);
            a.risk = one.risk;
            c.error_rate = one.error_rate;
            c.clean_error_rate = one.clean_error_rate;
            c.overlap = one.overlap;
            c.prediction_variance = one.prediction_variance;
            c.error_bound = std::max({c.error_bound, one.risk.error_bound, 1e-13});
        } else {
            const double mean = label_mean(p_.labels);
            Operation<> regression = op;
            regression.noise_variance = 1 - mean * mean;
            a.risk = p_.known->model.at(regressed(p_.target, mean), regression);
        }
        a.of_squares = true;
        c.test_error = a.risk.test_error;
        c.test_loss = a.risk.test_error / 2;
        c.train_loss = a.risk.train_error / 2;
        a.risk.error_bound = std::max(a.risk.error_bound, c.error_bound);
    }
};

bool AtRidge::is_one_index() const {
    if (!p_.known->on_sphere || p_.target.rest > 0 || p_.labels.kind == LabelKind::mixture) return false;
    for (const auto& [mode, energy] : p_.target.energy)
        if (energy > 0 && mode != Mode(1)) return false;
    return true;
}

bool AtRidge::learns_label(const Answer& a) const {
    const std::vector<double> learned = p_.known->model.learnability(op_, a.risk, {Mode(3), Mode(5)});
    return learned[0] > 0.01 || learned[1] > 0.01 ||
           op_.sizes.samples * 2 > p_.known->dimension.value * p_.known->dimension.value;
}

/// The number that an optimal ridge makes least.
double value_of(const Answer& a, Objective objective) {
    switch (objective) {
        case Objective::error_rate:
            return a.classifier->error_rate;
        case Objective::test_loss:
            return a.classifier ? a.classifier->test_loss : a.robust ? a.robust->test_loss : a.risk.test_error / 2;
        case Objective::calibration:
            return a.classifier->calibration_error;
        case Objective::test_error:
            break;
    }
    return a.robust ? a.robust->excess_risk : a.risk.test_error;
}

/// The least of a scan over the logarithm of lambda/n, refined; the ends 0 and infinity are compared.  Formula (15.10).
double best_ridge(const AtRidge& at, Objective objective, double unit) {
    const auto value_by = [&](const AtRidge& how, double ridge) {
        try {
            const double v = value_of(how(ridge), objective);
            return std::isnan(v) ? infinite<> : v;
        } catch (const NotCovered&) {
            return infinite<>;
        }
    };
    const auto value = [&](double ridge) { return value_by(at, ridge); };
    const AtRidge near_by = at.with_normal_field();
    constexpr int steps = 48;
    const double low = std::log(unit) - 26, high = std::log(unit) + 14;
    std::vector<double> seen;
    for (int i = 0; i <= steps; ++i) seen.push_back(value_by(near_by, std::exp(low + (high - low) * i / steps)));
    double best = infinite<>, least = value(infinite<>);
    for (int i = 1; i < steps; ++i) {
        const std::size_t k = std::size_t(i);
        if (seen[k] > seen[k - 1] || seen[k] > seen[k + 1] || std::isinf(seen[k])) continue;
        // where ridges no longer matter it is flat up to rounding, and an end is as good
        constexpr double flat = 1 - 1e-9;
        if (seen[k] > seen[k - 1] * flat && seen[k] > seen[k + 1] * flat) continue;
        std::uintmax_t passes = 60;
        const double width = (high - low) / steps, around = at.is_one_index() ? 2 : 1;
        const auto found =
            boost::math::tools::brent_find_minima([&](double x) { return value(std::exp(x)); },
                                                  low + (i - around) * width, low + (i + around) * width, 26, passes);
        if (found.second < least) best = std::exp(found.first), least = found.second;
    }
    if (const double none = value(0); none <= least) best = 0;
    return best;
}

/// Huber's loss with the threshold of the least excess risk: a scan over its logarithm, refined.
Loss best_huber(const ResolvedPoint& p) {
    const auto value = [&](double log_threshold) {
        ResolvedPoint at = p;
        at.loss = HuberLoss{std::exp(log_threshold)};
        try {
            return convex_answer(at).robust->excess_risk;
        } catch (const NotCovered&) {
            return infinite<>;
        } catch (const NotConverged&) {
            return infinite<>;
        }
    };
    constexpr int steps = 24;
    const double low = std::log(1e-4), width = std::log(1e8) / steps;
    int best = 0;
    double least = infinite<>;
    for (int i = 0; i <= steps; ++i)
        if (const double v = value(low + width * i); v < least) best = i, least = v;
    if (std::isinf(least)) return HuberLoss{};  // whose answer says why
    std::uintmax_t passes = 60;
    const auto found = boost::math::tools::brent_find_minima(value, low + width * std::max(best - 1, 0),
                                                             low + width * std::min(best + 1, steps), 26, passes);
    // the least is flat: digits beyond these are noise
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", std::exp(found.first));
    return HuberLoss{std::strtod(text, nullptr)};
}

}  // namespace

double label_mean(const Labels& labels) { return LabelChannel<>(labels).label_mean(); }

Answer convex_answer(const ResolvedPoint& p) {
    check_convex(p);
    if (is_best_huber(p.loss)) {
        ResolvedPoint chosen = p;
        chosen.loss = best_huber(p);
        Answer a = convex_answer(chosen);
        a.loss = chosen.loss;
        return a;
    }
    const Resolved& model = p.known->model;
    const double diagonal = model.mean_diagonal();
    const Ridge<> ridge{p.optimal_ridge || is_hard_margin(p.loss) ? 0 : p.ridge.value, p.ridge.convention};
    const Operation<> op = operation(p.setting.samples, p.setting.width, ridge.with_diagonal(diagonal),
                                     p.noise_variance, p.ensemble, p.known->dimension);
    if (model.coarsest().spectrum.blocks && !is_infinite(op.sizes.width))
        throw NotCovered(
            "labels that are signs and other losses are known for features and for tangents of infinite width: width = "
            "inf");
    const AtRidge at(p, op);
    double over_samples = op.ridge_over_samples;
    if (p.optimal_ridge) {
        const Objective objective =
            p.objective.value_or(p.labels.are_signs() ? Objective::error_rate : Objective::test_error);
        over_samples = best_ridge(at, objective, diagonal / (is_infinite(op.sizes.samples) ? 1 : op.sizes.samples));
    }
    Answer a = at(over_samples);
    a.setting = p.setting;
    a.modes = p.shown;
    a.training = p.training;
    a.ridge = is_hard_margin(p.loss) ? 0
              : p.optimal_ridge      ? Ridge<>::from_over_samples(over_samples, p.ridge.convention, a.setting.samples,
                                                                  p.known->dimension, diagonal)
                                      .value
                                : p.ridge.value;
    a.learnability = model.learnability(op, a.risk, p.shown);
    a.rest_energy = p.target.rest;
    if (!is_square(p.loss) && p.labels.are_signs() && at.is_one_index() && at.learns_label(a))
        a.weakness = Weakness::labels;
    if (p.known->functions == Functions::gaussian)
        a.learnability.resize(std::min(p.shown.size(), model.coarsest().spectrum.levels.size()));
    return a;
}

}  // namespace lazyrisk
