// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Noise as normals of several variances.  Formula (15.11).
#pragma once

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/problem/noise_law.hpp"

namespace lazyrisk {

template <Scalar R>
struct NoisePart {
    R weight, variance;
};

/// Student's t is a normal whose inverse variance has a gamma law: by the trapezoid rule in its logarithm.
template <Scalar R>
std::vector<NoisePart<R>> noise_parts(const NoiseLaw& law, double plain_variance) {
    using std::exp, std::log, std::sqrt;
    if (law.is_plain()) return {{R(1), R(plain_variance)}};
    std::vector<NoisePart<R>> parts;
    for (const NormalPart& p : law.parts) parts.push_back({R(p.weight), R(p.variance)});
    if (!law.parts.empty()) return parts;
    // g = half/(variance/scale^2) of density g^{half-1} e^{-g}/Gamma(half); in x = log g an entire function's rule
    const R half = R(law.freedom) / 2, peak = log(half);
    const R digits = R(std::numeric_limits<R>::digits) * R(0.7) + 2;
    const R norm = boost::math::lgamma(half);
    const auto logarithm = [&](const R& x) { return half * x - R(exp(x)) - norm; };
    const R step = R(5) / digits * (half > 4 ? R(2 / sqrt(half)) : R(1));
    const R highest = logarithm(peak);
    const R moment(law.freedom > 2 ? 1.0 : law.freedom > 1 ? 0.5 : 0.0);
    R total(0);
    for (int side = 0; side < 2; ++side)
        for (int i = side; i < 100000; ++i) {
            const R x = peak + step * (side == 0 ? i : -i);
            const R height = logarithm(x);
            // the moments that exist have to be there: of the variance, or of the size
            if (height - moment * (x - peak) < highest - digits) break;
            const R weight = exp(height) * step;
            parts.push_back({weight, R(law.scale) * R(law.scale) * half / R(exp(x))});
            total += weight;
        }
    for (NoisePart<R>& p : parts) p.weight /= total;
    return parts;
}

}  // namespace lazyrisk
