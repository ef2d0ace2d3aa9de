// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the fields of an expansion may be, each by itself.
#pragma once

#include "lazyrisk/expand/catalogue/expansion_problem.hpp"

namespace lazyrisk {

/// Throws DomainError: a negative noise, ridge, energy or mass, a size of 0, a range that ends before it begins.
void require_fields(const ExpansionProblem& problem);

/// The value, or `otherwise` where it is left out. Throws DomainError out of the range.
int within(const char* field, const std::optional<int>& value, int least, int most, int otherwise);

/// A ridge that is a number and has no power of d. Throws DomainError for another.
std::optional<GiNaC::numeric> constant_ridge(const ExpansionProblem& problem);

}  // namespace lazyrisk
