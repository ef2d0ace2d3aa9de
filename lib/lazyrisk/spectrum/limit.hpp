// The limit d -> infinity of a dot-product kernel at sizes of order d^scale.  Formula (3.3).
#pragma once

#include <vector>

#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// c_k = lim B(d,k) xi_{d,k}, the mass of each degree [K]; for a kernel h(<x,y>/d) the Taylor coefficients of h at 0.
struct LimitMasses {
    std::vector<long double> mass, error;    ///< degrees 0 .., with bounds on the absolute errors
    long double tail = 0, tail_error = 0;    ///< the trace beyond
};

/// The spectrum that sizes n, p ~ d^scale see, eigenvalues in units of d^-scale and multiplicities of d^scale: degrees below
/// the scale are learned whatever happens (eigenvalue infinite, multiplicity 0), the degree at a whole scale l has eigenvalue
/// l! c_l and multiplicity 1/l!, and all above is tail. Throws NotCovered for a scale beyond the masses.
Spectrum<> at_scale(const LimitMasses& limit, double scale);

}  // namespace lazyrisk
