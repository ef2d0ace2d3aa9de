// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/mixture_risk.hpp"

#include <boost/math/tools/minima.hpp>
#include <cmath>

#include "lazyrisk/saddle/harmonic_contraction.hpp"
#include "lazyrisk/saddle/harmonic_outputs.hpp"
#include "lazyrisk/saddle/population.hpp"
#include "lazyrisk/saddle/risk_at_ends.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Within a class the field is normal around the class's mean: one place, and all of the field's variance beside it.
std::vector<IndexNode> class_places(const Labels& labels) {
    return {{.u = 1, .weight = 1, .probability = 1 - labels.flip, .harmonic = {1, std::sqrt(labels.slope)}}};
}

/// The mean of the class's own s, and of the label times s, s the learnable part of the field.
struct ClassMeans {
    double own, label;
    ClassMeans(const Labels& labels, const LearnedField<>& field)
        : own(std::sqrt(labels.slope * field.learnable())), label((1 - 2 * labels.flip) * own) {}
};

/// t and r of the square loss at an effective ridge, and E (y - f)^2 without r^2; r is infinite at the pole.  Formulas
/// (15.10), (15.24).
double set_square_score(const Labels& labels, const LearnedField<>& field, const FieldSums<double>& f, double samples,
                        HarmonicPoint& p) {
    const ClassMeans mean(labels, field);
    const double t = f.a1 * mean.label / (1 + f.a1 * mean.own * mean.own), part = f.T2 / samples;
    const double off = 1 - 2 * t * mean.label + t * t * (1 + mean.own * mean.own);
    p.t = {t};
    p.r = part < 1 ? std::sqrt((f.c2 * t * t + part * off) / (1 - part)) : infinite<>;
    return off;
}

/// The square loss in closed form.  Formulas (15.10), (15.24).
HarmonicPoint square_start(const Labels& labels, const LearnedField<>& field, const ConvexFitSizes<>& sizes) {
    HarmonicPoint p;
    FieldSums<double> f{};
    double V = 0;
    if (sizes.ridge > 0) {
        const Equivalent<> at =
            solve(field.degrees(), Sizes<>{sizes.samples, field.width()}, sizes.ridge / sizes.samples);
        p.u = std::max(at.effective_ridge - field.k0(), at.effective_ridge * 1e-12);
        f = field.at(p.u);
        V = f.T1 / sizes.samples / at.unused_samples;
    } else {
        f = detail::without_ridge(field, 1.0, 1.0).field;
        V = f.T1 / (sizes.samples - f.T1);
    }
    const double off = set_square_score(labels, field, f, sizes.samples, p);
    p.beta = std::sqrt(sizes.samples * (off + p.r * p.r)) / (1 + V);
    p.tau = V * p.beta;
    return p;
}

/// Means of the loss itself at scores of the classes, as PopulationMeans.
template <MarginLoss L>
class MixtureMeans {
public:
    MixtureMeans(const L& loss, const ScoreFields& fields, const std::vector<IndexNode>& places)
        : loss_(loss), fields_(fields), places_(places) {}

    [[nodiscard]] double pull(double t, double r) const {
        const double sigma = std::sqrt(t * t + r * r);
        double sum = 0;
        each(t, r, [&](double x, double weight) { sum += weight * x / sigma * loss_.slope(x); });
        return detail::finite_pull(sum);
    }
    [[nodiscard]] double curvature(double t, double r) const {
        double sum = 0;
        each(t, r, [&](double x, double weight) { sum += weight * loss_.curvature(x); });
        const HarmonicPoint p = point(t, r);
        const HarmonicScore score(fields_, places_, p);
        return sum + detail::steps_of_slope(loss_, [&](double kink) { return score.density(kink); });
    }

private:
    const L& loss_;
    const ScoreFields& fields_;
    const std::vector<IndexNode>& places_;

    static HarmonicPoint point(double t, double r) {
        HarmonicPoint p;
        p.t = {t};
        p.r = r;
        return p;
    }
    template <class F>
    void each(double t, double r, const F& f) const {
        const HarmonicPoint p = point(t, r);
        const HarmonicScore score(fields_, places_, p);
        for (std::size_t i = 0; i < score.mean.size(); ++i)
            each_of_label(score.mean[i], score.spread, score.weight[i], f);
    }
    /// Down to the margins near 0, however rare: there the slope of a loss is, of which classes far apart see the rest.
    template <class F>
    void each_of_label(double mean, double spread, double label, const F& f) const {
        using Nodes = MarginNodes<double, panel_nodes<double>>;
        const double centre = -mean / spread, from = std::min(centre, 0.0) - detail::tilt<L>(spread) - 10;
        std::vector<double> breaks{centre};
        for (const double kink : loss_.kinks(0.0)) breaks.push_back((kink - mean) / spread);
        for (const auto& n : Nodes::rule(from, 10, breaks, {{centre, std::min(1.0, 2 / spread)}}))
            f(mean + spread * n.X, label * n.z0 * normal_density(n.X));
    }
};

/// One loss of one mixture.
template <MarginLoss L>
class Mixture {
public:
    Mixture(const L& loss, const Labels& labels, const LearnedField<>& field)
        : loss_(loss), labels_(labels), field_(field), places_(class_places(labels)) {
        fields_.add(1, field, 1);
    }

    ConvexRisk<> risk(const ConvexFitSizes<>& sizes) const {
        return harmonic_outputs(loss_, fields_, places_, places_, sizes, point(sizes));
    }
    [[nodiscard]] HarmonicPoint point(const ConvexFitSizes<>& sizes) const {
        std::optional<HarmonicPoint> p = find(sizes);
        if (!p) p = by_path(sizes);
        if (!p)
            throw NotConverged(
                "the saddle of this loss did not settle; a larger ridge or a size further from the threshold of "
                "separability would help");
        return *p;
    }
    /// Infinitely many samples, the ridge per sample.  Formula (15.30).
    ConvexRisk<> of_population(double ridge) const {
        ConvexRisk<> risk;
        if constexpr (!is_hard) {
            const ClassMeans mean(labels_, field_);
            const double whole = (1 - 2 * labels_.flip) * std::sqrt(labels_.slope);
            const SaddlePoint<> found = population_fit(loss_, MixtureMeans<L>(loss_, fields_, places_),
                                                       PopulationLabels{mean.label, whole, false}, field_, ridge);
            HarmonicPoint p;
            p.t = {found.t};
            p.r = found.r;
            p.u = found.u;
            if (!(found.t > 0)) {
                risk = chance(loss_);
                risk.effective_ridge = idle_ridge(loss_, field_, ridge);
                return risk;
            }
            const HarmonicScore score(fields_, places_, p);
            tell_test_numbers(loss_, score, risk);
            risk.train_loss = risk.objective = risk.test_loss;
            risk.train_error_rate = risk.error_rate;
            risk.support = score.margin_below(1);
            risk.effective_ridge = field_.k0() + p.u;
            risk.error_bound = 1e-13;
            if (is_infinite(p.u)) {
                const double pull = whole * loss_.slope(0.0) / ridge;
                risk.weight_norm = pull * pull * field_.averaging().overlap;
            } else {
                risk.weight_norm = p.u > 0 || field_.has_sums_at_0()
                                       ? found.t * found.t * population_norm(field_, field_.at(p.u))
                                       : infinite<>;
            }
            if (ridge > 0) risk.objective += ridge * risk.weight_norm / 2;
            if (is_infinite(ridge)) shrink_to_0(loss_, risk);
        }
        return risk;
    }
    /// Ridge 0 where the classes are separable: the direction of the hard margin, of which p is the fit.  Formula
    /// (15.21).
    ConvexRisk<> of_margin(const HarmonicPoint& p, double samples) const {
        ConvexRisk<> risk =
            harmonic_outputs(MarginConstraint{}, fields_, places_, places_, ConvexFitSizes<>{samples, 1}, p);
        if constexpr (!is_hard) {
            come_to_margin(
                loss_, [&] { return detail::mean_loss(loss_, HarmonicScore(fields_, places_, p)); }, risk);
        }
        return risk;
    }
    /// Ridge 0, the square loss of at most as many samples as features.  Formulas (15.10), (15.24).
    ConvexRisk<> of_interpolation(double samples) const {
        ConvexRisk<> risk;
        if constexpr (std::is_same_v<L, SquareLoss>) {
            const Equivalent<> at = solve(field_.degrees(), Sizes<>{samples, field_.width()}, 0.0);
            HarmonicPoint p = interpolating(at, samples);
            if (!(p.r < 1e150) || at.singular == Singular::threshold || at.singular == Singular::full_rank) {
                risk = spread_without_end();
            } else {
                tell_test_numbers(loss_, HarmonicScore(fields_, places_, p), risk);
                // V g tends to y - f on a new sample
                p.tau = p.beta = 1;
                risk.weight_norm = detail::weight_norm(fields_, {samples, 0}, p, risk.test_error);
                risk.error_bound = 1e-13;
            }
            risk.effective_ridge = at.effective_ridge;
            risk.support = 1;
        }
        return risk;
    }
    /// The same error rate at every ridge beyond all others; the fit itself is 0.  Formula (15.19).
    ConvexRisk<> at_infinite_ridge(double samples) const {
        ConvexRisk<> risk;
        if constexpr (!is_hard) {
            const ConvexFitSizes<> sizes{samples, 1};
            const HarmonicPoint p = detail::averaged(fields_, places_, loss_.slope(0.0), sizes);
            const ConvexRisk<> averaged = harmonic_outputs(loss_, fields_, places_, places_, sizes, p);
            risk.error_rate = averaged.error_rate;
            risk.clean_error_rate = averaged.clean_error_rate;
            risk.train_error_rate = averaged.train_error_rate;
            risk.error_bound = averaged.error_bound;
            shrink_to_0(loss_, risk);
        }
        return risk;
    }

private:
    static constexpr bool is_hard = requires { L::hard; };
    const L& loss_;
    const Labels& labels_;
    const LearnedField<>& field_;
    ScoreFields fields_;
    std::vector<IndexNode> places_;

    [[nodiscard]] HarmonicPoint interpolating(const Equivalent<>& at, double samples) const {
        HarmonicPoint p;
        p.u = std::max(at.effective_ridge - field_.k0(), 0.0);
        p.t = {0};
        if (!(p.u > 0) && !field_.has_sums_at_0()) p.r = infinite<>;
        if (!is_infinite(p.r)) set_square_score(labels_, field_, field_.at(p.u), samples, p);
        return p;
    }

    std::optional<HarmonicPoint> from(const ConvexFitSizes<>& sizes, const HarmonicPoint& start) const {
        return detail::harmonic_newton(loss_, fields_, places_, sizes, start);
    }
    std::optional<HarmonicPoint> find(const ConvexFitSizes<>& sizes) const {
        if (const auto p = from(sizes, square_start(labels_, field_, sizes))) return p;
        constexpr double largest_step = 1e3;  // V of a large ridge
        if (!is_hard && sizes.ridge > 0 && !field_.has_certain() &&
            field_.averaging().mass < largest_step * sizes.ridge)
            return detail::contracted(loss_, fields_, places_, sizes);
        return std::nullopt;
    }
    /// From a larger ridge, or without one from more samples or from fewer, for the hard margin from fewer.
    std::optional<HarmonicPoint> by_path(const ConvexFitSizes<>& sizes) const {
        if (!is_hard && sizes.ridge > 0)
            return along(0.5, [&](double f) { return ConvexFitSizes<>{sizes.samples, sizes.ridge * f}; });
        if (!is_hard)
            if (const auto p = along(0, [&](double f) { return ConvexFitSizes<>{sizes.samples * f, 0}; })) return p;
        return along(0, [&](double f) { return ConvexFitSizes<>{sizes.samples / f, sizes.ridge}; });
    }
    /// From where it is found to what is asked, tau and beta going with that power of the factor.
    template <class Easier>
    std::optional<HarmonicPoint> along(double power, const Easier& easier) const {
        std::optional<HarmonicPoint> p;
        double factor = 1;
        while (!p && factor < 1e30) {
            const ConvexFitSizes<> at = easier(factor *= 2);
            if (!is_hard && at.ridge == 0 && !(at.samples > 2 * field_.effective_width())) return std::nullopt;
            p = find(at);
        }
        double ratio = std::sqrt(std::sqrt(factor));
        for (int step = 0; p && factor > 1 && step < 400; ++step) {
            const double next = std::max(factor / ratio, 1.0), by = std::pow(factor / next, power);
            HarmonicPoint start = *p;
            start.tau *= by, start.beta /= by;
            if (const auto q = from(easier(next), start))
                p = q, factor = next;
            else if ((ratio = std::sqrt(ratio)) < 1 + 1e-6)
                return std::nullopt;
        }
        return factor == 1 ? p : std::nullopt;
    }
};

double misfit(const Labels& labels, const ClassMeans& mean, double c) {
    const double variance = 1 + c * c, sd = std::sqrt(variance);
    const auto positive = [&](double m) {  // E x_+^2
        return (m * m + variance) * normal_cdf(m / sd) + m * sd * normal_density(m / sd);
    };
    return (1 - labels.flip) * positive(-c * mean.own) + labels.flip * positive(c * mean.own);
}

}  // namespace

Separability mixture_separability(const Labels& labels, const LearnedField<>& field) {
    const ClassMeans mean(labels, field);
    std::uintmax_t steps = 500;
    const auto by_share = [&](double w) { return misfit(labels, mean, w / (1 - w)); };  // c = w/(1 - w)
    const auto least = boost::math::tools::brent_find_minima(by_share, 0.0, 1 - 1e-9, 26, steps);
    const double h = std::min(least.second, 0.5);
    return {h, field.effective_width(), h > 0 ? field.effective_width() / h : infinite<>};
}

ConvexRisk<> mixture_risk(const ConvexProblem& problem, const Spectrum<>& spectrum, const Target<>& target) {
    if (problem.ensemble != 1) throw NotCovered("ensembles of the classes of a mixture are not covered");
    const LearnedField<> field(spectrum, target, problem.width);
    const Separability s = mixture_separability(problem.labels, field);
    ConvexRisk<> risk = std::visit(
        [&]<class L>(const L& loss) -> ConvexRisk<> {
            if constexpr (MarginLoss<L>) {
                const Mixture<L> mixture(loss, problem.labels, field);
                constexpr bool is_hard = requires { L::hard; };
                if (is_infinite(problem.samples)) {
                    if (is_hard)
                        throw NotCovered(
                            "infinitely many samples have no hard margin that this theory knows; give a number");
                    return mixture.of_population(problem.ridge > 1e100 ? infinite<> : problem.ridge);
                }
                if (!is_hard && problem.ridge > 1e100) return mixture.at_infinite_ridge(problem.samples);
                if (!is_hard && problem.ridge > 0) return mixture.risk({problem.samples, problem.ridge});
                if (std::is_same_v<L, SquareLoss> && !(field.effective_width() < problem.samples))
                    return mixture.of_interpolation(problem.samples);
                if (is_hard && !s.separates(problem.samples))
                    throw NotCovered("not separable: no hard margin; the threshold is n = " + to_text(s.samples) +
                                     " (lazyrisk threshold)");
                if (!std::is_same_v<L, SquareLoss> && s.separates(problem.samples)) {
                    const MarginConstraint hard{};
                    return mixture.of_margin(
                        Mixture<MarginConstraint>(hard, problem.labels, field).point({problem.samples, 1}),
                        problem.samples);
                }
                return mixture.risk({problem.samples, 0});
            } else {
                throw DomainError("loss", to_text(problem.loss),
                                  "this loss takes labels that are numbers: labels = regression");
            }
        },
        problem.loss);
    risk.separability = s.h;
    risk.threshold_samples = s.samples;
    return risk;
}

}  // namespace lazyrisk
