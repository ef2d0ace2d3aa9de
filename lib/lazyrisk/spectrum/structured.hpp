// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Spectra of kernels on structured data.
#pragma once

#include "lazyrisk/problem/convolution.hpp"
#include "lazyrisk/problem/invariant.hpp"
#include "lazyrisk/problem/spiked.hpp"
#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// Levels (k, l), k + l <= degrees: eigenvalue E h(a u + (1-a) v) P_k(u) P_l(v), multiplicity B(ds,k) B(d-ds,l), the
/// rest of the trace h(1) in the tail.  Formulas (11.3)-(11.6).  Throws as SpikedInputs::of and `evaluated`. Cost: a
/// quadrature over both spheres, milliseconds; up to a second where the dimension is below eight.
Spectrum<> diagonalize(const SpikedKernel& model, int degrees);
int most_degrees(const SpikedKernel& model);
/// The same kernel.
Spectrum<> diagonalize(const SpikedFeatures& model, int degrees);
int most_degrees(const SpikedFeatures& model);

/// Every level: degree l, extent, frequency, with eigenvalues of monomials on the patch and the share of patches that
/// contain them.  Formulas (11.7)-(11.9). Without pooling the d shifts of a monomial are one level of frequency 0.
/// `degrees` is not used. Throws as check(Convolution) and `evaluated`.  Cost: q^2 flops, and one level an extent and
/// frequency.
Spectrum<> diagonalize(const Convolution& model, int degrees);
inline int most_degrees(const Convolution&) { return 0; }

/// The levels of h on the sphere, with the number of shift-invariant harmonics as multiplicity.  Formulas
/// (11.10)-(11.12). A Profile's eigenvalues by quadrature; those of every other kernel as its own model on the sphere
/// has them. Throws DomainError for a bad dimension, NotCovered beyond dimension 1e6; otherwise as `decompose` and
/// `evaluated`.
Spectrum<> diagonalize(const InvariantKernel& model, int degrees);
int most_degrees(const InvariantKernel& model);
Spectrum<> diagonalize(const InvariantFeatures& model, int degrees);
int most_degrees(const InvariantFeatures& model);

}  // namespace lazyrisk
