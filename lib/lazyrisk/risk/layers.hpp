// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The risk of layers of random features at their fixed point.  Formulas (16.17), (16.18): sums of non-negative terms.
#pragma once

#include "lazyrisk/equations/layers.hpp"
#include "lazyrisk/risk/aligned_target.hpp"
#include "lazyrisk/risk/formulas.hpp"

namespace lazyrisk {

template <Field F, Scalar R>
RiskValues<F> layers_risk_values(const LayersPoint<F>& p, const AlignedTarget<R>& target, const R& inverse_samples,
                                 const R& noise_variance, double ensemble) {
    const EnergySums<F> energy = energy_sums(target, p.nu);
    const F &b1 = energy.b1, &b2 = energy.b2, &bq = energy.bq;
    const F n1(inverse_samples), s2(noise_variance);
    const F taken = p.inner.df2 * n1;                                       // D2/n
    const F free = p.unused_samples + (p.gained_df1 + p.inner.slope) * n1;  // 1 - D2/n
    const F used = taken + p.gained_df2 * n1;                               // Upsilon
    const F apart = p.gained_df2 * n1 / p.free / free;
    const auto shared = [&](const F& term) { return shared_among(ensemble, term); };

    RiskValues<F> r;
    Sources<F>& from = r.sources;
    from.bias_squared = b2;
    from.samples = b2 * taken / free;
    from.features = shared(p.drawn * bq);
    from.interaction = shared(b2 * apart + p.drawn * bq * used / p.free);
    from.noise_samples = s2 * taken / free;
    from.noise_features = shared(s2 * apart);

    r.bias = b2 / free + shared(b2 * apart + p.drawn * bq / p.free);
    r.variance = from.noise_samples + from.noise_features;
    r.train_error = p.unused_samples * p.unused_samples * (r.bias + r.variance + s2);
    r.weight_norm = (p.slope * n1 * (b1 + s2) + p.unused_samples * p.resolved * bq) / (p.last * p.free);
    return r;
}

}  // namespace lazyrisk
