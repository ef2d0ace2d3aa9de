// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Infinitely many samples: the fit that minimises E l(y f) + ridge/2 |a|^2, ridge per sample.  Formula (15.30).
#pragma once

#include <cmath>

#include "lazyrisk/loss/square.hpp"
#include "lazyrisk/saddle/margin_moments.hpp"
#include "lazyrisk/saddle/rising_root.hpp"
#include "lazyrisk/saddle/saddle_point.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

namespace detail {

/// E l'' where l' steps at its kinks: the steps, `density` of the margin at each.
template <MarginLoss L, class Density>
double steps_of_slope(const L& loss, const Density& density) {
    double sum = 0, last = infinite<>;
    for (const double kink : loss.kinks(0.0)) {
        if (kink == last) continue;
        last = kink;
        const double off = 1e-9 * std::max(1.0, std::abs(kink)), step = loss.slope(kink - off) - loss.slope(kink + off);
        if (step > 1e-6) sum += step * density(kink);  // else the curvature alone steps
    }
    return sum;
}

/// How much further down than the margins themselves their means of l' lie: e^{-x} moves a normal law by its deviation.
template <MarginLoss L>
double tilt(double spread) {
    return requires { L::unbounded_test_loss; }
    ? spread : 0.0;
}
/// Beyond all numbers the wrong labels pull alone.
inline double finite_pull(double pull) { return std::isfinite(pull) ? pull : -1e290; }

/// Means of the loss itself at scores f = t s + r xi.
template <MarginLoss L>
class PopulationMeans {
public:
    PopulationMeans(const L& loss, const LabelChannel<>& channel) : loss_(loss), channel_(channel) {}

    /// E X g(sigma X), X the margin of the score over its deviation sigma: falls with sigma.
    [[nodiscard]] double pull(double t, double r) const {
        double sum = 0;
        each(t, r, [&](const MarginNode<double>& n, double x) { sum += n.z0 * n.X * loss_.slope(x); });
        return finite_pull(sum);
    }
    /// E l'', the steps of l' at its kinks included.
    [[nodiscard]] double curvature(double t, double r) const {
        const double sigma = std::sqrt(t * t + r * r);
        double sum = 0;
        each(t, r, [&](const MarginNode<double>& n, double x) { sum += n.z0 * loss_.curvature(x); });
        const auto law = channel_.at(t, r);
        return sum + steps_of_slope(loss_, [&](double kink) {
                   return normal_density(kink / sigma) * law(kink / sigma).z0 / sigma;
               });
    }

private:
    const L& loss_;
    const LabelChannel<>& channel_;

    template <class F>
    void each(double t, double r, const F& f) const {
        const double sigma = std::sqrt(t * t + r * r);
        const auto law = channel_.at(t, r);
        const MarginRange<double> range = margin_range(loss_, channel_, law, sigma, 0.0);
        const double from = range.from - tilt<L>(sigma);
        for (const auto& n :
             MarginNodes<double, panel_nodes<double>>::of(law, from, range.to, range.breaks, range.rough, range.tails))
            f(n, sigma * n.X);
    }
};

}  // namespace detail

/// The effective ridge where nothing is learned and f = 0: nu1 l''(0) = ridge per sample.
template <MarginLoss L>
double idle_ridge(const L& loss, const LearnedField<>& field, double ridge) {
    if (ridge == 0) return field.k0();
    const double curvature = loss.curvature(0.0);
    if (!(curvature > 0) || is_infinite(ridge)) return infinite<>;
    return solve(field.degrees(), Sizes<>{infinite<>, field.width()}, ridge / curvature).effective_ridge;
}

/// |a|^2 per unit of t^2 at an effective ridge.  Formula (15.30).
inline double population_norm(const LearnedField<>& field, const FieldSums<double>& f) {
    return f.energy_slope / (f.h * field.learnable() * f.a1 * f.a1);
}

/// What a fit to a population knows of its labels.
struct PopulationLabels {
    double aligned;  ///< E y s of the learnable part of the field: none is learned where it is not positive
    double mean;     ///< the same of the whole field
    bool decided;    ///< the learnable field decides every label
};

/// `means` has pull and curvature as PopulationMeans.  t, r and u. t is infinite where the loss wants ever larger
/// margins, 0 where nothing can be learned; u is infinite where the ridge leaves the average of the labels alone, the
/// direction of which t and r then have. Throws NotConverged.
template <MarginLoss L, class Means>
SaddlePoint<> population_fit(const L& loss, const Means& means, const PopulationLabels& labels,
                             const LearnedField<>& field, double ridge) {
    SaddlePoint<> p;
    p.t = p.r = p.u = 0;
    if (!(labels.aligned > 0)) return p;
    if (ridge == 0) {
        // labels that the field decides: all losses but the square one want ever larger margins
        if (labels.decided && !std::is_same_v<L, SquareLoss>)
            p.t = infinite<>;
        else
            p.t = rising_root<double>([&](double t) { return -means.pull(t, 0); }, 1.0);
        if (!labels.decided && !(p.t > 0 && p.t < 1e100))
            throw NotConverged("the best multiple of the field is beyond all numbers");
        return p;
    }
    if (!is_infinite(ridge)) {
        constexpr double farthest = 1e120;  // beyond, squares of what is learned are no numbers
        double guess = 1;
        const auto at = [&](double u) {
            SaddlePoint<> q;
            q.u = u;
            q.field = field.at(u);
            const FieldSums<double>& f = q.field;
            const double ratio = std::sqrt(f.c2), size = std::sqrt(1 + f.c2);
            // along this direction: E X g = ridge |a|^2/sigma
            const double weight = ridge * population_norm(field, f) / size;
            q.t = rising_root<double>([&](double t) { return weight * t - means.pull(t, ratio * t); }, guess);
            if (q.t > 0 && q.t < 1e100) guess = q.t;
            q.r = ratio * q.t;
            return q;
        };
        const double u = rising_root<double>(
            [&](double v) {
                const SaddlePoint<> q = at(std::min(v, farthest));
                return q.field.nu1 * means.curvature(q.t, q.r) - ridge;
            },
            ridge);
        if (u > 0 && u < farthest) return at(u);
        if (!(u > 0)) throw NotConverged("the fit of infinitely many samples did not settle at this ridge");
    }
    // f is proportional to E y phi
    const auto averaging = field.averaging();
    const double learnable = field.learnable(), scale = is_infinite(ridge) ? 1 : loss.slope(0.0) / ridge;
    p.t = scale * labels.mean * averaging.overlap / std::sqrt(learnable);
    p.r = scale * labels.mean *
          std::sqrt(std::max(averaging.squared - averaging.overlap * averaging.overlap / learnable, 0.0));
    p.u = p.field.k = p.field.nu1 = infinite<>;
    return p;
}

template <MarginLoss L>
SaddlePoint<> population_fit(const L& loss, const LabelChannel<>& channel, const LearnedField<>& field, double ridge) {
    const bool decided = !channel.is_logistic() && channel.delta() == 0 && channel.flip() == 0;
    return population_fit(loss, detail::PopulationMeans<L>(loss, channel),
                          PopulationLabels{channel.mean_field(), channel.label_mean(), decided}, field, ridge);
}

}  // namespace lazyrisk
