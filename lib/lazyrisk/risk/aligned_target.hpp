// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A target read in the modes of a spectrum.
#pragma once

#include <vector>

#include "lazyrisk/equations/degrees.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// Energies beside the eigenvalues that learn them; dead degrees and degrees beyond the levels are never learned.
template <Scalar R = double>
struct AlignedTarget {
    struct Part {
        R eigenvalue, energy;
        R relative_error;  ///< of the eigenvalue
    };
    std::vector<Part> parts;
    R unlearned{0};
    bool in_tail = false;  ///< some of it in a degree beyond the levels, taken as never learned

    AlignedTarget(const Target<R>& target, const Spectrum<R>& spectrum) : unlearned(target.rest) {
        for (const auto& [mode, energy] : target.energy) {
            if (energy == R(0)) continue;
            const Level<R>* level = spectrum.find(mode);
            const R eigenvalue = level ? level->eigenvalue : R(0);
            in_tail |= !level || (eigenvalue > R(0) && eigenvalue <= Degrees<R>::smallest());
            if (!(eigenvalue > Degrees<R>::smallest()))
                unlearned += energy;
            else if (is_infinite(eigenvalue))
                continue;  // learned whatever the ridge: contributes nothing
            else
                parts.push_back({eigenvalue, energy,
                                 level->mass > R(0) ? R(level->mass_error / level->mass) : level->eigenvalue_error});
        }
    }
};

/// L_k = 1/(1 + nu/xi_k), the learned fraction of each of the modes.  Formula (5.6).
template <Scalar R>
std::vector<R> learnability(const Spectrum<R>& spectrum, const R& effective_ridge, const std::vector<Mode>& modes) {
    std::vector<R> learned(modes.size(), R(0));
    for (std::size_t i = 0; i < modes.size(); ++i) {
        const Level<R>* level = spectrum.find(modes[i]);
        if (!level || !(level->eigenvalue > R(0)) || is_infinite(effective_ridge)) continue;
        learned[i] = R(1) / (R(1) + (is_infinite(level->eigenvalue) ? R(0) : R(effective_ridge / level->eigenvalue)));
    }
    return learned;
}

}  // namespace lazyrisk
