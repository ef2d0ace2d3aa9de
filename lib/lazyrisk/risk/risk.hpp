// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The asymptotic test error of a problem.
#pragma once

#include <cmath>
#include <vector>

#include "lazyrisk/equations/ridge_path.hpp"
#include "lazyrisk/equations/solve.hpp"
#include "lazyrisk/risk/formulas.hpp"

namespace lazyrisk {

/// The answer. Infinity is a value; NaN does not occur.
template <Scalar R = double>
struct Risk {
    R test_error{0};       ///< E (y - f(x))^2 on a new noisy sample = excess_risk + noise variance
    R excess_risk{0};      ///< bias + variance
    R bias{0};             ///< what remains without label noise
    R variance{0};         ///< what is proportional to it
    R train_error{0};      ///< (1/n) sum (y_i - f(x_i))^2
    R effective_ridge{0};  ///< nu [K]; in the limit d -> infinity times d
    R weight_norm{0};      ///< |a|^2 in the normalisation of `total`; in the limit over d
    R degrees_of_freedom{0}, degrees_of_freedom_2{0};  ///< df1, df2; in the limit over d
    R unused_samples{1};                               ///< 1 - df1/n, without cancellation
    R error_bound{0};                                  ///< bound on the absolute numerical error of test_error
    Sources<R> sources;
    bool has_sources = true;  ///< false: the model's theory does not know them (they are then 0)
};

/// The part of a problem that moves along a curve.
template <Scalar R = double>
struct Operation {
    Sizes<R> sizes;
    R ridge_over_samples{0};  ///< lambda/n [K]; negative down to the lowest (16.6)
    R noise_variance{0};
    double ensemble = 1;
};

namespace detail {

template <Scalar R>
RiskValues<R> limits(const RiskValues<Germ<R>>& g) {
    const auto& s = g.sources;
    return {g.bias.limit(),
            g.variance.limit(),
            g.train_error.limit(),
            g.weight_norm.limit(),
            {s.bias_squared.limit(), s.samples.limit(), s.features.limit(), s.interaction.limit(),
             s.noise_samples.limit(), s.noise_features.limit()}};
}

/// The inputs of the formulas at a singular point, as germs in u -> 0+.  Formula (4.7).
template <Scalar R>
RiskInputs<Germ<R>> germ_inputs(const Degrees<R>& spectrum, const Equivalent<R>& at, const Operation<R>& op) {
    using G = Germ<R>;
    const detail::Shape<R> shape(op.sizes, op.ridge_over_samples);
    // u is counted in units of the smallest eigenvalue, or of nu_min: nothing overflows on the way to the limit
    const R unit = spectrum.size() > 0 ? spectrum.eigenvalue(spectrum.size() - 1) : R(1);
    const G nu = at.singular == Singular::all_ridge   ? G(R(1), -1)
                 : at.singular == Singular::threshold ? G(at.effective_ridge)
                                                      : G(unit, 1);
    const G u = at.singular == Singular::threshold ? G(at.effective_ridge, 1) : nu;
    const DegreeSums<G> degrees = spectrum.sums(nu);
    const G curvature = spectrum.divided_difference(nu, nu);
    G unused(R(1));
    if (at.singular == Singular::threshold || at.singular == Singular::full_rank)
        unused = u * curvature * G(shape.inverse);  // nu = nu_min + u: w = (u/m) sum M/(s+nu)^2
    const G other = at.singular == Singular::all_ridge ? G(R(1)) : G(shape.gap) + G(shape.ratio) * unused;
    const bool samples_smaller = op.sizes.samples <= op.sizes.width;
    return {nu,
            samples_smaller ? other : unused,
            samples_smaller ? unused : other,
            G(reciprocal(op.sizes.width)),
            G(reciprocal(op.sizes.samples)),
            degrees,
            curvature,
            G(op.noise_variance),
            op.ensemble};
}

/// Relative bound on test_error.  Formula (5.7): every formula is a product of at most eight factors whose logarithmic
/// derivative in nu is at most one, in a handful of roundings each.
template <Scalar R>
R relative_bound(const Degrees<R>& spectrum, const AlignedTarget<R>& target, const Equivalent<R>& at,
                 const R& smaller) {
    const R epsilon = std::numeric_limits<R>::epsilon();
    R bound = 8 * at.relative_error + (R(int(spectrum.size())) + 60) * epsilon;
    const R& nu = at.effective_ridge;
    if (at.singular == Singular::all_ridge || at.singular == Singular::unlimited) return bound;
    if (nu == R(0))
        return bound + spectrum.error_of_inputs(nu, R(0));  // infinite where a mass below all resolution decides
    const R& e = at.degrees.slope;
    if (e > R(0)) {
        const R held = is_infinite(smaller) ? R(1) : R(at.sensitivity * smaller);
        const R inputs = spectrum.error_of_inputs(nu, e);
        bound +=
            15 * spectrum.error_of_tail(nu) / e + (is_infinite(smaller) ? R(0) : R(8 * inputs / held)) + 4 * inputs / e;
    }
    if (target.in_tail) bound += 2 * spectrum.largest_in_tail() / nu;
    for (const auto& part : target.parts) {
        const R learned = part.eigenvalue / (part.eigenvalue + nu);
        bound += 4 * part.relative_error * learned;
    }
    return bound;
}

/// What the formulas read at a place on the path of ridges, nu not 0.
template <Field F, Scalar R>
RiskInputs<F> path_inputs(const RidgePoint<F>& p, const Operation<R>& op) {
    return {p.nu,
            p.unused_width,
            p.unused_samples,
            F(reciprocal(op.sizes.width)),
            F(reciprocal(op.sizes.samples)),
            p.degrees,
            p.degrees.slope / p.nu,
            F(op.noise_variance),
            op.ensemble};
}

/// The same at a negative ridge, where terms have both signs: the risk's derivative times what rounding does to nu, and
/// what it does to D, of which the parts may cancel.  Formula (16.7).
template <Scalar R>
R relative_bound_below_zero(const Degrees<R>& spectrum, const AlignedTarget<R>& target, const Operation<R>& op,
                            const Equivalent<R>& at, const R& excess_risk) {
    using std::abs;
    using std::max;
    const R epsilon = std::numeric_limits<R>::epsilon(), &nu = at.effective_ridge;
    const RidgePath<R> path(spectrum, op.sizes);
    const Jet<R> u(R(nu - path.start()), R(1));
    const RidgePoint<Jet<R>> p = path.at(u);
    const auto v = risk_values(path_inputs(p, op), target);
    const R slope = path.slope(p).value, e = abs(p.degrees.slope.value), w1 = abs(p.unused_width.value),
            w2 = abs(p.unused_samples.value);
    const R parts = w1 * w2 + e * (w1 * reciprocal(op.sizes.samples) + w2 * reciprocal(op.sizes.width));
    const R least = spectrum.size() > 0 ? spectrum.eigenvalue(spectrum.size() - 1) : R(0);
    const R moved = 16 * epsilon * abs(op.ridge_over_samples) / slope + 8 * epsilon * max(R(abs(nu)), path.start());
    const R inputs = spectrum.error_of_inputs(max(R(abs(nu)), R(least + nu)), e);
    return (R(int(spectrum.size())) + 60) * epsilon * (2 + parts / slope) + 8 * inputs * (1 + parts / slope) +
           abs(v.bias.derivative + v.variance.derivative) * moved / excess_risk;
}

}  // namespace detail

template <Scalar R>
Risk<R> risk(const Degrees<R>&, const AlignedTarget<R>&, const Operation<R>&, const Equivalent<R>&);

/// Risk of a spectrum, a target aligned to it, and sizes, ridge, noise. O(levels).  Throws NotConverged (never seen).
/// DomainError for a ridge below the lowest. Formulas (4.1)-(6.6), (16.6).  Checked in tests/risk/risk_test.cpp against
/// the reference tables and 50 digits.
template <Scalar R>
Risk<R> risk(const Degrees<R>& spectrum, const AlignedTarget<R>& target, const Operation<R>& op) {
    return risk(spectrum, target, op, equivalent(spectrum, op.sizes, op.ridge_over_samples));
}

/// The same where the fixed point of `op` is known already.
template <Scalar R>
Risk<R> risk(const Degrees<R>& spectrum, const AlignedTarget<R>& target, const Operation<R>& op,
             const Equivalent<R>& at) {
    RiskValues<R> v;
    if (at.singular == Singular::no) {
        const R& nu = at.effective_ridge;
        const R inverse_samples = reciprocal(op.sizes.samples);
        const R curvature = inverse_samples == R(0) ? R(0)  // nothing multiplies it
                            : nu > R(0)             ? R(at.degrees.slope / nu)
                                                    : spectrum.divided_difference(nu, nu);
        v = risk_values<R>({nu, at.unused_width, at.unused_samples, reciprocal(op.sizes.width), inverse_samples,
                            at.degrees, curvature, op.noise_variance, op.ensemble},
                           target);
    } else {
        v = detail::limits(risk_values(detail::germ_inputs(spectrum, at, op), target));
    }
    Risk<R> r;
    r.bias = v.bias;
    r.variance = v.variance;
    r.excess_risk = v.bias + v.variance;
    r.test_error = r.excess_risk + op.noise_variance;
    r.train_error = v.train_error;
    r.weight_norm = v.weight_norm;
    r.effective_ridge = at.effective_ridge;
    r.degrees_of_freedom = at.degrees.df1;
    r.degrees_of_freedom_2 = at.degrees.df2;
    r.unused_samples = at.unused_samples;
    r.sources = v.sources;
    if (!is_infinite(r.test_error)) {  // infinity is exact
        const R relative =
            op.ridge_over_samples < R(0)
                ? detail::relative_bound_below_zero(spectrum, target, op, at, r.excess_risk)
                : detail::relative_bound(spectrum, target, at, std::min(op.sizes.samples, op.sizes.width));
        r.error_bound = is_infinite(relative) ? relative : R(r.test_error * relative);
    }
    return r;
}

extern template Risk<double> risk(const Degrees<double>&, const AlignedTarget<double>&, const Operation<double>&);
extern template Risk<double> risk(const Degrees<double>&, const AlignedTarget<double>&, const Operation<double>&,
                                  const Equivalent<double>&);

}  // namespace lazyrisk
