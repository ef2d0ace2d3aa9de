// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Convolutional kernels: monomials by size and extent, waves of their shifts.
#include <boost/math/constants/constants.hpp>
#include <cmath>
#include <limits>

#include "lazyrisk/harmonics/cube.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/problem/convolution.hpp"
#include "lazyrisk/spectrum/dot_kernel.hpp"
#include "lazyrisk/spectrum/gather.hpp"
#include "lazyrisk/spectrum/structured.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;

/// kappa_j = sum_{|m|<w} (1 - |m|/w) cos(2 pi j m/d) = sin^2(pi j w/d)/(w sin^2(pi j/d)), with its zeros exact. Formula
/// (11.9)
Wide pooling(int d, int w, int j) {
    if (j % d == 0) return w;
    const long turn = long(j) * w % d;
    if (turn == 0) return 0;
    const Wide unit = boost::math::constants::pi<Wide>() / d;
    const Wide ratio = std::sin(unit * Wide(turn)) / std::sin(unit * Wide(j));
    return ratio * ratio / w;
}

/// Waves of one orbit of d shifts: eigenvalue factor and multiplicity at each frequency.
struct Wave {
    int frequency;
    Wide factor, count;
};
std::vector<Wave> waves(const Convolution& m) {
    const int d = int(m.dimension), w = int(m.window);
    if (m.global()) return {{0, 1, 1}};
    if (w == 1) return {{0, 1, Wide(d)}};
    std::vector<Wave> all;
    for (int j = 0; 2 * j <= d; ++j) all.push_back({j, pooling(d, w, j), j == 0 || 2 * j == d ? 1.0L : 2.0L});
    return all;
}

/// Largest multiplicity of a level; beyond it is a tail.
}  // namespace

Spectrum<> diagonalize(const Convolution& m, int) {
    check(m);
    const int q = int(m.patch);
    const Wide d = double(m.dimension);
    const DotFunction h = evaluated(m.kernel, m.patch);
    const CubeEigenvalues xi = cube_eigenvalues(h.value, q, h.error);
    const Wide at_one = h.value(1), constant = xi.value[0];
    const auto dead = [&](int l) { return h.degree >= 0 && l > h.degree; };
    std::vector<Found> found;
    Wide trace = at_one, beyond = 0;
    const auto add = [&](Mode mode, Wide factor, Wide multiplicity) {
        const std::size_t l = std::size_t(mode.degree);
        const Wide value = dead(mode.degree) ? 0 : xi.value[l];
        const Wide error = dead(mode.degree) ? 0 : xi.error[l] + 4 * epsilon<Wide> * std::abs(value);
        if (multiplicity < largest_multiplicity)
            found.push_back({mode, value * factor, error * factor, multiplicity});
        else
            beyond = std::max(beyond, (std::abs(value) + error) * factor);
    };
    if (m.whole()) {
        for (int l = 0; l <= q; ++l) add(Mode(l), 1, binomial(q, l));
        return gather(h.name, found, trace, h.error, beyond, h.degree >= 0);
    }
    const std::vector<Wave> all = waves(m);
    add(Mode(0), all[0].factor, 1);
    for (int l = 1; l <= q; ++l)
        for (int extent = l; extent <= (l == 1 ? 1 : q); ++extent) {
            const Wide orbits = l == 1 ? 1 : binomial(extent - 2, l - 2), share = Wide(q + 1 - extent) / d;
            for (const Wave& wave : all)
                add(Mode(l, extent - l, wave.frequency), share * wave.factor, orbits * wave.count);
        }
    // sum_j kappa_j = d: pooling moves the trace between frequencies, except that of the constant
    trace = m.global() ? constant + (at_one - constant) / d : at_one + (all[0].factor - 1) * constant;
    return gather(h.name, found, trace, (h.error + xi.error[0]) * Wide(m.window), beyond, h.degree >= 0);
}

}  // namespace lazyrisk
