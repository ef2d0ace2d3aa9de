// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How heavy the tails of a model's drawn features are.
#pragma once

#include "lazyrisk/problem/neural_tangent.hpp"
#include "lazyrisk/problem/radial.hpp"
#include "lazyrisk/problem/random_features.hpp"

namespace lazyrisk {

/// E s^4/(E s^2)^2 of s(x), x a coordinate of the sphere of radius sqrt(d), to three digits; 1 for s = 0. Formula
/// (5.9).
double feature_kurtosis(const Activation& s, double dimension);
/// The same of s'.
double slope_kurtosis(const Activation& s, double dimension);

/// The same of what a model draws: s of the features, s' of neural tangents; 1 of kernels, which draw nothing.
inline double feature_kurtosis(const RandomFeatures& model) {
    return feature_kurtosis(model.activation, model.dimension);
}
inline double feature_kurtosis(const NeuralTangent& model) { return slope_kurtosis(model.activation, model.dimension); }
/// Of Gaussian inputs <w,x> is normal; what the lengths of the weights add is left out.
inline double feature_kurtosis(const RadialFeatures& model) {
    const bool gaussian = model.laws.inputs == LengthLaw::gaussian;
    return feature_kurtosis(model.activation, gaussian ? infinite<> : double(model.dimension));
}
template <class Model>
double feature_kurtosis(const Model&) {
    return 1;
}

}  // namespace lazyrisk
