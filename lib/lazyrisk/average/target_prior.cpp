// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/average/target_prior.hpp"

#include <algorithm>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

double checked(const std::string& mode, double value) {
    if (!(value >= 0) || is_infinite(value))
        throw DomainError("energy", mode + "=" + to_text(value), "expected a finite energy >= 0");
    return value;
}

}  // namespace

TargetPrior::TargetPrior(const Target<>& target, double dimension)
    : rest_(checked("rest", target.rest)), inverse_d_(1 / dimension) {
    for (const auto& [mode, value] : target.energy) {
        if (mode != Mode(mode.degree) || mode.degree < 0)
            throw DomainError("energy." + to_text(mode), value,
                              "functions on the sphere have degrees alone, as in 1=1,2=0.5");
        energy_.resize(std::max(energy_.size(), std::size_t(mode.degree) + 1), 0.0);
        energy_[std::size_t(mode.degree)] += checked(to_text(mode), value);
    }
    sum_ = ZonalSum(dimension, energy_);
}

Matrix TargetPrior::columns(const Matrix& points, int first, int count) const {
    Matrix q = zonal_columns(sum_, points, inverse_d_, first, count);
    q.middleRows(first, count).diagonal().setConstant(total());
    return q;
}

Target<> averaged_neuron(const Activation& neuron, double dimension) {
    constexpr double negligible = 1e-3;
    const Target<> target = energies_of_neuron(neuron, dimension);
    double resolved = 0;
    for (const auto& [mode, value] : target.energy) resolved += value;
    if (target.rest > negligible * (resolved + target.rest))
        throw NotCovered("`target = neuron(" + neuron.name() + ")` has " +
                         to_text(100 * target.rest / (resolved + target.rest)) +
                         " % of its energy beyond degree 200 at dimension " + to_text(dimension) +
                         ", too much for averages over the target; use test points, or give `energy`");
    return target;
}

}  // namespace lazyrisk
