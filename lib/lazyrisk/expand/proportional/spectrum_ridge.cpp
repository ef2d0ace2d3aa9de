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

using Powers = Series<Digits>;

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

    [[nodiscard]] bool few_samples() const { return op.sizes.samples <= op.sizes.width; }
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
Powers drop(const Degrees<Digits>& degrees, const Digits& nu0, const Powers& v) {
    Powers sum(Digits(0));
    const Powers nu = Powers(nu0) + v;
    for (std::size_t i = 0; i < degrees.size(); ++i)
        sum = sum + Powers(degrees.mass(i) / (degrees.eigenvalue(i) + nu0)) / (Powers(degrees.eigenvalue(i)) + nu);
    return degrees.tail() > 0 ? sum + Powers(degrees.tail() / nu0) / nu : sum;
}

/// m = min(n, p), M = max(n, p), and the ridgeless point nu0 from which the series starts.
struct Ridgeless {
    enum class Start {
        zero,       ///< the rank is below m: nu0 = 0
        threshold,  ///< m = M
        beside      ///< m < M
    } start;
    const Degrees<Digits>& degrees;
    Digits m, M, nu0;
    Powers inverse_m, inverse_M;

    explicit Ridgeless(const Setup& setup) : degrees(setup.degrees) {
        const Sizes<Digits>& sizes = setup.op.sizes;
        m = std::min(sizes.samples, sizes.width), M = std::max(sizes.samples, sizes.width);
        const Digits rank = degrees.rank().value;
        if (is_infinite(m))
            throw NotCovered(
                "both sizes are infinite: everything the kernel has is learned, a small ridge changes nothing to "
                "expand");
        if (rank == m)
            throw NotCovered(
                "the rank of the spectrum is the smaller size: the ridgeless limit is singular there, and no series "
                "is made");
        start = rank < m ? Start::zero : m == M ? Start::threshold : Start::beside;
        nu0 = start == Start::zero ? Digits(0) : risk(degrees, setup.target, setup.op).effective_ridge;
        inverse_m = Powers(Digits(1 / m)), inverse_M = Powers(is_infinite(M) ? Digits(0) : Digits(1 / M));
    }
};

/// v = nu - nu0 and the unused shares w_m, w_M, in lambda or its root.
struct Unused {
    Powers v, small, large;
};

/// nu = lambda t: t w_m w_M = 1, w = 1 - df1/size.
Unused from_zero(const Ridgeless& at, int end) {
    const Powers one(Digits(1));
    const auto unused = [&](const Powers& inverse, const Powers& nu) {
        return one - inverse * at.degrees.sums(nu).df1;
    };
    const Digits rank = at.degrees.rank().value;
    const Digits w = (1 - rank / at.m) * (is_infinite(at.M) ? Digits(1) : Digits(1 - rank / at.M));
    const Powers v = chord<Digits>(
                         [&](const Powers& t) {
                             const Powers nu = t.shifted(1);
                             return t * unused(at.inverse_m, nu) * unused(at.inverse_M, nu) - one;
                         },
                         w, Digits(1 / w), end)
                         .shifted(1);
    return {v, unused(at.inverse_m, v), unused(at.inverse_M, v)};
}

/// w_m/v at v = s t, by which w_m = s t drop/m.
Powers share(const Ridgeless& at, const Powers& t) { return t * drop(at.degrees, at.nu0, t.shifted(1)) * at.inverse_m; }

/// v = s t, s = sqrt(lambda): nu (t drop/m)^2 = 1.
Unused at_threshold(const Ridgeless& at, int end) {
    const Powers one(Digits(1));
    const Digits slope = drop(at.degrees, at.nu0, Powers(Digits(0)))[0] / at.m, start = 1 / (sqrt(at.nu0) * slope);
    const Powers v = chord<Digits>(
                         [&](const Powers& t) {
                             const Powers w = share(at, t);
                             return (Powers(at.nu0) + t.shifted(1)) * w * w - one;
                         },
                         Digits(2 * at.nu0 * slope * slope * start), start, end)
                         .shifted(1);
    const Powers w = v * drop(at.degrees, at.nu0, v) * at.inverse_m;
    return {v, w, w};
}

/// v = lambda t: (nu0 + v) w_m w_M = lambda, w_M = 1 - m/M + w_m m/M.
Unused beside_threshold(const Ridgeless& at, int end) {
    const Powers one(Digits(1)), scale = at.inverse_M * Powers(at.m);
    const Digits slope = drop(at.degrees, at.nu0, Powers(Digits(0)))[0] / at.m,
                 gap = is_infinite(at.M) ? Digits(1) : Digits((at.M - at.m) / at.M), unit = at.nu0 * slope * gap;
    const Powers v = chord<Digits>(
                         [&](const Powers& t) {
                             const Powers w = share(at, t);
                             return (Powers(at.nu0) + t.shifted(1)) * w * (Powers(gap) + scale * w.shifted(1)) - one;
                         },
                         unit, Digits(1 / unit), end)
                         .shifted(1);
    const Powers small = v * drop(at.degrees, at.nu0, v) * at.inverse_m;
    return {v, small, Powers(gap) + scale * small};
}

/// (12.37) solved, to O(end).
Unused unused_shares(const Ridgeless& at, int end) {
    switch (at.start) {
        case Ridgeless::Start::zero:
            return from_zero(at, end);
        case Ridgeless::Start::threshold:
            return at_threshold(at, end);
        case Ridgeless::Start::beside:
            break;
    }
    return beside_threshold(at, end);
}

/// The formulas of section 5 on series of numbers.
Powers series_of(Quantity quantity, const Setup& setup, const Ridgeless& at, int end) {
    const auto [v, small, large] = unused_shares(at, end);
    const Powers nu = Powers(at.nu0) + v, noise(setup.op.noise_variance);
    if (quantity == Quantity::effective_ridge) return nu;
    const bool few_samples = setup.few_samples();
    const DegreeSums<Powers> sums = at.degrees.sums(nu);
    const RiskInputs<Powers> inputs{nu,
                                    few_samples ? large : small,
                                    few_samples ? small : large,
                                    few_samples ? at.inverse_M : at.inverse_m,
                                    few_samples ? at.inverse_m : at.inverse_M,
                                    sums,
                                    sums.slope / nu,
                                    noise,
                                    setup.op.ensemble};
    const RiskValues<Powers> values = risk_values(inputs, setup.target);
    if (quantity == Quantity::bias) return values.bias;
    if (quantity == Quantity::variance) return values.variance;
    return values.bias + values.variance + noise;
}

}  // namespace

Expansion expand_in_ridge(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& at, Quantity quantity,
                          int order) {
    require_order(order);
    const auto setup = std::make_shared<const Setup>(in_digits(spectrum), target, at);
    const Ridgeless ridgeless(*setup);
    const Powers series = series_of(quantity, *setup, ridgeless, order + 4);
    Expansion e;
    e.name = "small ridge of a spectrum";
    e.quantity = to_text(quantity);
    e.variable = letter("lambda");
    e.source = "(12.37)";
    const bool threshold = ridgeless.start == Ridgeless::Start::threshold;
    e.region = threshold                                   ? "n = p, lambda -> 0+"
               : ridgeless.start == Ridgeless::Start::zero ? "rank < n, p, lambda -> 0+"
               : setup->few_samples()                      ? "n < p, lambda -> 0+"
                                                           : "n > p, lambda -> 0+";
    const GiNaC::ex step = threshold ? GiNaC::ex(1) / 2 : GiNaC::ex(1);
    if (int i = series.low(); i < Powers::exact) {  // else it is 0, and nothing is left out
        for (const int last = i + order; i <= last; ++i)
            if (abs(series[i]) > 1e-80) e.terms.push_back({i * step, long_float(series[i])});
        while (i + 1 < series.end() && abs(series[i]) < 1e-80) ++i;
        e.remainder = i * step;
    }
    e.exact = [setup, quantity](const Values&, const Digits& ridge) { return setup->exact(quantity, ridge); };
    return e;
}

}  // namespace lazyrisk
