// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the .cpp files of plateaus share.
#pragma once

#include <array>
#include <string>

#include "lazyrisk/expand/plateau/plateau.hpp"

namespace lazyrisk::plateau_parts {

using Weights = std::array<GiNaC::ex, 4>;

/// Its name in the catalogue.
std::string plateau_name(PlateauKind kind);
/// The degree of "bias.K"; -1 for other quantities. Throws DomainError for what is no quantity.
int degree_of(const std::string& quantity);
/// Throws DomainError for a plateau that is none, or an order above `highest`.
void require(const Plateau& plateau, int order, int highest);
GiNaC::ex weight_of(const Exponents& e, const Weights& weights);
/// What all terms of a learned degree's bias have in common, 1 of other quantities.
Exponents common_factor(const Plateau& plateau, const std::string& quantity);

/// Has the series powers of one variable alone (0 x .. 3 u), beside the common factor, from the `least` on? They then
/// go on beyond what was computed (h is linear in u, and ends).
bool goes_alone(const PlateauSeries& series, const Exponents& common, std::size_t variable, int least);

/// "n = d^alpha, p = inf"
std::string sizes(const Plateau& plateau);
/// An expansion without terms.
Expansion start(const Plateau& plateau, const std::string& quantity);
/// Adds to the last term where the exponent is the same.
void add_term(Expansion& e, const GiNaC::ex& exponent, const GiNaC::ex& coefficient);
/// Abbreviations, and what it is checked against: levels up to `top` where they are letters.
void complete(Expansion& e, const Plateau& plateau, const std::string& quantity, int top);

}  // namespace lazyrisk::plateau_parts
