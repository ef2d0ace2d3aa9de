// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "lazyrisk/problem/given_spectrum.hpp"
#include "lazyrisk/problem/target.hpp"

namespace lazyrisk {

struct SpectrumFile {
    GivenSpectrum model;
    Target<> target;
};

/// csv with columns eigenvalue, multiplicity, energy; a row whose eigenvalue is `tail` gives the tail's trace in the
/// column multiplicity and its energy. Throws DomainError with file, line and column.
SpectrumFile read_spectrum(const std::string& path);

}  // namespace lazyrisk
