// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Text to a symbolic formula.
#pragma once

#include <ginac/ginac.h>

#include <string_view>

namespace lazyrisk {

/// The formula that `text` spells in `variable`; decimal numbers are read as the exact fractions they spell.
///
/// A reader of its own instead of GiNaC::parser, which takes 2*-x+3 for 2*(-x+3), refuses 2^3^2, rounds 0.1, knows no
/// conditions and does not say where an error is.  Throws DomainError naming `field`.  The caller holds
/// symbols::ginac_mutex().
GiNaC::ex read_formula(std::string_view text, const GiNaC::realsymbol& variable, std::string_view field);

}  // namespace lazyrisk
