// What is asked. Every answer of the library is a function of this value.
#pragma once

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/problem/ridge.hpp"
#include "lazyrisk/problem/target.hpp"

namespace lazyrisk {

/// Ridge regression of `target` plus label noise, with `model`.
/// Sizes may be infinite; in the limit d -> infinity they are n/d and p/d.
template <class Model, Scalar R = double>
struct Problem {
    Model model;
    Target<R> target;
    R samples = infinite<R>;  ///< n > 0
    R width = infinite<R>;    ///< p > 0, number of random features
    Ridge<R> ridge{};
    R noise_variance{0};      ///< variance of the label noise
    int ensemble = 1;         ///< predictors averaged: fresh features each, the same data
};

}  // namespace lazyrisk
