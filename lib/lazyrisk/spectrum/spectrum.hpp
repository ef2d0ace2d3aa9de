// Eigenvalues of the kernel, a level a degree, and the trace of what lies beyond.
#pragma once

#include <vector>

#include "lazyrisk/scalar.hpp"

namespace lazyrisk {

/// One eigenvalue [K] with its multiplicity [1]. In the limit d -> infinity both are in units of 1/d and d: the eigenvalue
/// of degree 0 is then infinite with multiplicity 0 (always learned).
template <Scalar R = double>
struct Level {
    int degree = 0;     ///< mode: the polynomial degree, or the row of a given spectrum
    R eigenvalue{0};    ///< 0: a dead degree, never learned
    R multiplicity{0};
    R mass{0};          ///< multiplicity * eigenvalue
    R mass_error{0};    ///< bound on the absolute error of mass
};

template <Scalar R = double>
struct Spectrum {
    std::vector<Level<R>> levels;  ///< by ascending degree, without gaps from 0 (a given spectrum: by row)
    R tail{0};                     ///< trace [K] beyond the levels; enters as mass with eigenvalue 0, never dropped
    R tail_error{0};               ///< bound on the absolute error of `tail`
    R tail_largest{0};             ///< bound on the eigenvalues within the tail
};

}  // namespace lazyrisk
