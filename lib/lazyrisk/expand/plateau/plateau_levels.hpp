// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The levels of a kernel at large d, as plateaus see them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/expand/plateau/plateau.hpp"

namespace lazyrisk {

/// Coefficients of 1, 1/d, ...: of xi_k d^k and B_k d^-k by degree (dead degrees left out), of the trace above degree
/// l.
template <class C>
struct PlateauLevels {
    std::map<int, std::vector<C>> xi, multiplicity;
    std::vector<C> tail;
    C ridge{0};
    std::optional<C> leading{};  ///< a letter for ridge + tail
};

/// Of the plateau's activation, degrees 0 to `top`, each to order 1/d^order. Throws NotCovered where a degree's leading
/// coefficient vanishes but the next does not: it is learned at another size.
PlateauLevels<Digits> levels_of(const Plateau& plateau, int order, int top);
/// The letters a_k, b_k, T (at finite d), lambda; L = lambda + T.
PlateauLevels<GiNaC::ex> lettered_levels(const Plateau& plateau, int top);
/// The same with numbers for those letters.
PlateauLevels<Digits> valued_levels(const Plateau& plateau, const Values& values, int top);
/// Numbers for the letters of a plateau, a tail larger than the levels in it: where it is checked.
Values plateau_sample();

/// The quantity of expand_plateau_terms at one d from the scalar equations, levels to order 1/d^6: what the series are
/// checked against. Letters that the plateau has are read from `values`; F_rest^2 is of all degrees above `top`.
Digits exact_plateau(const Plateau& plateau, const PlateauLevels<Digits>& levels, const std::string& quantity, int top,
                     const Values& values, const Digits& d);

}  // namespace lazyrisk
