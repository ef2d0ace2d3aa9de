// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where n = d^alpha, p = d^beta, ridge d^-gamma lie on the staircase.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/expand/catalogue/exponent.hpp"
#include "lazyrisk/expand/plateau/plateau.hpp"

namespace lazyrisk {

/// The regime in words: its name, what is learned, which correction dominates and where others take over.  Formulas
/// (12.30), (12.34).
struct Regime {
    enum class Place { plateau, critical_samples, critical_width, critical_both, peak };

    std::string name;
    std::vector<std::string> sentences;
    std::optional<Plateau> plateau;  ///< none on a level (critical scaling) and where n and p are of one order
    Place place = Place::plateau;
    int l = 0;        ///< the highest degree that is learned, on a level in part
    Region region{};  ///< of the letters
};
/// Throws DomainError where both are infinite, or one is not positive, or one is a letter.
Regime regime_of(const Exponent& samples, const Exponent& width, const GiNaC::ex& ridge_exponent = 0);
/// With letters: every regime that the letters meet. Throws DomainError where one may be infinite and the other is.
std::vector<Regime> regimes_of(const Exponent& samples, const Exponent& width, const GiNaC::ex& ridge_exponent = 0);

}  // namespace lazyrisk
