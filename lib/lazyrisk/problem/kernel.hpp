#pragma once

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/scalar.hpp"

namespace lazyrisk {

/// Kernel ridge regression with K(x,y) = E_w s(<w,x>) s(<w,y>): random features of infinite width.
struct Kernel {
    Activation activation = relu();
    double dimension = infinite<>;
};

}  // namespace lazyrisk
