// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/resolved_layers.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <optional>
#include <string>

#include "lazyrisk/risk/layers.hpp"
#include "lazyrisk/risk/scan_ridges.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// What is left of more digits than a double's may be off so far without a word.
constexpr double largest_error = 2e-13;

template <Scalar R>
LayerEquations<R> equations_of(const Spectrum<>& s, double samples) {
    Spectrum<R> levels;
    for (const Level<>& l : s.levels) {
        const R eigenvalue(l.eigenvalue), multiplicity(l.multiplicity);
        levels.levels.push_back({l.mode, eigenvalue, multiplicity, R(eigenvalue * multiplicity), R(0), R(0)});
    }
    FeatureLayers<R> layers;
    for (const auto& layer : *s.layers) {
        layers.emplace_back();
        for (const FeatureBlock<>& b : layer)
            layers.back().push_back(
                {R(b.share), R(b.slope), R(b.rest), is_infinite(b.width) ? infinite<R> : R(b.width)});
    }
    return {Degrees<R>(levels), std::move(layers), is_infinite(samples) ? infinite<R> : R(samples)};
}

template <Scalar R>
AlignedTarget<R> aligned(const Spectrum<>& s, const Target<>& target) {
    Spectrum<R> levels;
    for (const Level<>& l : s.levels) levels.levels.push_back({l.mode, R(l.eigenvalue), R(l.multiplicity), R(l.mass)});
    Target<R> exact;
    exact.rest = R(target.rest);
    for (const auto& [mode, energy] : target.energy) exact.energy.emplace_back(mode, R(energy));
    return {exact, levels};
}

template <Field F, Scalar R>
Risk<> told(const LayersPoint<F>& p, const RiskValues<F>& v, const Operation<>& op, const LayerEquations<R>& e) {
    Risk<> r;
    r.bias = limit_of(v.bias);
    r.variance = limit_of(v.variance);
    r.excess_risk = limit_of(F(v.bias + v.variance));
    r.test_error = r.excess_risk + op.noise_variance;
    r.train_error = limit_of(v.train_error);
    r.weight_norm = limit_of(v.weight_norm);
    r.effective_ridge = limit_of(p.nu);
    r.degrees_of_freedom = limit_of(p.df1);
    r.degrees_of_freedom_2 = limit_of(p.inner.df2);
    r.unused_samples = limit_of(p.unused_samples);
    const Sources<F>& s = v.sources;
    r.sources = {limit_of(s.bias_squared), limit_of(s.samples),       limit_of(s.features),
                 limit_of(s.interaction),  limit_of(s.noise_samples), limit_of(s.noise_features)};
    const double relative = 8 * p.relative_error +
                            (60 + double(e.spectrum().size())) * static_cast<double>(epsilon<R>) + 2 * epsilon<double>;
    if (!is_infinite(r.test_error)) r.error_bound = relative * r.test_error;
    return r;
}

template <Scalar R>
Risk<> risk_in(const Spectrum<>& s, const Target<>& target, const Operation<>& op) {
    const LayerEquations<R> equations = equations_of<R>(s, op.sizes.samples);
    const AlignedTarget<R> in_modes = aligned<R>(s, target);
    const R noise(op.noise_variance);
    if (op.ridge_over_samples > Degrees<>::smallest()) {
        const LayersPoint<R> p = equations.at(equations.solve(R(op.ridge_over_samples)));
        return told(p, layers_risk_values(p, in_modes, equations.inverse_samples(), noise, op.ensemble), op, equations);
    }
    const LayersPoint<Germ<R>> p = equations.at_start();
    return told(p, layers_risk_values(p, in_modes, equations.inverse_samples(), noise, op.ensemble), op, equations);
}

/// An infinite ridge: the fit is 0.
Risk<> without_fit(const Target<>& target, const Operation<>& op) {
    Risk<> r;
    r.bias = target.rest;
    for (const auto& [mode, energy] : target.energy) r.bias += energy;
    r.excess_risk = r.sources.bias_squared = r.bias;
    r.test_error = r.train_error = r.bias + op.noise_variance;
    r.effective_ridge = infinite<>;
    r.error_bound = (4 + double(target.energy.size())) * epsilon<double> * r.test_error;
    return r;
}

template <Scalar R>
std::optional<Risk<>> resolved_in(const Spectrum<>& s, const Target<>& target, const Operation<>& op) {
    try {
        Risk<> r = risk_in<R>(s, target, op);
        if (is_infinite(r.test_error) || r.error_bound <= 8 * largest_error * r.test_error) return r;
    } catch (const NotConverged&) {
    }
    return {};
}

}  // namespace

Risk<> layers_risk(const Spectrum<>& s, const Target<>& target, const Operation<>& op) {
    if (op.ridge_over_samples < 0)
        throw NotCovered("a negative ridge of random features in several layers, or of several kinds, is not covered");
    if (is_infinite(op.ridge_over_samples)) return without_fit(target, op);
    if (const auto quick = resolved_in<double>(s, target, op)) return *quick;
    if (const auto longer = resolved_in<long double>(s, target, op)) return *longer;
    return risk_in<boost::multiprecision::cpp_bin_float_100>(s, target, op);
}

void require_one_layer(const Spectrum<>& s, const char* what) {
    if (s.layers)
        throw NotCovered(std::string(what) +
                         " of random features in several layers, or of several kinds, is not covered; one layer of one "
                         "activation is");
}

OptimalRidge<> layers_optimal_ridge(const Spectrum<>& s, const Target<>& target, const Operation<>& op) {
    return scan_ridges(scan_range(s, target, op.noise_variance), [&](double ridge) {
        Operation<> at = op;
        at.ridge_over_samples = ridge;
        return layers_risk(s, target, at).test_error;
    });
}

}  // namespace lazyrisk
