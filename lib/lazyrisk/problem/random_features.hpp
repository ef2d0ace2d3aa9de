#pragma once

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/scalar.hpp"

namespace lazyrisk {

/// f(x) = p^{-1/2} sum_{j<=p} a_j s(<w_j,x>), a trained; |x| = sqrt(d), w_j uniform on the unit sphere, frozen.
/// An infinite dimension is the proportional limit: the sizes of the problem are then n/d and p/d.
struct RandomFeatures {
    Activation activation = relu();
    double dimension = infinite<>;
};

}  // namespace lazyrisk
