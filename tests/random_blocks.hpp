// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Random spectra of blocks and sizes over the whole legal range, extreme ones often.
#pragma once

#include <cmath>
#include <random>

#include "lazyrisk/risk/risk.hpp"

struct RandomBlocks {
    lazyrisk::Spectrum<> spectrum;
    lazyrisk::Target<> target;
    lazyrisk::Operation<> op;

    explicit RandomBlocks(std::mt19937_64& random) {
        const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<>(a, b)(random); };
        const auto decades = [&](double a, double b) { return std::pow(10, uniform(a, b)); };
        const auto chance = [&](double p) { return uniform(0, 1) < p; };

        lazyrisk::Blocks<> b;
        b.along = chance(0.5) ? 2 : 1;
        const double d = chance(0.3) ? 2 : std::round(decades(0.4, chance(0.2) ? 6 : 2));
        b.across = d - 1;
        const int levels = std::uniform_int_distribution<>(1, 12)(random);
        const double spread = chance(0.5) ? 3 : chance(0.1) ? 60 : 20;
        for (int k = 0; k < levels; ++k) {
            const double multiplicity = k == 0 ? 1 : std::round(decades(0, chance(0.2) ? 8 : 3));
            const double across = k == 0 || chance(0.1) ? 0 : decades(-spread, 1) / multiplicity;
            const double size = chance(0.1) ? 0 : std::sqrt(decades(-spread, 1) / multiplicity / d),
                         angle = uniform(0, 6.3);
            b.levels.push_back(
                {multiplicity, across, {size * std::cos(angle), b.along == 2 ? size * std::sin(angle) : 0}});
        }
        if (chance(0.6)) {
            b.tail_across = decades(-12, 1);
            const double first = decades(-12, 0) / d, second = b.along == 2 ? decades(-12, 0) / d : 0;
            b.tail_along = {first, uniform(-1, 1) * std::sqrt(first * second), second};
        }
        for (int k = 0; k < levels; ++k) {
            const auto& l = b.levels[std::size_t(k)];
            const double eigenvalue = l.across + l.along[0] * l.along[0] + l.along[1] * l.along[1];
            spectrum.levels.push_back({k, eigenvalue, l.multiplicity, eigenvalue * l.multiplicity, 0});
            if (chance(0.6)) target.energy.emplace_back(k, decades(-6, 2));
        }
        spectrum.tail = b.tail_across + b.tail_along[0] + b.tail_along[2];
        target.rest = chance(0.5) ? 0 : decades(-6, 2);

        op.sizes = {chance(0.1) ? lazyrisk::infinite<> : decades(-1, 9), decades(-0.3, 9)};
        if (chance(0.5)) op.sizes.width = std::ceil(decades(0, 3));
        if (chance(0.5)) op.sizes.samples = std::ceil(decades(0, 4));
        if (chance(0.15)) op.sizes.samples = op.sizes.width * b.size();
        if (chance(0.1)) op.sizes.samples = op.sizes.width * b.size() * (1 + decades(-15, -1));
        if (chance(0.15)) {  // on a plateau: as many samples as modes in the first levels
            double modes = 0;
            for (int k = 0; k <= levels / 2; ++k) modes += b.levels[std::size_t(k)].multiplicity;
            op.sizes.samples = modes * (chance(0.5) ? 1 : 1 + decades(-16, -2));
        }
        op.ridge_over_samples = chance(0.25)   ? 0
                                : chance(0.02) ? lazyrisk::infinite<>
                                               : decades(chance(0.1) ? -60 : -20, 6);
        op.noise_variance = chance(0.3) ? 0 : decades(-6, 2);
        spectrum.blocks = std::move(b);
    }
};
