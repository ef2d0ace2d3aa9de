// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Kernels averaged over cyclic shifts: the eigenvalues of the sphere, fewer of each.
#include <algorithm>
#include <cmath>

#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/harmonics/invariant_dimension.hpp"
#include "lazyrisk/harmonics/product_quadrature.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/dot_kernel.hpp"
#include "lazyrisk/spectrum/gather.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;

/// Degrees counted exactly even where fewer are kept: beyond them the share of the invariant harmonics is 1/d nearly.
constexpr int counted = 40;

int whole_dimension(const Dimension& dimension) {
    constexpr double largest = 1e6;
    const double d = dimension;
    require_dimension(d);
    if (d > largest)
        throw NotCovered(
            "invariant kernels beyond dimension 1e6 and in the limit d -> infinity are not covered: give a smaller "
            "`dim`");
    return int(d);
}

Spectrum<> on_sphere_of(const Activation& activation, int d, int degrees) {
    return diagonalize(RandomFeatures{activation, double(d)}, degrees);
}

template <class Model>  // a dot-product kernel or that of a deep network
Spectrum<> on_sphere_of(Model kernel, int d, int degrees) {
    kernel.dimension = double(d);
    return diagonalize(kernel, degrees);
}

Spectrum<> on_sphere_of(const Profile& profile, int d, int degrees) {
    const DotFunction h = evaluated(profile, d);
    const bool polynomial = h.degree >= 0 && h.degree <= degrees;
    const int last = polynomial ? h.degree : degrees;
    const SphereAmplitudes g = sphere_amplitudes(h.value, d, last, h.error);
    std::vector<Found> found;
    const Wide trace = h.value(1);
    Wide multiplicity = 1, left = trace + h.error;
    for (int k = 0; k <= last; ++k) {
        const std::size_t i = std::size_t(k);
        const Wide root = std::sqrt(multiplicity);
        found.push_back({Mode(k), g.value[i] / root, g.error[i] / root, multiplicity});
        left -= (g.value[i] - g.error[i]) * root;
        multiplicity = next_multiplicity(multiplicity, d, k);
    }
    return gather(h.name, found, trace, h.error, left / multiplicity, polynomial);
}

/// The same eigenvalues on the invariant harmonics alone.  Formula (11.12)
Spectrum<> restricted(const Spectrum<>& sphere, int d, int degrees) {
    int first_missing = 0, last = 0;  // levels are by ascending degree; those that were not resolved are in the tail
    for (const Level<>& level : sphere.levels) {
        last = level.mode.degree;
        if (last == first_missing) ++first_missing;
    }
    const std::vector<Wide> dimension = invariant_dimensions(d, last);
    const Wide share = 1 / Wide(d), excess = invariant_excess(d, first_missing);
    Spectrum<> result;
    Wide tail = sphere.tail * share, largest = sphere.tail_largest;
    Wide tail_error = sphere.tail_error * share * (1 + excess) + tail * excess;
    for (const Level<>& level : sphere.levels) {
        const int k = level.mode.degree;
        const Wide count = dimension[std::size_t(k)], part = count / level.multiplicity;
        const Wide mass = part * level.mass, error = part * level.mass_error + mass * 0x1p-53L;
        if (k <= degrees) {
            // without an invariant harmonic of this degree there is nothing to learn it with
            if (count > 0)
                result.levels.push_back({level.mode, level.eigenvalue, double(count), double(mass), double(error)});
            else
                result.levels.push_back({level.mode, 0, 0, 0, 0});
        } else {
            tail += mass;
            tail_error += error;
            largest = std::max<Wide>(largest, level.eigenvalue);
        }
    }
    result.tail = double(tail);
    result.tail_error = double(tail_error + tail * 0x1p-53L);
    result.tail_largest = double(largest);
    return result;
}

}  // namespace

Spectrum<> diagonalize(const InvariantKernel& model, int degrees) {
    const int d = whole_dimension(model.dimension);
    const Spectrum<> sphere =
        std::visit([&](const auto& k) { return on_sphere_of(k, d, std::max(degrees, counted)); }, model.kernel);
    return restricted(sphere, d, degrees);
}

int most_degrees(const InvariantKernel& model) {
    constexpr int affordable = 400;
    const auto most = [&](const auto& k) {
        if constexpr (std::is_same_v<std::decay_t<decltype(k)>, Activation>)
            return most_degrees(RandomFeatures{k, model.dimension});
        else if constexpr (!std::is_same_v<std::decay_t<decltype(k)>, Profile>)
            return affordable;
        else
            return k.degree >= 0 ? std::max(k.degree, 1) : affordable;
    };
    return std::min(affordable, std::visit(most, model.kernel));
}

Spectrum<> diagonalize(const InvariantFeatures& model, int degrees) {
    return diagonalize(InvariantKernel{model.activation, model.dimension}, degrees);
}
int most_degrees(const InvariantFeatures& model) {
    return most_degrees(InvariantKernel{model.activation, model.dimension});
}

}  // namespace lazyrisk
