#pragma once

#include "lazyrisk/harmonics/zonal.hpp"
#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// Spectrum with levels 0 .. degrees of a dot-product kernel at a finite dimension, the rest in the tail.
/// Levels stop early where the multiplicity leaves the range of a double. Throws NotCovered where an eigenvalue is negative
/// beyond its error bound, naming the degree; and as `zonal_masses`.
Spectrum<> zonal_spectrum(const ZonalFunction& h, double dimension, int degrees);

/// The limit d -> infinity in units of 1/d, from the Taylor coefficients a_k of h at t = 0: mass a_k in degree k.  Formula (9.13).
/// Level 0 is always learned if a_0 > 0, level 1 has the mass a_1, the rest is tail.
Spectrum<> zonal_limit(const ZonalFunction& h);

}  // namespace lazyrisk
