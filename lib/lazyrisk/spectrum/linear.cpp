// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Linear regression: a level an eigenvalue of the covariance.
#include "lazyrisk/spectrum/covariate_spectrum.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

Spectrum<> diagonalize(const Linear& model, int) {
    CovariateSpectrum s = covariate_spectrum(model.covariance, model.alignment);
    if (!is_infinite(model.dimension.value) && is_per_dimension(model.covariance))
        for (GivenSpectrum::Mode& level : s.model.levels) level.multiplicity *= model.dimension;
    return diagonalize(s.model, 0);
}

std::vector<CovariateLevel> covariate_levels(const Linear& model) {
    const CovariateSpectrum s = covariate_spectrum(model.covariance, model.alignment);
    const double share =
        !is_infinite(model.dimension.value) && is_per_dimension(model.covariance) ? double(model.dimension) : 1;
    std::vector<double> test;
    if (model.test_covariance) test = test_variances(s, model.covariance, *model.test_covariance);
    std::vector<CovariateLevel> levels;
    for (std::size_t i = 0; i < s.model.levels.size(); ++i) {
        const auto& [eigenvalue, multiplicity] = s.model.levels[i];
        levels.push_back(
            {eigenvalue, multiplicity * share, s.target.energy[i].second, test.empty() ? eigenvalue : test[i]});
    }
    return levels;
}

Target<> unit_target(const Linear& model) { return covariate_spectrum(model.covariance, model.alignment).target; }

Target<> in_modes_of(const Target<>& unit, const Target<>& asked) {
    double linear = 0;
    for (const auto& [mode, energy] : asked.energy) {
        if (mode == Mode(1))
            linear += energy;
        else if (energy != 0)
            throw DomainError("energy." + to_text(mode), energy,
                              "a linear model has degree 1 alone; the rest is what no linear function has");
    }
    Target<> target = unit;
    for (auto& [mode, energy] : target.energy) energy *= linear;
    target.rest = target.rest * linear + asked.rest;
    return target;
}

}  // namespace lazyrisk
