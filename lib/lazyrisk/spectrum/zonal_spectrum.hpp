// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "lazyrisk/harmonics/zonal.hpp"
#include "lazyrisk/spectrum/limit.hpp"
#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// Degrees that `zonal_spectrum` wants beyond those that become levels, to bound the tail's eigenvalues.
inline constexpr int degrees_beyond = 4;

/// Spectrum with levels 0 .. degrees of the dot-product kernel of these masses (of degrees + degrees_beyond degrees),
/// the rest in the tail.  Levels stop early where the multiplicity leaves the range of a double, and where a degree
/// that no sample could resolve is not known to nine digits. Throws NotCovered where an eigenvalue is negative beyond
/// its error bound; the sentence names the kernel, the degree and d.
Spectrum<> zonal_spectrum(const ZonalMasses& masses, const std::string& name, double dimension, int degrees);

/// The limit d -> infinity: mass a_k, the Taylor coefficient of h at t = 0, in degree k.  Formula (9.13).
/// From the series of h where it has one, else from its values near t = 0. Throws NotCovered for a negative
/// coefficient, a kink at t = 0 and a series that does not settle.
LimitMasses limit_masses(const ZonalFunction& h);

}  // namespace lazyrisk
