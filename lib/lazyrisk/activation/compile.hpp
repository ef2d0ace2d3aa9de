// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A symbolic formula to a flat program.
#pragma once

#include <ginac/ginac.h>

#include "lazyrisk/activation/program.hpp"

namespace lazyrisk {

/// The program of `formula` in `variable`: common parts once, constants folded in 100 digits, a quotient as one
/// division, integer powers as products. The order of operands depends on the formula alone (GiNaC's own order changes
/// from run to run), so a formula has the same digits everywhere. Throws DomainError (without a field) where there are
/// too many operations.  The caller holds symbols::ginac_mutex().
Program compile(const GiNaC::ex& formula, const GiNaC::symbol& variable);

}  // namespace lazyrisk
