// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Random problems over the whole legal range, extreme ones often.
#pragma once

#include <cmath>
#include <random>

#include "lazyrisk/risk/risk.hpp"

struct RandomProblem {
    lazyrisk::Spectrum<> spectrum;
    lazyrisk::Target<> target;
    lazyrisk::Operation<> op;

    explicit RandomProblem(std::mt19937_64& random) {
        const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<>(a, b)(random); };
        const auto decades = [&](double a, double b) { return std::pow(10, uniform(a, b)); };
        const auto chance = [&](double p) { return uniform(0, 1) < p; };

        const int levels = std::uniform_int_distribution<>(chance(0.3) ? 1 : 0, 12)(random);
        const double spread = chance(0.5) ? 3 : chance(0.1) ? 320 : 20;
        for (int k = 0; k < levels; ++k) {
            const double eigenvalue = chance(0.1)            ? 0
                                      : chance(0.1) && k > 0 ? spectrum.levels.back().eigenvalue
                                                             : decades(-spread, 2);
            const double multiplicity = chance(0.7) ? std::round(decades(0, chance(0.2) ? 8 : 3)) : decades(-6, 6);
            const double mass = eigenvalue * multiplicity;
            spectrum.levels.push_back({k, eigenvalue, multiplicity, mass, mass * 0x1p-53});
        }
        spectrum.tail = chance(0.4) && levels > 0 ? 0 : decades(chance(0.05) ? -323 : -15, 2);
        for (int k = 0; k < levels; ++k)
            if (chance(0.6)) target.energy.emplace_back(k, decades(-6, 2));
        target.rest = chance(0.5) ? 0 : decades(-6, 2);

        op.sizes = {chance(0.1) ? lazyrisk::infinite<> : decades(-6, 9),
                    chance(0.1) ? lazyrisk::infinite<> : decades(-6, 9)};
        if (chance(0.3)) op.sizes.samples = std::ceil(decades(0, 4));
        if (chance(0.3)) op.sizes.width = std::ceil(decades(0, 4));
        if (chance(0.15)) op.sizes.width = op.sizes.samples;
        if (chance(0.1)) op.sizes.width = op.sizes.samples * (1 + decades(-16, -1));
        if (chance(0.15) && levels > 0) {  // on a plateau: as many samples as modes in the first levels
            double modes = 0;
            for (int k = 0; k <= levels / 2; ++k) modes += spectrum.levels[std::size_t(k)].multiplicity;
            op.sizes.samples = modes * (chance(0.5) ? 1 : 1 + decades(-16, -2));
        }
        op.ridge_over_samples = chance(0.25)   ? 0
                                : chance(0.02) ? lazyrisk::infinite<>
                                               : decades(chance(0.2)    ? -100
                                                         : chance(0.05) ? -240
                                                                        : -20,
                                                         6);
        op.noise_variance = chance(0.3) ? 0 : decades(-6, 2);
        op.ensemble = chance(0.2) ? 7 : 1;
    }
};
