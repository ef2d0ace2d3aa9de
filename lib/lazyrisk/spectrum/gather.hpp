// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Levels from eigenvalues that carry an absolute error.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// An eigenvalue as an integral gave it.
struct Found {
    Mode mode;
    long double eigenvalue, error, multiplicity;
};

/// Eigenvalues that are known to 1e-9 of themselves become levels; those that cannot be told from zero are listed as
/// dead, and the tail is all the rest: trace - sum of the levels. Formula (11.5)
///
/// trace [K] with the bound on its error; `beyond` bounds the eigenvalues of what is not in `found`; `complete`: h is a
/// polynomial and `found` has all that it has: no tail.
/// Throws DomainError with the kernel's name and the mode where an eigenvalue is negative beyond its error, or the tail
/// is.
Spectrum<> gather(const std::string& name, const std::vector<Found>& found, long double trace, long double trace_error,
                  long double beyond, bool complete);

}  // namespace lazyrisk
