// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A kernel given by its mass in each degree.
#include <algorithm>
#include <cmath>
#include <string>

#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

namespace {

/// Checked, by degree, without gaps.
std::vector<double> masses_of(const KernelMass& model) {
    int highest = 0;
    double largest = 0;
    for (const auto& [degree, mass] : model.mass) {
        if (degree < 0) throw DomainError("mass", degree, "a degree is at least 0");
        if (!(mass >= 0) || std::isinf(mass))
            throw DomainError("mass." + std::to_string(degree), mass, "a mass is a finite number, at least 0");
        highest = std::max(highest, degree);
        largest = std::max(largest, mass);
    }
    if (!(model.rest >= 0) || std::isinf(model.rest))
        throw DomainError("mass.rest", model.rest, "a mass is a finite number, at least 0");
    if (std::max(largest, model.rest) == 0) throw DomainError("mass", "0", "at least one mass must be positive");

    std::vector<double> mass(std::size_t(highest) + 1, 0.0);
    for (const auto& [degree, value] : model.mass) mass[std::size_t(degree)] += value;
    return mass;
}

}  // namespace

/// The masses are the same at every d: one that is zero has nothing to begin with.
LimitMasses in_the_limit(const KernelMass& model) {
    std::vector<double> mass = masses_of(model);
    mass.resize(std::max(mass.size(), std::size_t(model.dimension.scale) + 1), 0.0);
    return {.mass = {mass.begin(), mass.end()},
            .error = std::vector<long double>(mass.size()),
            .tail = model.rest,
            .exact = true};
}

Spectrum<> diagonalize(const KernelMass& model, int) {
    require_dimension(model.dimension);
    if (model.dimension == infinite<>) return at_scale(in_the_limit(model), model.dimension.scale);
    const std::vector<double> mass = masses_of(model);
    Spectrum<> spectrum;
    spectrum.tail = model.rest;
    long double multiplicity = 1;
    for (int k = 0; k < int(mass.size()); ++k) {
        const double value = mass[std::size_t(k)];
        if (!(multiplicity < largest_multiplicity)) {  // an eigenvalue that cannot be told from zero is a tail
            spectrum.tail += value;
            continue;
        }
        spectrum.levels.push_back({k, double(value / multiplicity), double(multiplicity), value, value * 0x1p-53});
        multiplicity = next_multiplicity(multiplicity, model.dimension, k);
    }
    return spectrum;
}

}  // namespace lazyrisk
