// The spectrum of each model.
#pragma once

#include "lazyrisk/problem/given_spectrum.hpp"
#include "lazyrisk/problem/kernel.hpp"
#include "lazyrisk/problem/kernel_mass.hpp"
#include "lazyrisk/problem/random_features.hpp"
#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// Spectrum of E_w s(<w,x>) s(<w,y>) on the sphere, levels 0 .. degrees, the rest in the tail: formulas (3.1), (3.2).
/// In the limit d -> infinity the levels are 0 and 1 and everything else is tail, in units of 1/d: formula (3.3).
/// Levels stop early where the multiplicity leaves the range of a double. Throws as `decompose`.
Spectrum<> diagonalize(const RandomFeatures& model, int degrees);

/// The same kernel.
Spectrum<> diagonalize(const Kernel& model, int degrees);

/// Eigenvalue = mass / multiplicity. `degrees` is not used: the levels are those of the model.
/// Throws DomainError for a negative or repeated degree and a mass that is negative or not finite.
Spectrum<> diagonalize(const KernelMass& model, int degrees);

/// The levels as they are. Throws DomainError for an eigenvalue < 0, a multiplicity <= 0, a negative tail.
Spectrum<> diagonalize(const GivenSpectrum& model, int degrees);

}  // namespace lazyrisk
