// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A network on images as what is computed one after another, every size known.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/image_network/image_network_shape.hpp"
#include "lazyrisk/image_network/lane_loops.hpp"

namespace lazyrisk {

/// Channels of height x width pixels; a vector has one pixel.
struct MapSize {
    int channels = 1, height = 1, width = 1;

    [[nodiscard]] int pixels() const { return height * width; }
    [[nodiscard]] int size() const { return channels * pixels(); }
};

/// Where the weights of a step stand among all parameters: weights, then biases.
struct WeightPlace {
    std::size_t first = 0;
    int weights = 0, biases = 0;
    double scale = 1;  ///< a weight is so many times its parameter
    double start = 1;  ///< standard deviation of the parameters at the start

    [[nodiscard]] std::size_t first_bias() const { return first + std::size_t(weights); }
    [[nodiscard]] std::size_t end() const { return first_bias() + std::size_t(biases); }
};

/// Weights [channels in][filter][filter][channels out].
struct ConvolutionStep {
    ConvolutionSize size;
    WeightPlace place;
};
/// Weights [in][out], in = [channels][pixels].
struct DenseStep {
    int in = 1, out = 1;
    WeightPlace place;
};
/// Of a piecewise linear activation, its gain and all: the slopes above and below 0.
struct TwoSlopes {
    double above = 1, below = 1;
};
struct ActivationStep {
    Activation activation;
    double gain = 1;
    std::optional<TwoSlopes> slopes;  ///< where it is piecewise linear

    /// Its sign is that of its argument: it can take its argument's place.
    [[nodiscard]] bool keeps_sign() const { return slopes && slopes->above > 0 && slopes->below >= 0; }
};
/// With the piecewise linear activation before it, which costs nothing here.
struct PoolStep {
    int size = 2;
    TwoSlopes slopes{};
};
struct BlurStep {
    int radius = 1;
};
struct GlobalPoolStep {};

struct ImageStep {
    std::variant<ConvolutionStep, DenseStep, ActivationStep, PoolStep, BlurStep, GlobalPoolStep> what;
    MapSize in, out;
};

/// What a step has of weights; null: none.
const WeightPlace* place_of(const ImageStep& step);

/// By what the activation is multiplied: 2^{1/2} for relu, (2/(r^2 + l^2))^{1/2} for slopes r and l, which keep the
/// variance from layer to layer as in `DeepKernel`; 1 for all others.
double activation_gain(const Activation& activation);

/// The steps of a network, the read-out last. Throws DomainError of `network`: layers out of order, sizes that do not
/// fit the image, channels or widths that are not said, what kernels alone have, activations without a slope.
std::vector<ImageStep> image_steps(const ImageNetworkShape& shape);

/// Numbers that move.
std::size_t parameter_count(const std::vector<ImageStep>& steps);

}  // namespace lazyrisk
