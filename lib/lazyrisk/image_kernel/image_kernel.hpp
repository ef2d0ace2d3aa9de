// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A kernel between images, as a value and as the text that names it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "lazyrisk/architecture/architecture.hpp"
#include "lazyrisk/dual/trained_layers.hpp"

namespace lazyrisk {

/// linear: <x,z>, over all pixels and channels.
struct LinearImageKernel {};

/// rbf(gamma=0.02): exp(-gamma |x-z|^2).
struct GaussianImageKernel {
    double gamma = 1;
};

/// nngp(depth=3), ntk(depth=3): a network that does not know of pixels, of `depth` hidden layers. Formula (18.1).
struct DenseImageKernel {
    int depth = 1;  ///< 1 .. 100
    std::string activation = "relu";
    std::optional<double> weight;  ///< variance of weights behind an activation; empty as in `DeepKernel`
    double bias = 0;               ///< variance of the biases of every layer
};

/// cntk, myrtle, arora, lenet, compose: layers on pixels. Formulas (18.2)-(18.6).
struct LayeredImageKernel {
    std::string word;  ///< what it was called, with its own arguments: "cntk(layers=5,filter=3,end=gap"
    Architecture architecture;
    std::optional<double> weight;  ///< as above
    /// As published by Arora et al. 2019: the first and the last layer are not trained; flat is the sum over pixels.
    bool ends_fixed = false;
};

struct ImageKernel {
    std::variant<LinearImageKernel, GaussianImageKernel, DenseImageKernel, LayeredImageKernel> form;
    DeepKind kind = DeepKind::ntk;  ///< of networks
    bool cosine = false;            ///< K(x,z)/(K(x,x) K(z,z))^{1/2}, after `flip`
    bool flip = false;              ///< [K(x,z) + K(x, mirrored z)]/2, left and right exchanged (Li et al. 2019)
};

/// linear, rbf(gamma=0.02), nngp(depth=3), ntk(depth=3,activation=erf,bias=0.1),
/// cntk(layers=5,filter=3,end=gap|flat|lap(RADIUS)), myrtle(5|7|10), myrtle(2,1,1), arora(DEPTH,end=gap|flat), lenet,
/// compose(conv(3) relu pool(2) conv(3) exp(1) gap); at the end of the arguments kind=nngp|ntk, activation=NAME,
/// weight=VARIANCE, cosine, flip. Tangent kernels unless said, but for myrtle and kernels with exp(GAMMA).
/// Throws DomainError of `kernel`, with the word that is wrong and the nearest that is right.
ImageKernel parse_image_kernel(std::string_view text);

/// The text that `parse_image_kernel` reads; equal kernels under one name have one text.
std::string to_text(const ImageKernel& kernel);

}  // namespace lazyrisk
