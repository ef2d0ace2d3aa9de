// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Random features in layers: what a layer passes on of the linear functions of its inputs, and what it adds.
#pragma once

#include <vector>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// Neurons of one kind in a layer. Of the layer's kernel they have a share; their kernel is `slope` times that of the
/// layer below, and `rest` in directions of their own.  Formula (16.13).
template <Scalar R = double>
struct FeatureBlock {
    R share{1};             ///< omega; of a layer they sum to 1 where every neuron counts alike
    R slope{1};             ///< a, in units in which sum omega a = 1 over the layer
    R rest{0};              ///< c [K of the last layer]
    R width = infinite<R>;  ///< p, how many neurons
    /// 1/p.
    [[nodiscard]] R inverse_width() const { return reciprocal(width); }
};

/// From the inputs on. A layer of one block is explicit; several cost an equation for one number.
template <Scalar R = double>
using FeatureLayers = std::vector<std::vector<FeatureBlock<R>>>;

}  // namespace lazyrisk
