#pragma once

#include <utility>
#include <vector>

#include "lazyrisk/scalar.hpp"

namespace lazyrisk {

/// A kernel known by its mass (multiplicity * eigenvalue) in each degree.
struct KernelMass {
    std::vector<std::pair<int, double>> mass;  ///< (degree, mass)
    double rest = 0;                           ///< mass beyond: a tail of negligible eigenvalues
    double dimension = infinite<>;
};

}  // namespace lazyrisk
