// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/dual/trained_layers.hpp"
#include "lazyrisk/problem/dimension.hpp"
#include "lazyrisk/problem/model_option.hpp"

namespace lazyrisk {

struct Question;

/// Kernel ridge regression with the kernel of an infinitely wide network of `depth` hidden layers, Gaussian weights:
/// Gaussian-process (nngp) or tangent kernel (ntk, of the first layer's weights or of all).
///
/// The first pre-activations have covariance t + bias_variance, t = <x,y>/d, |x| = sqrt(d); every further layer and the
/// output c' = weight_variance E s(u)s(v) + bias_variance.  So depth 1 with weight variance 1 and no bias is E s(u)s(v)
/// (nngp), t E s'(u)s'(v) (ntk, first) and their sum (ntk, all).  Formulas (9.4), (9.5).
struct DeepKernel {
    Activation activation = relu();
    int depth = 1;  ///< hidden layers, 1 .. 100
    /// > 0; empty: 1/E s(g)^2 for relu, leaky relu, abs (relu: 2), 1 for all others.
    std::optional<double> weight_variance;
    double bias_variance = 0;  ///< >= 0
    DeepKind kind = DeepKind::nngp;
    TrainedLayers layers = TrainedLayers::all;  ///< of the tangent kernel
    Dimension dimension{};

    /// The weight variance in use. Piecewise linear activations keep the variance from layer to layer.
    [[nodiscard]] double used_weight_variance() const;
    /// "the nngp kernel of 3 hidden layers of relu"
    [[nodiscard]] std::string name() const;
    /// Throws DomainError for a field out of its range.
    void check() const;

    static constexpr const char* title = "the kernel of a deep network (nngp, ntk)";
    static constexpr bool has_activation = true;
    static std::vector<ModelOption> options();
    [[nodiscard]] std::map<std::string, std::string> settings() const;
    static bool describes(const Question& question);
    static DeepKernel of(const Question& question);
};

}  // namespace lazyrisk
