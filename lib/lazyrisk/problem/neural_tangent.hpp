#pragma once

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/scalar.hpp"

namespace lazyrisk {

/// Which layers move: the weights of the neurons, or those and the output weights.
enum class TrainedLayers { first, both };

/// f(x) = N^{-1/2} sum_{i<=N} <a_i, x> s'(<w_i,x>)/sqrt(d) [+ b_i s(<w_i,x>) with `both`], a (and b) trained; |x| = sqrt(d),
/// w_i uniform on the unit sphere, frozen: a two-layer network linearised at its initial weights. The width counts neurons:
/// N d (N (d+1)) coefficients. As N -> infinity the kernel is t E s's' (+ E ss), t = <x,y>/d.  Formula (10.1).
struct NeuralTangent {
    Activation activation = relu();
    double dimension = infinite<>;
    TrainedLayers layers = TrainedLayers::first;
};

}  // namespace lazyrisk
