// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which network on images is trained, and how its weights count.
#pragma once

#include "lazyrisk/architecture/architecture.hpp"
#include "lazyrisk/data/image_shape.hpp"
#include "lazyrisk/words/enum_words.hpp"

namespace lazyrisk {

/// Every weight begins with variance 1/fan-in, fan-in = filter^2 channels or inputs of a dense layer. `tangent`: it is
/// (fan-in)^{-1/2} times a standard normal, which is what moves, so that gradients have a limit at infinite width;
/// `standard`: the weight itself moves. Both are the same function at the start.  Formula (19.1).
enum class Parametrization { tangent, standard };
template <>
inline constexpr std::array enum_words<Parametrization>{"tangent", "standard"};

/// The layers, and behind them a dense one to `outputs` numbers, which is not written. An activation s stands for
/// `activation_gain` times s.
struct ImageNetworkShape {
    Architecture architecture;
    ImageShape image;
    int outputs = 1;
    Parametrization parametrization = Parametrization::tangent;
    bool biases =
        false;  ///< of every convolution and dense layer, 0 at the start; the kernel at infinite width has none
};

}  // namespace lazyrisk
