// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Spiked covariates: harmonics of the signal's sphere times harmonics of the bulk's.
#include <algorithm>
#include <cmath>
#include <limits>

#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/harmonics/product_quadrature.hpp"
#include "lazyrisk/spectrum/dot_kernel.hpp"
#include "lazyrisk/spectrum/gather.hpp"
#include "lazyrisk/spectrum/structured.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;

/// Degrees computed beyond those kept, to bound the eigenvalues in the tail.
constexpr int beyond = 4;

/// B(d,k), k = 0 .. degrees; of two points 1, 1, 0, ...
std::vector<Wide> multiplicities(double d, int degrees) {
    std::vector<Wide> b{1};
    for (int k = 0; k < degrees; ++k) b.push_back(d == 1 ? Wide(k == 0) : next_multiplicity(b.back(), d, k));
    return b;
}

using Table = std::vector<std::vector<Wide>>;

/// Bound on the eigenvalues that were not computed.  Formula (11.6): they fall in steps of two of either degree, so
/// those of the two highest degrees computed bound them; where the computed ones do not fall, the trace over the
/// smallest multiplicity.
Wide largest_missing(const Table& xi, const Table& error, const std::vector<Wide>& b, const std::vector<Wide>& c,
                     Wide trace) {
    const std::size_t degrees = xi.size() - 1;
    bool falling = true;
    Wide last = 0, least = c[degrees + 1];
    for (std::size_t k = 0; k <= degrees; ++k)
        for (std::size_t l = 0; k + l <= degrees; ++l) {
            const Wide most = xi[k][l] + error[k][l];
            if (k >= 2) falling = falling && xi[k][l] <= xi[k - 2][l] + error[k - 2][l] + error[k][l];
            if (l >= 2) falling = falling && xi[k][l] <= xi[k][l - 2] + error[k][l - 2] + error[k][l];
            if (k + l + 1 >= degrees) last = std::max(last, most);
        }
    for (std::size_t k = 0; k <= degrees + 1 && b[k] > 0; ++k) least = std::min(least, b[k] * c[degrees + 1 - k]);
    return falling ? last : trace / least;
}

Spectrum<> spectrum_of(const SpikedInputs& inputs, const DotFunction& h, int degrees) {
    const Wide a = inputs.signal_share(), trace = h.value(1);
    const double ds = inputs.signal, db = inputs.dimension - inputs.signal;
    const bool polynomial = h.degree >= 0 && h.degree <= degrees;
    const int computed = polynomial ? h.degree : degrees + beyond;
    const ProductAmplitudes g =
        product_amplitudes([&](Wide u, Wide v) { return h.value(a * u + (1 - a) * v); }, ds, db, computed, h.error);
    const std::vector<Wide> b = multiplicities(ds, computed + 1), c = multiplicities(db, computed + 1);
    std::vector<Found> found;
    Table xi = g.value, error = g.error;
    for (int k = 0; k <= computed; ++k)
        for (int l = 0; k + l <= computed; ++l) {
            const std::size_t i = std::size_t(k), j = std::size_t(l);
            const Wide multiplicity = b[i] * c[j], root = std::sqrt(multiplicity);
            if (multiplicity == 0) {
                xi[i][j] = error[i][j] = 0;
                continue;
            }
            xi[i][j] /= root;
            error[i][j] /= root;
            if (k + l <= degrees) found.push_back({Mode(k, l), xi[i][j], error[i][j], multiplicity});
        }
    // beyond the cut: those computed, and what comes after them
    Wide missing = polynomial ? 0 : largest_missing(xi, error, b, c, trace + h.error);
    for (std::size_t k = 0; k < xi.size(); ++k)
        for (std::size_t l = 0; l < xi[k].size(); ++l)
            if (k + l > std::size_t(degrees)) missing = std::max(missing, xi[k][l] + error[k][l]);
    return gather(h.name, found, trace, h.error, missing, polynomial);
}

}  // namespace

Spectrum<> diagonalize(const SpikedKernel& model, int degrees) {
    check(model.inputs);
    return spectrum_of(model.inputs, evaluated(model.kernel, model.inputs.dimension), degrees);
}
int most_degrees(const SpikedKernel& model) {
    constexpr int affordable = 60;
    const int degree = evaluated(model.kernel, model.inputs.dimension).degree;
    return degree >= 0 ? std::max(degree, 1) : affordable;
}

Spectrum<> diagonalize(const SpikedFeatures& model, int degrees) {
    return diagonalize(SpikedKernel{model.inputs, model.activation}, degrees);
}
int most_degrees(const SpikedFeatures& model) { return most_degrees(SpikedKernel{model.inputs, model.activation}); }

}  // namespace lazyrisk
