// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The same by drawing the neurons: least squares on the span of their features, population averages exact.
#pragma once

#include <functional>
#include <optional>

#include "lazyrisk/gap/quadratic.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/simulate/dual_kernel.hpp"
#include "lazyrisk/statistics/estimate.hpp"

namespace lazyrisk {

/// What one draw of N neurons leaves, over |f|^2.
using LeftByDraw = std::function<double(int width, const Draw& draw)>;

/// Neural tangent with s(x) = x^2 on a quadratic target: |P B P|_F^2/|B|_F^2, P the projection off the weights. Formula
/// (14.17).
LeftByDraw drawn_tangent_on_quadratic(const QuadraticTarget& target);
/// Random features s(<w,x>), |w| = 1, normal inputs, quadratic target.  Formula (14.18).
LeftByDraw drawn_features_on_quadratic(const QuadraticTarget& target, const Activation& activation);
/// Neural tangent of the first layer of s, normal inputs, quadratic target: N d equations.  Formula (14.19).
LeftByDraw drawn_tangent_of_activation(const QuadraticTarget& target, const Activation& activation);
/// Random features on the sphere, a target drawn with these energies; or, where `itself`, a neuron of the same
/// activation.
LeftByDraw drawn_features_on_sphere(const Activation& activation, int dimension, const Target<>& target, bool itself);

/// Mean over draws. Throws NotCovered where the equations of a draw would not fit into memory.
Estimate simulated_gap(const LeftByDraw& left, int width, int trials, std::uint64_t seed, int threads = 0);

}  // namespace lazyrisk
