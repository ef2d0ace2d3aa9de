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
        for (const auto& [degree, energy] : target.energy) {
            if (energy == R(0)) continue;
            const bool inside = degree >= 0 && std::size_t(degree) < spectrum.levels.size();
            const R eigenvalue = inside ? spectrum.levels[std::size_t(degree)].eigenvalue : R(0);
            in_tail |= !inside || (eigenvalue > R(0) && eigenvalue <= Degrees<R>::smallest());
            if (!(eigenvalue > Degrees<R>::smallest())) unlearned += energy;
            else if (is_infinite(eigenvalue)) continue;  // learned whatever the ridge: contributes nothing
            else {
                const Level<R>& level = spectrum.levels[std::size_t(degree)];
                parts.push_back({eigenvalue, energy, level.mass > R(0) ? R(level.mass_error / level.mass) : R(0)});
            }
        }
    }
};

/// L_k = 1/(1 + nu/xi_k), the learned fraction of degree k = 0 .. degrees.  Formula (5.6).
template <Scalar R>
std::vector<R> learnability(const Spectrum<R>& spectrum, const R& effective_ridge, int degrees) {
    std::vector<R> learned(std::size_t(degrees) + 1, R(0));
    for (std::size_t k = 0; k < learned.size() && k < spectrum.levels.size(); ++k) {
        const R& eigenvalue = spectrum.levels[k].eigenvalue;
        if (!(eigenvalue > R(0)) || is_infinite(effective_ridge)) continue;
        learned[k] = R(1) / (R(1) + (is_infinite(eigenvalue) ? R(0) : R(effective_ridge / eigenvalue)));
    }
    return learned;
}

}  // namespace lazyrisk
