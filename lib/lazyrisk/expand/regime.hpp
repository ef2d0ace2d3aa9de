// Where n = d^alpha, p = d^beta, ridge d^-g lie on the staircase.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/expand/catalogue.hpp"
#include "lazyrisk/expand/plateau.hpp"

namespace lazyrisk {

/// Exponents of n and p in d; none is infinity.
struct Exponent {
    std::optional<GiNaC::numeric> value;
};

/// The regime in words: its name, what is learned, which correction dominates and where others take over.  Formulas (12.30), (12.34).
struct Regime {
    std::string name;
    std::vector<std::string> sentences;
    std::optional<Plateau> plateau;  ///< none on a level (critical scaling) and where n and p are of one order
};
/// Throws DomainError where both are infinite, or one is not positive.
Regime regime_of(const Exponent& samples, const Exponent& width, const GiNaC::numeric& ridge_exponent = 0);

/// Adds regime and the plateau expansions.
void append_regimes(std::vector<CatalogueEntry>& list);

}  // namespace lazyrisk
