// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/exponents.hpp"

#include <cmath>

namespace lazyrisk {
namespace {

std::optional<double> exponent_of(const Jet<double>& value, double sign) {
    if (!(value.value > 0) || std::isinf(value.value) || !std::isfinite(value.derivative)) return {};
    return sign * value.derivative / value.value;
}

}  // namespace

LocalExponents local_exponents(const Degrees<>& spectrum, const AlignedTarget<>& target, const Operation<>& op,
                               Moved moved) {
    return local_exponents(spectrum, target, op, equivalent(spectrum, op.sizes, op.ridge_over_samples), moved);
}

LocalExponents local_exponents(const Degrees<>& spectrum, const AlignedTarget<>& target, const Operation<>& op,
                               const Equivalent<>& at, Moved moved) {
    using J = Jet<double>;
    const double n = op.sizes.samples, p = op.sizes.width;
    const double size = moved == Moved::samples ? n : moved == Moved::width ? p : op.ridge_over_samples;
    if (at.singular != Singular::no || is_infinite(size) || size == 0) return {};
    const double nu = at.effective_ridge, w1 = at.unused_width, w2 = at.unused_samples, by_n = reciprocal(n),
                 by_p = reciprocal(p), t = at.degrees.df1, curvature = spectrum.divided_difference(nu, nu);
    // D and what moves nu: lambda = n nu w1 w2
    const double e = at.degrees.slope, d = w1 * w2 + e * by_n * w1 + e * by_p * w2;
    const double rate = moved == Moved::samples ? -w1 / d : moved == Moved::width ? -t * by_p * w2 / d : w1 * w2 / d;
    const J moving(nu, nu * rate);
    const double of_n = moved == Moved::samples ? 1 : 0, of_p = moved == Moved::width ? 1 : 0;
    const RiskInputs<J> in{moving,
                           J(w1, by_p * (curvature * moving.derivative + of_p * t)),
                           J(w2, by_n * (curvature * moving.derivative + of_n * t)),
                           J(by_p, -of_p * by_p),
                           J(by_n, -of_n * by_n),
                           spectrum.sums(moving),
                           spectrum.divided_difference(moving, moving),
                           J(op.noise_variance),
                           op.ensemble};
    const auto v = risk_values(in, target);
    const double sign = moved == Moved::ridge ? 1 : -1;
    return {exponent_of(v.bias + v.variance, sign), exponent_of(v.bias, sign), exponent_of(v.variance, sign)};
}

}  // namespace lazyrisk
