// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/mixture_risk.hpp"

#include <boost/math/tools/minima.hpp>
#include <cmath>

#include "lazyrisk/saddle/harmonic_contraction.hpp"
#include "lazyrisk/saddle/harmonic_outputs.hpp"
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

/// The square loss in closed form.  Formulas (15.10), (15.24).
HarmonicPoint square_start(const Labels& labels, const LearnedField<>& field, const ConvexFitSizes<>& sizes) {
    const ClassMeans mean(labels, field);
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
    const double t = f.a1 * mean.label / (1 + f.a1 * mean.own * mean.own), part = f.T2 / sizes.samples;
    const double off = 1 - 2 * t * mean.label + t * t * (1 + mean.own * mean.own);
    p.t = {t};
    p.r = std::sqrt((f.c2 * t * t + part * off) / (1 - part));
    p.beta = std::sqrt(sizes.samples * (off + p.r * p.r)) / (1 + V);
    p.tau = V * p.beta;
    return p;
}

/// One loss of one mixture.
template <MarginLoss L>
class Mixture {
public:
    Mixture(const L& loss, const Labels& labels, const LearnedField<>& field)
        : loss_(loss), labels_(labels), field_(field), places_(class_places(labels)) {
        fields_.add(1, field, 1);
    }

    ConvexRisk<> risk(const ConvexFitSizes<>& sizes) const {
        std::optional<HarmonicPoint> p = find(sizes);
        if (!p) p = by_path(sizes);
        if (!p)
            throw NotConverged(
                "the saddle of this loss did not settle; a larger ridge or a size further from the threshold of "
                "separability would help");
        return harmonic_outputs(loss_, fields_, places_, places_, sizes, *p);
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
            risk.test_error = risk.support = 1;
            risk.test_loss = risk.train_loss = risk.objective = loss_.value(0.0);
            risk.calibration_error = 0.5 - risk.error_rate;
            risk.calibration_slope = risk.error_rate < 0.5 ? infinite<> : 0;
            risk.best_temperature = risk.error_rate < 0.5 ? 0 : infinite<>;
            risk.effective_ridge = infinite<>;
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
    if (is_infinite(problem.samples))
        throw NotCovered("infinitely many samples of a mixture are not covered; give a number");
    const LearnedField<> field(spectrum, target, problem.width);
    const Separability s = mixture_separability(problem.labels, field);
    ConvexRisk<> risk = std::visit(
        [&]<class L>(const L& loss) -> ConvexRisk<> {
            if constexpr (MarginLoss<L>) {
                const Mixture<L> mixture(loss, problem.labels, field);
                constexpr bool is_hard = requires { L::hard; };
                if (!is_hard && problem.ridge > 1e100) return mixture.at_infinite_ridge(problem.samples);
                if (!is_hard && problem.ridge > 0) return mixture.risk({problem.samples, problem.ridge});
                if (std::is_same_v<L, SquareLoss> && !(field.effective_width() < problem.samples))
                    throw NotCovered("least squares that interpolate a mixture are not covered: give a small ridge");
                if (is_hard && !s.separates(problem.samples))
                    throw NotCovered("not separable: no hard margin; the threshold is n = " + to_text(s.samples) +
                                     " (lazyrisk threshold)");
                if (is_hard) return mixture.risk({problem.samples, 1});
                if (!std::is_same_v<L, SquareLoss> && s.separates(problem.samples))
                    throw NotCovered(
                        "classes of a mixture that are separable have no fit without a ridge here: give a small one, "
                        "or the loss margin");
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
