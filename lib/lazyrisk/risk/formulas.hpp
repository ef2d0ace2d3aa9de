// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The risk at a fixed point: sums, products and quotients of non-negative terms. Nothing iterates, nothing cancels.
// Over any field: numbers, germs at singular points, dual numbers for derivatives.
#pragma once

#include <cmath>

#include "lazyrisk/equations/degrees.hpp"
#include "lazyrisk/risk/aligned_target.hpp"

namespace lazyrisk {

/// Where the excess risk comes from.  Formulas (6.1)-(6.5).
template <class F>
struct Sources {
    F bias_squared{0};    ///< error of the predictor averaged over data, features and noise
    F samples{0};         ///< V_X: fluctuation with the data, features averaged out
    F features{0};        ///< V_W: with the features, data averaged out
    F interaction{0};     ///< V_XW
    F noise_samples{0};   ///< V_Xe: label noise, features averaged out
    F noise_features{0};  ///< V_XWe
};

template <class F>
struct RiskValues {
    F bias{0}, variance{0}, train_error{0}, weight_norm{0};
    Sources<F> sources;
};

/// Everything the formulas read.
template <Field F>
struct RiskInputs {
    F nu, unused_width, unused_samples;  ///< nu, w1, w2
    F inverse_width, inverse_samples;    ///< 1/p, 1/n
    DegreeSums<F> degrees;               ///< T, D2, e
    F curvature_per_nu;                  ///< g' = e/nu = sum M/(s+nu)^2
    F noise_variance;
    double ensemble = 1;  ///< inf: pairs of one member do not count
};

/// The target's energy by what is left of it at one nu.
template <Field F>
struct EnergySums {
    F b1, b2;    ///< sum E q, sum E q^2: with what is never learned
    F bq{0};     ///< sum E q L
    F slope{0};  ///< sum E s/(s+nu)^2
};

template <Field F, Scalar R>
EnergySums<F> energy_sums(const AlignedTarget<R>& target, const F& nu) {
    EnergySums<F> sum{F(target.unlearned), F(target.unlearned)};
    for (const auto& part : target.parts) {
        const F s(part.eigenvalue), energy(part.energy), resolvent = F(R(1)) / (s + nu);
        const F left = nu * resolvent, learned = s * resolvent;
        sum.b1 = sum.b1 + energy * left;
        sum.b2 = sum.b2 + energy * left * left;
        sum.bq = sum.bq + energy * left * learned;
        sum.slope = sum.slope + energy * learned * resolvent;
    }
    return sum;
}

/// A term of one member of an ensemble: gone in an infinite one, a pole of theirs too.
template <Field F>
F shared_among(double ensemble, const F& term) {
    return std::isinf(ensemble) ? F{0} : F(term / F(ensemble));
}

/// Formulas (5.1)-(5.5), (6.1)-(6.6).
template <Field F, Scalar R>
RiskValues<F> risk_values(const RiskInputs<F>& in, const AlignedTarget<R>& target) {
    const auto [b1, b2, bq, slope] = energy_sums(target, in.nu);
    const F &w1 = in.unused_width, &w2 = in.unused_samples, &e = in.degrees.slope, &s2 = in.noise_variance;
    const F by_width = e * in.inverse_width, by_samples = e * in.inverse_samples;
    const F both = by_width * by_samples;
    const F D = w1 * w2 + by_samples * w1 + by_width * w2;  // (5.1): d(lambda/n)/dnu
    const F G = w2 + by_samples;                            // the same at infinite width
    const F h = w1 + by_width;
    const F data = in.degrees.df2 * in.inverse_samples;  // D2/n
    const auto shared = [&](const F& term) { return shared_among(in.ensemble, term); };

    RiskValues<F> r;
    Sources<F>& from = r.sources;
    from.bias_squared = b2;
    from.samples = b2 * data / G;
    from.features = shared(bq * by_width / h);
    from.interaction = shared(b2 * both / D / G + by_width * bq / h * (h * data + both) / D);
    from.noise_samples = s2 * data / G;
    from.noise_features = shared(s2 * both / D / G);

    r.bias = b2 / G + shared(b2 * both / D / G + by_width * bq / D);
    r.variance = from.noise_samples + from.noise_features;
    r.train_error = w2 * w2 * (r.bias + r.variance + s2);
    r.weight_norm = (in.curvature_per_nu * in.inverse_samples * (b1 + s2) + w2 * slope) / D;
    return r;
}

}  // namespace lazyrisk
