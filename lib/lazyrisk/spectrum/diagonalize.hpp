// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The spectrum of each model.
#pragma once

#include "lazyrisk/problem/deep_features.hpp"
#include "lazyrisk/problem/deep_kernel.hpp"
#include "lazyrisk/problem/dot_product.hpp"
#include "lazyrisk/problem/given_spectrum.hpp"
#include "lazyrisk/problem/kernel.hpp"
#include "lazyrisk/problem/kernel_mass.hpp"
#include "lazyrisk/problem/linear.hpp"
#include "lazyrisk/problem/neural_tangent.hpp"
#include "lazyrisk/problem/random_features.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/spectrum/covariate_level.hpp"
#include "lazyrisk/spectrum/limit.hpp"
#include "lazyrisk/spectrum/radial.hpp"
#include "lazyrisk/spectrum/spectrum.hpp"
#include "lazyrisk/spectrum/structured.hpp"

namespace lazyrisk {

/// Spectrum of E_w s(<w,x>) s(<w,y>) on the sphere, levels 0 .. degrees, the rest in the tail: formulas (3.1), (3.2).
/// In the limit d -> infinity `at_scale`: formula (3.3).
/// Levels stop early where the multiplicity leaves the range of a double. Throws as `decompose`.
Spectrum<> diagonalize(const RandomFeatures& model, int degrees);
/// What `at_scale` and `onset` need of it, whatever its dimension: exponents up to `farthest_exponent`, or its scale.
LimitMasses in_the_limit(const RandomFeatures& model);
/// How many degrees are worth computing where a question needs them (`degrees` of diagonalize); 0: it does not use
/// them.
int most_degrees(const RandomFeatures& model);

/// The same kernel.
Spectrum<> diagonalize(const Kernel& model, int degrees);
LimitMasses in_the_limit(const Kernel& model);
int most_degrees(const Kernel& model);

/// Spectrum of t E s's' (+ E ss with both layers), with its blocks: formulas (10.2)-(10.5). In the limit d -> infinity
/// without blocks, formula (10.6): N neurons are N d features, sizes counted as such. Throws NotCovered where s jumps,
/// DomainError where s' = 0 and nothing else is trained; else as above.
Spectrum<> diagonalize(const NeuralTangent& model, int degrees);
LimitMasses in_the_limit(const NeuralTangent& model);
int most_degrees(const NeuralTangent& model);

/// Eigenvalue = mass / multiplicity. `degrees` is not used: the levels are those of the model.
/// Throws DomainError for a negative or repeated degree and a mass that is negative or not finite.
Spectrum<> diagonalize(const KernelMass& model, int degrees);
LimitMasses in_the_limit(const KernelMass& model);
inline int most_degrees(const KernelMass&) { return 0; }

/// The levels as they are. Throws DomainError for an eigenvalue < 0, a multiplicity <= 0, a negative tail.
Spectrum<> diagonalize(const GivenSpectrum& model, int degrees);
inline int most_degrees(const GivenSpectrum&) { return 0; }

/// A level an eigenvalue of the covariance; densities by quadrature, formulas (16.1)-(16.4). Multiplicities are shares
/// of the dimension where the covariance is a density and the model has none. `degrees` is not used. Throws as
/// covariate_spectrum.
Spectrum<> diagonalize(const Linear& model, int degrees);
inline int most_degrees(const Linear&) { return 0; }
/// The same levels with the target of energy 1 and their variance at test.
CovariateAxes covariate_axes(const Linear& model);
/// The same with every eigenvalue of a sequence as a level of its own, as a draw needs them. Throws as
/// every_eigenvalue.
CovariateAxes every_axis(const Linear& model);
/// A level an eigenvalue of the covariance, of the kernel of infinitely wide layers; one layer of one activation is
/// features of that spectrum, else the layers are there. `degrees` is not used. Throws as that of Linear, and
/// NotCovered for a layer without a linear part.
Spectrum<> diagonalize(const DeepFeatures& model, int degrees);
inline int most_degrees(const DeepFeatures&) { return 0; }
/// Layers by their constants, omega, a and c as they are, on inputs of that spectrum: its levels times the slopes, its
/// tail and what the layers add. Throws NotCovered for a layer whose slopes are 0.
Spectrum<> in_layers(Spectrum<> inputs, FeatureLayers<> layers);
/// Of the pre-activations of each layer over the inputs, that of their offsets apart.
std::vector<double> preactivation_variances(const DeepFeatures& model);
/// What a layer of one activation makes of the test law. Throws NotCovered for more layers, activations or offsets, and
/// for features less a mean that they do not have there.  Formula (16.22).
FeatureLaw feature_law(const DeepFeatures& model);
/// The axes in units of that layer's kernel, of which the levels are eigenvalues.
CovariateAxes kernel_axes(const DeepFeatures& model);
inline CovariateAxes covariate_axes(const DeepFeatures& model) { return covariate_axes(model.inputs()); }

/// The linear target of energy 1, in the modes of that spectrum.
Target<> unit_target(const CovariateAxes& axes);
/// A target as asked for, energy of degree 1 and a rest, in those modes. Throws DomainError for another degree.
Target<> in_modes_of(const Target<>& unit, const Target<>& asked);

/// The target of a problem in the modes of its model: for most models these are what it is given in.
template <class Model>
Target<> in_modes(const Model& model, const Target<>& asked) {
    if constexpr (requires { covariate_axes(model); })
        return in_modes_of(unit_target(covariate_axes(model)), asked);
    else
        return asked;
}

/// A single neuron f(x) = s(<b,x>), |b| = 1, as a target: its energies are the masses of its own kernel.  Formula
/// (2.3). Degrees 0 .. 200 (60 in the limit), the rest counted as never learned. Throws as `decompose`.
Target<> energies_of_neuron(const Activation& neuron, double dimension);

/// Kernel of a wide deep network, levels 0 .. degrees, the rest in the tail: formulas (9.1)-(9.12), (9.17)-(9.23); in
/// the limit d -> infinity `at_scale` with the Taylor coefficients of h as masses: formula (9.13). Throws as
/// deep_function and zonal_masses.
Spectrum<> diagonalize(const DeepKernel& model, int degrees);
LimitMasses in_the_limit(const DeepKernel& model);
int most_degrees(const DeepKernel& model);

/// Any dot-product kernel, levels 0 .. degrees, the rest in the tail: formulas (9.1)-(9.3), (9.13)-(9.15).
/// Throws DomainError for a kernel that is not positive definite on that sphere, and for parameters out of range.
Spectrum<> diagonalize(const DotProduct& model, int degrees);
LimitMasses in_the_limit(const DotProduct& model);
int most_degrees(const DotProduct& model);

}  // namespace lazyrisk
