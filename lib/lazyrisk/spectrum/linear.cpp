// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Linear regression: a level an eigenvalue of the covariance.
#include <algorithm>
#include <cmath>
#include <vector>

#include "lazyrisk/numerics/mode_count.hpp"
#include "lazyrisk/spectrum/covariate_spectrum.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

namespace {

/// Multiplicities whose sum, as Degrees takes it, is exactly `count`: then n = count is the pole, and not nearly so.
void settle_count(GivenSpectrum& s, double count) {
    std::vector<GivenSpectrum::Mode*> live;
    for (GivenSpectrum::Mode& level : s.levels) {
        if (level.eigenvalue > 0)
            live.push_back(&level);
        else
            count -= level.multiplicity;
    }
    std::stable_sort(live.begin(), live.end(),
                     [](const auto* a, const auto* b) { return a->eigenvalue > b->eigenvalue; });
    std::vector<GivenSpectrum::Mode*> by_size = live;
    std::stable_sort(by_size.begin(), by_size.end(),
                     [](const auto* a, const auto* b) { return a->multiplicity > b->multiplicity; });
    for (int pass = 0; pass < 8; ++pass) {
        ModeCount<double> sum;
        for (const GivenSpectrum::Mode* level : live) sum += level->multiplicity;
        const double left = sum.below(count);
        if (left == 0 || !(std::abs(left) < 1e-9 * count)) return;
        // the smallest level that it is a rounding of: there it is added exactly
        GivenSpectrum::Mode* taker = by_size.front();
        for (GivenSpectrum::Mode* level : by_size)
            if (level->multiplicity > 1e3 * std::abs(left)) taker = level;
        taker->multiplicity += left;
    }
}

CovariateSpectrum settled(const Linear& model) {
    CovariateSpectrum s = covariate_spectrum(model.covariance, model.alignment);
    const bool density = is_per_dimension(model.covariance), counted = !is_infinite(model.dimension.value);
    if (density && counted)
        for (GivenSpectrum::Mode& level : s.model.levels) level.multiplicity *= model.dimension;
    double count = density ? (counted ? double(model.dimension) : 1.0) : count_of(model.covariance);
    if (const auto* law = std::get_if<MarchenkoPastur>(&model.covariance)) count *= std::min(1.0, 1 / law->ratio);
    if (!is_infinite(count) && s.model.tail_trace == 0) settle_count(s.model, count);
    return s;
}

}  // namespace

Spectrum<> diagonalize(const Linear& model, int) { return diagonalize(settled(model).model, 0); }

CovariateAxes covariate_axes(const Linear& model) {
    const CovariateSpectrum s = settled(model);
    TestVariances test;
    if (model.test_covariance)
        test = test_variances(s, model.covariance, model.alignment, *model.test_covariance);
    else
        test.tail_energy = s.target.rest;
    CovariateAxes found;
    found.tail = {s.model.tail_trace, s.target.rest, test.tail, test.tail_energy};
    for (std::size_t i = 0; i < s.model.levels.size(); ++i) {
        const auto& [eigenvalue, multiplicity] = s.model.levels[i];
        found.levels.push_back(
            {eigenvalue, multiplicity, s.target.energy[i].second, test.level.empty() ? eigenvalue : test.level[i]});
    }
    return found;
}

Target<> unit_target(const CovariateAxes& axes) {
    Target<> target{{}, axes.tail.energy};
    for (const CovariateLevel& level : axes.levels)
        target.energy.emplace_back(Mode(int(target.energy.size())), level.energy);
    return target;
}

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
