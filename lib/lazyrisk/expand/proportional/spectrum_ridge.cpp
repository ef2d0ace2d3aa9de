// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/proportional/spectrum_ridge.hpp"

#include <memory>

#include "lazyrisk/expand/dimension/large_dimension.hpp"
#include "lazyrisk/expand/series/implicit.hpp"
#include "lazyrisk/expand/series/series.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"

namespace lazyrisk {
namespace {

using S = Series<Digits>;

Digits in_digits(double x) { return is_infinite(x) ? infinite<Digits> : Digits(x); }

Spectrum<Digits> in_digits(const Spectrum<>& s) {
    Spectrum<Digits> out;
    for (const Level<>& level : s.levels) {  // the mass of a double is rounded, and the sums must agree to all digits
        const Digits eigenvalue = in_digits(level.eigenvalue), multiplicity = in_digits(level.multiplicity);
        out.levels.push_back({level.mode, eigenvalue, multiplicity,
                              is_infinite(level.eigenvalue) ? Digits(level.mass) : Digits(eigenvalue * multiplicity),
                              Digits(0)});
    }
    out.tail = in_digits(s.tail);
    return out;
}

/// Everything in numbers, 100 digits.
struct Setup {
    Degrees<Digits> degrees;
    AlignedTarget<Digits> target;
    Operation<Digits> op;

    static Target<Digits> wide(const Target<>& t) {
        Target<Digits> out;
        for (const auto& [mode, energy] : t.energy) out.energy.emplace_back(mode, Digits(energy));
        out.rest = t.rest;
        return out;
    }
    Setup(const Spectrum<Digits>& s, const Target<>& t, const Operation<>& at)
        : degrees(s),
          target(wide(t), s),
          op{{in_digits(at.sizes.samples), in_digits(at.sizes.width)},
             Digits(0),
             Digits(at.noise_variance),
             at.ensemble} {}

    [[nodiscard]] Digits exact(Quantity quantity, const Digits& ridge) const {
        Operation<Digits> there = op;
        there.ridge_over_samples = ridge;
        const Risk<Digits> r = risk(degrees, target, there);
        switch (quantity) {
            case Quantity::test_error:
                return r.test_error;
            case Quantity::variance:
                return r.variance;
            case Quantity::effective_ridge:
                return r.effective_ridge;
            default:
                return r.bias;
        }
    }
};

/// (T(nu0) - T(nu0 + v))/v, the division done.
S drop(const Degrees<Digits>& degrees, const Digits& nu0, const S& v) {
    S sum(Digits(0));
    const S nu = S(nu0) + v;
    for (std::size_t i = 0; i < degrees.size(); ++i)
        sum = sum + S(degrees.mass(i) / (degrees.eigenvalue(i) + nu0)) / (S(degrees.eigenvalue(i)) + nu);
    return degrees.tail() > 0 ? sum + S(degrees.tail() / nu0) / nu : sum;
}

}  // namespace

Expansion expand_in_ridge(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& at, Quantity quantity,
                          int order) {
    require_order(order);
    const auto setup = std::make_shared<const Setup>(in_digits(spectrum), target, at);
    const Degrees<Digits>& degrees = setup->degrees;
    const Sizes<Digits>& sizes = setup->op.sizes;
    const Digits m = std::min(sizes.samples, sizes.width), M = std::max(sizes.samples, sizes.width),
                 rank = degrees.rank().value;
    if (is_infinite(m))
        throw NotCovered(
            "both sizes are infinite: everything the kernel has is learned, a small ridge changes nothing to expand");
    if (rank == m)
        throw NotCovered(
            "the rank of the spectrum is the smaller size: the ridgeless limit is singular there, and no series is "
            "made");
    const bool threshold = rank > m && m == M, from_zero = rank < m;
    const Digits nu0 = from_zero ? Digits(0) : risk(degrees, setup->target, setup->op).effective_ridge;
    const int end = order + 4;
    const S one(Digits(1)), inverse_m(1 / m), inverse_M(is_infinite(M) ? Digits(0) : Digits(1 / M));
    S v, small, large;  // nu - nu0 and the unused shares, in lambda or its root
    if (from_zero) {    // nu = lambda t: t w_m w_M = 1
        const auto unused = [&](const S& inverse, const S& nu) { return one - inverse * degrees.sums(nu).df1; };
        const Digits w = (1 - rank / m) * (is_infinite(M) ? Digits(1) : Digits(1 - rank / M));
        v = chord<Digits>(
                [&](const S& t) {
                    const S nu = t.shifted(1);
                    return t * unused(inverse_m, nu) * unused(inverse_M, nu) - one;
                },
                w, Digits(1 / w), end)
                .shifted(1);
        small = unused(inverse_m, v), large = unused(inverse_M, v);
    } else {
        const Digits slope = drop(degrees, nu0, S(Digits(0)))[0] / m,
                     gap = is_infinite(M) ? Digits(1) : Digits((M - m) / M);
        const S scale = inverse_M * S(m);  // w_M = gap + w_m m/M
        if (threshold) {                   // v = s t, s = sqrt(lambda): nu (t drop/m)^2 = 1
            const Digits start = 1 / (sqrt(nu0) * slope);
            v = chord<Digits>(
                    [&](const S& t) {
                        const S move = t.shifted(1), w = t * drop(degrees, nu0, move) * inverse_m;
                        return (S(nu0) + move) * w * w - one;
                    },
                    Digits(2 * nu0 * slope * slope * start), start, end)
                    .shifted(1);
        } else {
            const Digits unit = nu0 * slope * gap;
            v = chord<Digits>(
                    [&](const S& t) {
                        const S move = t.shifted(1), w = t * drop(degrees, nu0, move) * inverse_m;
                        return (S(nu0) + move) * w * (S(gap) + scale * w.shifted(1)) - one;
                    },
                    unit, Digits(1 / unit), end)
                    .shifted(1);
        }
        small = v * drop(degrees, nu0, v) * inverse_m;
        large = threshold ? small : S(gap) + scale * small;
    }
    const S nu = S(nu0) + v;
    const bool few_samples = sizes.samples <= sizes.width;
    const DegreeSums<S> sums = degrees.sums(nu);
    const S inverse_samples = few_samples ? inverse_m : inverse_M, inverse_width = few_samples ? inverse_M : inverse_m;
    const RiskInputs<S> inputs{nu,
                               few_samples ? large : small,
                               few_samples ? small : large,
                               inverse_width,
                               inverse_samples,
                               sums,
                               sums.slope / nu,
                               S(setup->op.noise_variance),
                               at.ensemble};
    const RiskValues<S> values = risk_values(inputs, setup->target);
    const S series = quantity == Quantity::effective_ridge ? nu
                     : quantity == Quantity::bias          ? values.bias
                     : quantity == Quantity::variance      ? values.variance
                                                      : values.bias + values.variance + S(setup->op.noise_variance);
    Expansion e;
    e.name = "small ridge of a spectrum";
    e.quantity = to_text(quantity);
    e.variable = letter("lambda");
    e.source = "(12.37)";
    e.region = threshold     ? "n = p, lambda -> 0+"
               : from_zero   ? "rank < n, p, lambda -> 0+"
               : few_samples ? "n < p, lambda -> 0+"
                             : "n > p, lambda -> 0+";
    const GiNaC::ex step = threshold ? GiNaC::ex(1) / 2 : GiNaC::ex(1);
    int i = series.low();
    for (const int last = i + order; i <= last; ++i)
        if (abs(series[i]) > 1e-80) e.terms.push_back({i * step, long_float(series[i])});
    while (i + 1 < series.end() && abs(series[i]) < 1e-80) ++i;
    e.remainder = i * step;
    e.exact = [setup, quantity](const Values&, const Digits& ridge) { return setup->exact(quantity, ridge); };
    return e;
}

}  // namespace lazyrisk
