// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The kernel function of a DeepKernel. Apart from the model, whose header everyone reads.
#pragma once

#include "lazyrisk/dual/deep.hpp"
#include "lazyrisk/problem/deep_kernel.hpp"

namespace lazyrisk {

/// h as a function of the angle, in any scalar. Throws as DeepKernel::check and DeepDual.
template <Scalar R>
DeepDual<R> deep_function(const DeepKernel& k) {
    k.check();
    return DeepDual<R>(k.activation, k.depth, k.used_weight_variance(), k.bias_variance, k.kind, k.layers);
}

}  // namespace lazyrisk
