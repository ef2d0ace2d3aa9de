// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A model as the trials see it. One file a model: realize() says how its inputs, targets and features or kernel are
// drawn.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/problem/convolution.hpp"
#include "lazyrisk/problem/deep_features.hpp"
#include "lazyrisk/problem/deep_kernel.hpp"
#include "lazyrisk/problem/dot_product.hpp"
#include "lazyrisk/problem/invariant.hpp"
#include "lazyrisk/problem/kernel.hpp"
#include "lazyrisk/problem/kernel_mass.hpp"
#include "lazyrisk/problem/linear.hpp"
#include "lazyrisk/problem/neural_tangent.hpp"
#include "lazyrisk/problem/radial.hpp"
#include "lazyrisk/problem/random_features.hpp"
#include "lazyrisk/problem/spiked.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/simulate/kinds.hpp"
#include "lazyrisk/simulate/random.hpp"
#include "lazyrisk/simulate/trial_point.hpp"

namespace lazyrisk {

/// A function of inputs: its values at each column of [dimension x count].
using InputFunction = std::function<std::vector<double>(const MatrixView& inputs)>;

/// Features of inputs [dimension x count]: S [count x columns]; S S^T/width tends to the kernel matrix.
using FeatureMap = std::function<Matrix(const MatrixView& inputs)>;

/// S S^T/width of drawn features without S: of inputs with themselves (lower triangle), and with others [count x
/// others].
struct DrawnKernel {
    std::function<Matrix(const MatrixView& inputs)> gram;
    std::function<Matrix(const MatrixView& inputs, const MatrixView& others)> cross;
};

/// A trial of one point without test points: the errors averaged over test point, target and noise, by mathematics of
/// elsewhere.
struct AveragedTrial {
    std::function<Outcome(const TrialPoint&, const Draw&)> outcome;
    std::function<double(const TrialPoint&)> flops, memory;
};

/// What a trial needs to know of a model. Either `features` or the kernel pair is there. Safe to call from any thread.
struct Realization {
    int dimension = 0;  ///< rows of the inputs
    /// Data first .. first + count - 1 of an endless sequence, a column a point [dimension x count].
    std::function<Matrix(int first, int count, const Stream& stream)> inputs;
    /// The same of points to test on, where these have another law.
    std::function<Matrix(int first, int count, const Stream& stream)> test_inputs{};
    /// What the noise of each sample is multiplied by, where these are not alike; of the inputs' stream.
    std::function<std::vector<double>(int first, int count, const Stream& stream)> noise_scale{};
    std::function<InputFunction(const Draw& draw)> target;  ///< a random target with exactly the energies asked for
    /// Random weights of the neurons first .. first + count - 1 of an endless sequence.
    std::function<FeatureMap(int first, int count, const Stream& stream)> features;
    int features_per_neuron = 1;  ///< columns of S over the width
    /// The same features as a kernel, used where there are more of them than samples; need not be there.
    std::function<DrawnKernel(int width, const Stream& stream)> drawn_kernel;
    std::function<Matrix(const MatrixView& inputs)> gram;  ///< K(x_i, x_j), lower triangle, the diagonal exact
    std::function<Matrix(const MatrixView& inputs, const MatrixView& others)> kernel;  ///< K(x_i, y_j) [count x others]
    bool sphere = false;     ///< inputs uniform on the sphere of radius sqrt(d)
    bool isotropic = false;  ///< a law of inputs that no rotation changes
    /// The class, 1 or -1, of each input of that part of a stream; of mixtures alone.
    std::function<std::vector<double>(int first, int count, const Stream& stream)> classes;
    std::optional<AveragedTrial> averages;  ///< need not be there
    std::uint64_t kind = 0;                 ///< names the draws: realizations of equal kind and dimension share them

    [[nodiscard]] Matrix points_to_test(int first, int count, const Draw& draw) const {
        return (test_inputs ? test_inputs : inputs)(first, count, draw.stream(Role::test));
    }
};

/// One overload a model. Throws DomainError for a dimension that is not finite, and as DrawnTarget; NotCovered for an
/// activation whose kernel the quadrature does not cover. An infinite width is the kernel.
Realization realize(const RandomFeatures& model, const Target<>& target, double width);
Realization realize(const Kernel& model, const Target<>& target, double width = infinite<>);
/// Also NotCovered where s jumps.
Realization realize(const NeuralTangent& model, const Target<>& target, double width);
/// Inputs on a product of two spheres, targets of modes k:l.
Realization realize(const SpikedKernel& model, const Target<>& target, double width = infinite<>);
Realization realize(const SpikedFeatures& model, const Target<>& target, double width);
/// Inputs of signs, targets as DrawnMonomials. A kernel entry costs d additions a shift of the pooling window.
Realization realize(const Convolution& model, const Target<>& target, double width = infinite<>);
/// Inputs on the sphere, targets averaged over the shifts of the coordinates. Kernel and features cost d of the others.
Realization realize(const InvariantKernel& model, const Target<>& target, double width = infinite<>);
Realization realize(const InvariantFeatures& model, const Target<>& target, double width);
/// Inputs and weights by their laws, targets of energies of total degrees: isotropic normal polynomials.  Formula
/// (16.31). NotCovered for the kernel of an activation with kinks elsewhere than at 0, or not resolved by 400 degrees,
/// and for tangents of finite width.
Realization realize(const RadialFeatures& model, const Target<>& target, double width);
Realization realize(const RadialKernel& model, const Target<>& target, double width = infinite<>);
Realization realize(const RadialTangent& model, const Target<>& target, double width = infinite<>);
Realization realize(const DotProduct& model, const Target<>& target, double width = infinite<>);
Realization realize(const DeepKernel& model, const Target<>& target, double width = infinite<>);
Realization realize(const KernelMass& model, const Target<>& target, double width = infinite<>);
/// Gaussian inputs in the eigenbasis of their covariance, a linear target of even direction in each eigenspace, the
/// kernel <x,y>. Throws DomainError where the covariates are not finitely many, in whole multiplicities; NotCovered for
/// a density other than levels, and energy of no linear function.
Realization realize(const Linear& model, const Target<>& target, double width = infinite<>);
/// The same inputs and targets; every neuron of every layer. NotCovered for infinitely many.
Realization realize(const DeepFeatures& model, const Target<>& target, double width = infinite<>);

/// A dimension that can be drawn: whole, at least 2. Throws DomainError.
int drawn_dimension(double dimension);

/// Inputs uniform on the sphere of radius sqrt(d), targets as DrawnTarget: what every model on the sphere has in
/// common.
Realization on_the_sphere(double dimension, const Target<>& target, Kind kind);

/// Replaces the target by a single neuron s(<b,x>). Throws NotCovered where rotations change the law of the inputs.
void use_neuron_target(Realization& realization, const Activation& neuron);

/// Inputs of two classes instead: points of the sphere, moved by the class times sqrt(separation) along the first
/// coordinate and put back on it. The target is that coordinate, times sqrt(field_variance). Throws NotCovered where
/// the inputs are not on the sphere.  Formula (15.24).
void use_mixture(Realization& realization, double separation, double field_variance);

/// Features s(<w,x>) with fresh weights on the unit sphere.
void use_features(Realization& realization, const Activation& activation);

/// The kernel h(<x,y>/d) of inputs on the sphere; h is applied to a block of arguments in place, `diagonal` is h(1).
void use_kernel(Realization& realization, std::function<void(std::span<double>)> h, double diagonal);

}  // namespace lazyrisk
