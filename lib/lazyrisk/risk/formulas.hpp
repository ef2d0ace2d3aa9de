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

/// Formulas (5.1)-(5.5), (6.1)-(6.6).
template <Field F, Scalar R>
RiskValues<F> risk_values(const RiskInputs<F>& in, const AlignedTarget<R>& target) {
    // energy by what is left of it: b2 = sum E q^2, bq = sum E q L, b1 = sum E q, slope = sum E s/(s+nu)^2
    F b2(target.unlearned), bq(R(0)), b1(target.unlearned), slope(R(0));
    for (const auto& part : target.parts) {
        const F s(part.eigenvalue), energy(part.energy), resolvent = F(R(1)) / (s + in.nu);
        const F left = in.nu * resolvent, learned = s * resolvent;
        b1 = b1 + energy * left;
        b2 = b2 + energy * left * left;
        bq = bq + energy * left * learned;
        slope = slope + energy * learned * resolvent;
    }
    const F &w1 = in.unused_width, &w2 = in.unused_samples, &e = in.degrees.slope, &s2 = in.noise_variance;
    const F by_width = e * in.inverse_width, by_samples = e * in.inverse_samples;
    const F both = by_width * by_samples;
    const F D = w1 * w2 + by_samples * w1 + by_width * w2;  // (5.1): d(lambda/n)/dnu
    const F G = w2 + by_samples;                            // the same at infinite width
    const F h = w1 + by_width;
    const F data = in.degrees.df2 * in.inverse_samples;  // D2/n
    // of one member: gone in an infinite ensemble, a pole of theirs too
    const auto shared = [&](const F& term) { return std::isinf(in.ensemble) ? F(R(0)) : F(term / F(R(in.ensemble))); };

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
