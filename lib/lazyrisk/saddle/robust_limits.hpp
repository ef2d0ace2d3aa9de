// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Regression by a loss of the residual where a ridge or the samples are at an end.  Formula (15.31).
#pragma once

#include <vector>

#include "lazyrisk/saddle/robust.hpp"

namespace lazyrisk {

namespace detail {

/// A step at which the envelope is the loss itself to all digits.
inline constexpr double smallest_step = 1e-200;

/// Residuals at an excess risk.
template <ResidualLoss L>
ResidualMeans<double> residual_means(const L& loss, const std::vector<NoisePart<double>>& noise, double excess_risk,
                                     double V) {
    ResidualMeans<double> means;
    for (const NoisePart<double>& p : noise) means.add(p.weight, excess_risk + p.variance, loss.edge(V));
    return means;
}

/// E l'', by Stein's lemma in each part: the steps of l' count.
template <ResidualLoss L>
double mean_curvature(const L& loss, const std::vector<NoisePart<double>>& noise, double excess_risk) {
    const double V = smallest_step;
    double sum = 0;
    for (const NoisePart<double>& p : noise) {
        const double variance = excess_risk + p.variance;
        ResidualMeans<double> means;
        means.add(1.0, variance, loss.edge(V));
        sum += p.weight * (variance > 0 ? (loss.inner(V) * means.squares_inside +
                                           loss.template limit<double>() * means.size_outside) /
                                              variance
                                        : loss.inner(V));
    }
    return sum;
}

/// What the excess risk says of a new sample, and of all samples where the fit has seen them all.
template <ResidualLoss L>
RobustRisk<> told_of_test(const L& loss, const std::vector<NoisePart<double>>& noise, double excess_risk) {
    RobustRisk<> o;
    o.excess_risk = o.test_error = excess_risk;
    for (const NoisePart<double>& p : noise) o.test_error += p.weight * p.variance;
    o.test_loss = infinite<>;
    o.error_bound = 1e-13 * excess_risk;
    if (!is_infinite(excess_risk))
        o.test_loss = residual_loss(loss, residual_means(loss, noise, excess_risk, 0.0), 0.0, 1.0);
    return o;
}

/// Shares of the target's variance.
struct TargetParts {
    double missed, learnable;
    explicit TargetParts(const LearnedField<>& field)
        : missed(field.missed() * field.variance()), learnable(field.learnable() * field.variance()) {}
    /// b of (15.11) above what no fit learns.
    [[nodiscard]] double bias(const FieldSums<double>& f) const {
        return learnable * (f.omega1 * f.omega1 + f.c2 * f.a1 * f.a1);
    }
    /// E f^2 without what the samples' spread adds.
    [[nodiscard]] double fitted(const FieldSums<double>& f) const { return learnable * f.a1 * f.a1 * (1 + f.c2); }
};

}  // namespace detail

/// An infinite ridge: f = 0.
template <ResidualLoss L>
RobustRisk<> robust_null(const L& loss, const std::vector<NoisePart<double>>& noise, const LearnedField<>& field) {
    RobustRisk<> o = detail::told_of_test(loss, noise, field.variance());
    o.train_loss = o.objective = o.test_loss;
    o.support = detail::residual_means(loss, noise, o.excess_risk, 0.0).outside;
    o.effective_ridge = infinite<>;
    return o;
}

/// Infinitely many samples; the ridge is per sample, 0 allowed.
template <ResidualLoss L>
RobustRisk<> robust_population(const L& loss, const std::vector<NoisePart<double>>& noise, const LearnedField<>& field,
                               double ridge) {
    const detail::TargetParts target(field);
    double u = 0;
    if (ridge > 0)
        u = rising_root<double>(
            [&](double v) {
                const FieldSums<double> f = field.at(v);
                return f.nu1 * detail::mean_curvature(loss, noise, target.missed + target.bias(f)) - ridge;
            },
            ridge);
    if (is_infinite(u)) return robust_null(loss, noise, field);
    const bool summed = u > 0 || field.has_sums_at_0();
    const FieldSums<double> f = summed ? field.at(u) : FieldSums<double>{};
    RobustRisk<> o = detail::told_of_test(loss, noise, target.missed + (u > 0 ? target.bias(f) : 0.0));
    o.support = detail::residual_means(loss, noise, o.excess_risk, 0.0).outside;
    o.overlap = std::sqrt(field.variance()) * (u > 0 ? f.a1 : 1.0) * field.learnable();
    o.prediction_variance = u > 0 ? target.fitted(f) : target.learnable;
    o.weight_norm = summed ? field.variance() * f.energy_slope / f.h : infinite<>;
    o.effective_ridge = field.k0() + u;
    o.train_loss = o.test_loss;
    o.objective = o.train_loss + (ridge > 0 ? ridge * o.weight_norm / 2 : 0.0);
    return o;
}

/// Ridge 0 and more samples than the features can interpolate.
template <ResidualLoss L>
RobustRisk<> robust_without_ridge(const L& loss, const std::vector<NoisePart<double>>& noise,
                                  const LearnedField<>& field, double samples) {
    const detail::TargetParts target(field);
    const double p = field.effective_width();
    double V = 1;
    detail::ResidualMeans<double> means;
    const auto set_step = [&](double above) {
        const auto share = [&](double step) {
            means = detail::residual_means(loss, noise, target.missed + above, step);
            return step * loss.inner(step) * means.inside;
        };
        V = rising_root<double>([&](double step) { return share(step) - p / samples; }, V);
        share(V);
    };
    const auto squares = [&] {  // E (V g)^2
        const double inner = V * loss.inner(V), limit = V * loss.template limit<double>();
        return inner * inner * means.squares_inside + limit * limit * means.outside;
    };
    double scale = field.variance();
    for (const NoisePart<double>& part : noise) scale = std::max(scale, part.weight * part.variance);
    const auto off = [&](double above) {
        V = std::sqrt(target.missed + above + scale);
        set_step(above);
        return above - samples / p * squares();
    };
    const double above = rising_root<double>(off, scale);
    if (is_infinite(above)) throw NotConverged("the risk of this loss did not settle at ridge 0");
    if (above > 0) off(above);
    RobustRisk<> o = detail::told_of_test(loss, noise, target.missed + above);
    const FieldSums<double> f = field.at(0.0);
    o.V = above > 0 ? V : 0;
    o.effective_ridge = field.k0();
    o.overlap = std::sqrt(field.variance()) * field.learnable();
    o.prediction_variance = target.learnable + above;
    o.weight_norm = field.variance() * f.energy_slope / f.h + above / p * f.slope_per_k / f.h;
    if (above > 0) {
        o.train_loss = residual_loss(loss, means, V, 1 - V * loss.inner(V));
        o.support = means.outside;
    }
    o.objective = o.train_loss;
    return o;
}

/// Ridge 0 and at most as many samples: every loss leaves the least weights that interpolate. `variance`: of the noise.
template <ResidualLoss L>
RobustRisk<> robust_interpolation(const L& loss, const std::vector<NoisePart<double>>& noise, double variance,
                                  const LearnedField<>& field, double samples) {
    const detail::TargetParts target(field);
    const Equivalent<> at = solve(field.degrees(), Sizes<>{samples, field.width()}, 0.0);
    const bool pole = at.singular == Singular::threshold || at.singular == Singular::full_rank;
    const double u = std::max(at.effective_ridge - field.k0(), 0.0);
    const bool summed = u > 0 || field.has_sums_at_0();
    const FieldSums<double> f = summed ? field.at(u) : FieldSums<double>{};
    const double spread = f.T2 / samples, bias = target.bias(f);
    double above = pole || !(spread < 1) || is_infinite(variance)
                       ? infinite<>
                       : (bias + spread * (target.missed + variance)) / (1 - spread);
    if (target.missed + variance + bias == 0) above = 0;  // also on the pole: there is nothing that could spread
    RobustRisk<> o = detail::told_of_test(loss, noise, target.missed + above);
    o.V = infinite<>;
    o.effective_ridge = at.effective_ridge;
    o.overlap = std::sqrt(field.variance()) * f.a1 * field.learnable();
    const double residual = target.missed + above + variance;  // E (V g)^2
    o.prediction_variance = target.fitted(f) + (is_infinite(residual) ? infinite<> : spread * residual);
    o.weight_norm = is_infinite(residual)
                        ? infinite<>
                        : field.variance() * f.energy_slope / f.h + residual / samples * f.slope_per_k / f.h;
    return o;
}

}  // namespace lazyrisk
