// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/problem/linear.hpp"

namespace lazyrisk {

/// Neurons s(<w,x> + b) of one activation, side by side with others in a layer.
struct LayerNeurons {
    Activation activation = relu();
    double width = infinite<>;      ///< how many, in the problem's unit of sizes; infinite: their kernel
    std::optional<double> share{};  ///< of the layer's kernel; none: in proportion to the widths
    double bias_variance = 0;       ///< b is normal, ...
    bool phase = false;             ///< ... or uniform on [0, 2 pi)
    bool centred = false;           ///< less its mean
};
using NeuronLayer = std::vector<LayerNeurons>;

/// Random features in any number of layers on Gaussian inputs of any covariance: the first layer has weights
/// N(0, I/d), every other N(0, 1/p) of the p features before it; the last layer's features over sqrt(p) are regressed
/// on.
struct DeepFeatures {
    Covariance covariance = CovarianceLevels{{{1, 1}}};
    Alignment alignment{};
    Dimension dimension{};  ///< as of Linear
    std::vector<NeuronLayer> layers{{LayerNeurons{}}};
    std::optional<Covariance> test_covariance{};  ///< as of Linear; of one layer of one activation
    double input_noise = 0;                       ///< as of Linear

    /// Linear regression on the same inputs.
    [[nodiscard]] Linear inputs() const {
        return {.covariance = covariance,
                .alignment = alignment,
                .dimension = dimension,
                .test_covariance = test_covariance,
                .input_noise = input_noise};
    }

    static constexpr const char* title = "random features in layers";
    static constexpr bool has_activation = false;
    static std::vector<ModelOption> options();
    static bool describes(const Question& question);
    /// Throws DomainError for a layer that is none, a width that is missing, shares beside widths that are finite and
    /// infinite, and as Linear::of.
    static DeepFeatures of(const Question& question);
    /// The width of the last layer where all neurons say their own; none where some take the question's. Throws
    /// DomainError.
    static std::optional<double> own_width(const Question& question);
    /// Do neurons of any layer take the question's width, or their part of it? Throws DomainError.
    static bool takes_width(const Question& question);
};

/// Layers, from the inputs on, as "tanh:width=300; relu:width=100+erf:width=200:centred".
struct LayerText {
    std::string activation;
    std::optional<double> width, ratio;  ///< a count, or per dimension; neither: a part of the question's
    std::optional<double> share;
    double bias_variance = 0;
    bool phase = false, centred = false;
};
/// Throws DomainError.
std::vector<std::vector<LayerText>> read_layers(std::string_view text);

}  // namespace lazyrisk
