// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/convex_risk.hpp"

#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>

#include "lazyrisk/saddle/convex_ensemble.hpp"
#include "lazyrisk/saddle/harmonic_risk.hpp"
#include "lazyrisk/saddle/mixture_risk.hpp"
#include "lazyrisk/saddle/population.hpp"
#include "lazyrisk/saddle/risk_at_ends.hpp"
#include "lazyrisk/saddle/robust_limits.hpp"
#include "lazyrisk/saddle/separability.hpp"
#include "lazyrisk/saddle/solve_saddle.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// A ridge above this is infinite: what it leaves of the fit would not be a number.
constexpr double largest_ridge = 1e100;

void check_energy(const Target<>& target, bool has_constant) {
    double total = target.rest;
    for (const auto& [mode, energy] : target.energy) {
        total += energy;
        if (has_constant && mode == Mode(0) && energy > 0)
            throw NotCovered(
                "labels of a target with a constant part are not balanced, which this theory takes them to be; "
                "leave out the energy of degree 0");
    }
    if (!(total > 0)) throw DomainError("energy", total, "labels need a target: some energy has to be positive");
}

/// Samples up to which labels are separable.
double threshold(const LearnedField<>& field, double h) { return h > 0 ? field.effective_width() / h : infinite<>; }

template <class L>
constexpr bool is_hard = requires {
    L::hard;
};

/// The state and outputs of one question.
template <MarginLoss L>
class Classifier {
public:
    Classifier(const L& loss, const ConvexProblem& problem, const Spectrum<>& spectrum, const Target<>& target)
        : loss_(loss),
          p_(problem),
          spectrum_(spectrum),
          field_(spectrum, target, problem.width),
          channel_(problem.labels, field_),
          whole_(problem.labels),
          h_(separability(channel_)) {}

    ConvexRisk<> risk() const {
        ConvexRisk<> risk = of_fit();
        risk.separability = h_;
        risk.threshold_samples = threshold(field_, h_);
        return risk;
    }

private:
    ConvexRisk<> of_fit() const {
        if (is_infinite(p_.samples) && !(p_.ridge > largest_ridge)) return of_population();
        // V = mass/ridge: beyond this the limit is all that double precision sees
        constexpr double largest_step = 1e18;
        if (!is_hard<L> && !std::is_same_v<L, SquareLoss> && p_.ridge > 0 &&
            field_.averaging().mass > largest_step * p_.ridge)
            throw NotCovered("so small a ridge cannot be told from 0 with this loss: use 0, its limit, or at least " +
                             to_text(field_.averaging().mass / largest_step));
        if (!is_hard<L> && p_.ridge > largest_ridge) return of_infinite_ridge();
        constexpr bool square = std::is_same_v<L, SquareLoss>;
        if constexpr (square) {
            if (p_.ridge == 0) return of_least_squares();
            return outputs(loss_, {p_.samples, p_.ridge});
        } else {
            if (!is_hard<L> && p_.ridge > 0) return outputs(loss_, {p_.samples, p_.ridge});
            if (field_.effective_width() > h_ * p_.samples) return of_margin();
            if constexpr (is_hard<L>) {
                throw NotCovered("not separable: no hard margin; the threshold is n = " +
                                 to_text(field_.effective_width() / h_) + " (lazyrisk threshold)");
            } else {
                return outputs(loss_, {p_.samples, 0});
            }
        }
    }

    L loss_;
    const ConvexProblem& p_;
    const Spectrum<>& spectrum_;
    LearnedField<> field_;
    LabelChannel<> channel_;
    LabelChannel<> whole_;  ///< of the whole field: of scores whose learnable parts differ
    double h_;

    void of_test(ConvexRisk<>& risk, const SaddlePoint<>& at) const {
        of_test(risk, at.t * std::sqrt(field_.learnable()), at.r * at.r + at.t * at.t * field_.missed());
    }

    template <MarginLoss Other>
    ConvexRisk<> outputs(const Other& loss, const ConvexFitSizes<>& sizes) const {
        const SaddlePoint<> at = solve_saddle(loss, channel_, field_, sizes);
        if (const auto risk = by_harmonics(loss, sizes, at)) return *risk;
        ConvexRisk<> risk = convex_outputs(loss, channel_, field_, sizes, at);
        if (p_.ensemble != 1 && !is_infinite(p_.width))
            use_ensemble(risk, is_infinite(at.field.k) ? shared_average(false) / (sizes.ridge * sizes.ridge)
                                                       : shared_variance(loss, whole_, field_, sizes, at));
        return risk;
    }

    /// Where the label is a function of one index.
    std::optional<ConvexRisk<>> by_harmonics(const Loss& loss, const ConvexFitSizes<>& sizes,
                                             const SaddlePoint<>& at) const {
        if (is_infinite(p_.dimension) || p_.ensemble != 1) return std::nullopt;
        return harmonic_risk(loss, p_.labels, p_.dimension, spectrum_, p_.width, sizes, at);
    }

    /// Scores averaged over members: the overlap stays, the rest of the variance falls.
    void use_ensemble(ConvexRisk<>& risk, double shared) const {
        const double averaged =
            is_infinite(p_.ensemble) ? shared : shared + (risk.prediction_variance - shared) / p_.ensemble;
        of_test(risk, risk.overlap, std::max(averaged - risk.overlap * risk.overlap, 0.0));
        risk.error_bound += 1e-12;
    }

    /// Everything that is known of a new sample from the score's overlap and the rest of its variance alone.
    void of_test(ConvexRisk<>& risk, double overlap, double rest) const {
        tell_test_numbers(loss_, whole_, 0.0, overlap, std::sqrt(rest), risk);
    }

    /// The same error at every ridge beyond all others; the fit itself is 0.  Formula (15.19).
    ConvexRisk<> of_infinite_ridge() const {
        ConvexRisk<> risk;
        if constexpr (!is_hard<L>) {
            if (field_.has_certain())
                throw NotCovered(
                    "an infinite ridge, and degrees that are learned at every ridge: the limits do not commute; give a "
                    "finite one");
            ConvexRisk<> averaged;
            const bool population = is_infinite(p_.samples);
            const SaddlePoint<> at = population ? population_fit(loss_, channel_, field_, infinite<>)
                                                : detail::averaging(loss_, channel_, field_, {p_.samples, 1.0});
            if (!(at.t > 0) && population) return of_nothing();
            of_test(averaged, at);
            if (p_.ensemble != 1 && !is_infinite(p_.width)) use_ensemble(averaged, shared_average(population));
            if (!population)
                if (const auto by_index = by_harmonics(loss_, {p_.samples, 1.0}, at)) averaged = *by_index;
            risk.error_rate = averaged.error_rate;
            risk.clean_error_rate = averaged.clean_error_rate;
            shrink_to_0(loss_, risk);
            const double sigma = std::sqrt(at.t * at.t + at.r * at.r);
            risk.train_error_rate =
                population || is_infinite(p_.dimension)
                    ? detail::margin_below(channel_, channel_.at(at.t, at.r), -at.V * loss_.slope(0.0) / sigma)
                    : averaged.train_error_rate;
            risk.error_bound = 1e-14;
        }
        return risk;
    }

    /// What averages of the labels over different features share, per (g0/ridge)^2 of the samples' mean or sum.
    double shared_average(bool population) const {
        const auto a = field_.averaging();
        const double mean = channel_.label_mean(), sampled = a.mass / p_.width,
                     squared = a.squared - sampled * a.overlap;
        if (population) return mean * mean * squared;
        const double pull = p_.samples * loss_.slope(0.0);
        return pull * pull * (mean * mean * squared + (a.squares - sampled * a.mass) / p_.samples);
    }
    /// What least squares that interpolate by different features share: (15.23) with V g = y - f.
    double shared_interpolation(const SaddlePoint<>& point) const {
        const FieldSums<double>& f = point.field;
        const double t = point.t / f.a1, part = f.D2 / p_.samples;
        return (t * t / field_.learnable() * f.learned2 + part * (1 - 2 * point.t * channel_.mean_field())) /
               (1 - part);
    }
    /// What population fits of different features share.
    double shared_population(double overlap, double u) const {
        const FieldSums<double> f = field_.at(u);
        const double learned = field_.learnable() * f.a1;
        return overlap * overlap / (learned * learned) * f.learned2;
    }

    /// Ridge 0, the square loss.  Formula (15.10).
    ConvexRisk<> of_least_squares() const {
        SaddlePoint<> point;
        const Equivalent<> at = solve(field_.degrees(), Sizes<>{p_.samples, p_.width}, 0.0);
        if (field_.effective_width() < p_.samples) return outputs(SquareLoss{}, {p_.samples, 0});
        point.u = at.effective_ridge - field_.k0();
        point.field = field_.at(point.u);
        const double off = set_square_score(channel_, p_.samples, point);
        ConvexRisk<> risk;
        const bool pole = is_infinite(off) || at.singular == Singular::threshold || at.singular == Singular::full_rank;
        const bool averaged = p_.ensemble != 1 && !is_infinite(p_.width);
        if (pole && !(averaged && is_infinite(p_.ensemble))) {
            risk = spread_without_end();
            risk.effective_ridge = at.effective_ridge;
            return risk;
        }
        if (pole)  // endless spread, of which an endless ensemble keeps nothing
            of_test(risk, point.t * std::sqrt(field_.learnable()), 0);
        else
            of_test(risk, point);
        if (averaged) use_ensemble(risk, shared_interpolation(point));
        risk.effective_ridge = at.effective_ridge;
        risk.support = 1;
        if (pole) {
            risk.weight_norm = infinite<>;
            return risk;
        }
        // V g tends to y - f on a new sample
        SaddlePoint<> fitted = point;
        fitted.V = 1;
        risk.weight_norm = detail::weight_norm(field_, {p_.samples, 0}, fitted, off);
        risk.error_bound = 1e-13;
        return risk;
    }

    /// Ridge 0, separable: the direction of the hard margin.  Formula (15.21).
    ConvexRisk<> of_margin() const {
        const ConvexFitSizes<> sizes{p_.samples, 1};
        ConvexRisk<> risk = outputs(MarginConstraint{}, sizes);
        if constexpr (!is_hard<L>) {
            const auto test_loss = [&] {
                const double rest = std::max(risk.prediction_variance - risk.overlap * risk.overlap, 0.0);
                return detail::test_loss(loss_, whole_, risk.overlap, std::sqrt(rest));
            };
            come_to_margin(loss_, test_loss, risk);
        } else {
            risk.objective = risk.weight_norm / (2 * p_.samples);
        }
        return risk;
    }

    /// Infinitely many samples; the ridge is per sample.  Formula (15.30).
    ConvexRisk<> of_population() const {
        if constexpr (is_hard<L>) {
            throw NotCovered("infinitely many samples have no hard margin that this theory knows; give a number");
        } else {
            const SaddlePoint<> point = population_fit(loss_, channel_, field_, p_.ridge);
            if (!(point.t > 0)) return of_nothing();
            if (is_infinite(point.t)) return of_endless();
            ConvexRisk<> risk;
            of_test(risk, point);
            if (p_.ensemble != 1 && !is_infinite(p_.width)) {
                const double unit = loss_.slope(0.0) / p_.ridge;
                use_ensemble(risk, is_infinite(point.u) ? unit * unit * shared_average(true)
                                                        : shared_population(risk.overlap, point.u));
            }
            const double sigma = std::sqrt(point.t * point.t + point.r * point.r);
            risk.support = detail::margin_below(channel_, channel_.at(point.t, point.r), 1 / sigma);
            finish_population(risk);
            if (is_infinite(point.u)) {  // f = c E[y phi(x)] phi: its norm is that of the average
                const double mean = channel_.label_mean() * loss_.slope(0.0) / p_.ridge;
                risk.weight_norm = mean * mean * field_.averaging().overlap;
                risk.effective_ridge = infinite<>;
            } else if (point.u > 0 || field_.has_sums_at_0()) {
                const FieldSums<double> f = field_.at(point.u);
                risk.weight_norm = point.t * point.t * population_norm(field_, f);
                risk.effective_ridge = f.k;
            } else {
                risk.weight_norm = infinite<>;
            }
            if (p_.ridge > 0) risk.objective += p_.ridge * risk.weight_norm / 2;
            return risk;
        }
    }
    /// There is nothing to be learned: f = 0.
    ConvexRisk<> of_nothing() const {
        ConvexRisk<> risk = chance(loss_);
        finish_population(risk);
        if constexpr (!is_hard<L>) risk.effective_ridge = idle_ridge(loss_, field_, p_.ridge);
        return risk;
    }
    /// Margins of which the loss wants ever more.
    ConvexRisk<> of_endless() const {
        ConvexRisk<> risk;
        SaddlePoint<> finite;
        finite.t = 1;
        finite.r = 0;
        of_test(risk, finite);
        if (p_.ensemble != 1 && !is_infinite(p_.width)) use_ensemble(risk, shared_population(risk.overlap, 0));
        grow_without_end(risk);
        finish_population(risk);
        return risk;
    }
    /// What the whole population is trained on it is tested on.
    void finish_population(ConvexRisk<>& risk) const {
        risk.train_loss = risk.objective = risk.test_loss;
        risk.train_error_rate = risk.error_rate;
        risk.effective_ridge = field_.k0();
        risk.error_bound = 1e-13;
    }
};

}  // namespace

Separability separability(const Labels& labels, const Spectrum<>& spectrum, const Target<>& target, double width,
                          bool has_constant) {
    check_energy(target, has_constant);
    if (!labels.are_signs())
        throw DomainError("labels", to_text(labels),
                          "separability is of labels that are signs: sign, probit(D), logistic(g)");
    const LearnedField<> field(spectrum, target, width);
    if (labels.kind == LabelKind::mixture) return mixture_separability(labels, field);
    const double h = separability(LabelChannel<>(labels, field));
    return {h, field.effective_width(), threshold(field, h)};
}

double threshold_width(const Labels& labels, const Spectrum<>& spectrum, const Target<>& target, double samples,
                       bool has_constant) {
    // width/h(width) rises: what more features learn only lowers h
    const auto left = [&](double log_width) {
        const Separability s = separability(labels, spectrum, target, std::exp(log_width), has_constant);
        return std::log(s.effective_width / samples) - std::log(std::max(s.h, 1e-300));
    };
    const Separability widest = separability(labels, spectrum, target, infinite<>, has_constant);
    if (!widest.separates(samples)) return infinite<>;
    double low = std::log(samples) - 40, high = std::log(samples) + 1;
    if (left(low) > 0) return 0;
    while (left(high) < 0 && high < 600) high += 5;
    std::uintmax_t steps = 200;
    const auto found =
        boost::math::tools::toms748_solve(left, low, high, boost::math::tools::eps_tolerance<double>(52), steps);
    return std::exp((found.first + found.second) / 2);
}

ConvexRisk<> convex_risk(const ConvexProblem& problem, const Spectrum<>& spectrum, const Target<>& target) {
    check_energy(target, problem.has_constant);
    if (problem.labels.kind == LabelKind::mixture) return mixture_risk(problem, spectrum, target);
    return std::visit(
        [&]<class L>(const L& loss) -> ConvexRisk<> {
            if constexpr (MarginLoss<L>) {
                if (problem.labels.are_signs()) {
                    return Classifier<L>(loss, problem, spectrum, target).risk();
                }
                throw DomainError("loss", to_text(problem.loss),
                                  "this loss takes labels that are signs: sign, probit(D), logistic(g)");
            } else {
                throw DomainError("loss", to_text(problem.loss),
                                  "this loss takes labels that are numbers: labels = regression");
            }
        },
        problem.loss);
}

RobustRisk<> robust_risk(const ConvexProblem& problem, const Spectrum<>& spectrum, const Target<>& target) {
    return std::visit(
        [&]<class L>(const L& loss) -> RobustRisk<> {
            if constexpr (ResidualLoss<L>) {
                if (problem.labels.are_signs())
                    throw DomainError("loss", to_text(problem.loss),
                                      "this loss takes labels that are numbers: labels = regression");
                if (is_best_huber(problem.loss))
                    throw DomainError("loss", to_text(problem.loss),
                                      "answer() finds the threshold; here it is a number");
                if (problem.ensemble != 1) throw NotCovered("ensembles of fits with this loss are not covered");
                const LearnedField<> field(spectrum, target, problem.width);
                const auto noise = noise_parts<double>(problem.noise, problem.noise_variance);
                const double variance = problem.noise.is_plain() ? problem.noise_variance : problem.noise.variance();
                RobustRisk<> risk =
                    problem.ridge > largest_ridge  ? robust_null(loss, noise, field)
                    : is_infinite(problem.samples) ? robust_population(loss, noise, field, problem.ridge)
                    : problem.ridge > 0
                        ? robust_risk(loss, noise, field, ConvexFitSizes<>{problem.samples, problem.ridge})
                    : field.effective_width() < problem.samples
                        ? robust_without_ridge(loss, noise, field, problem.samples)
                        : robust_interpolation(loss, noise, variance, field, problem.samples);
                if (problem.noise.freedom > 0) risk.test_error = risk.excess_risk + problem.noise.variance();
                if (problem.noise.freedom > 0 && problem.noise.freedom <= 1)  // not even E |noise| is finite
                    risk.test_loss = risk.train_loss = risk.objective = infinite<>;
                return risk;
            } else {
                throw DomainError("loss", to_text(problem.loss), "expected a loss of the residual");
            }
        },
        problem.loss);
}

}  // namespace lazyrisk
