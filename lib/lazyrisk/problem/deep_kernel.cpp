// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/deep_kernel.hpp"

#include <cmath>
#include <type_traits>

#include "lazyrisk/problem/kernel_words.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

double DeepKernel::used_weight_variance() const {
    if (weight_variance) return *weight_variance;
    return activation.visit([](const auto& s) {
        if constexpr (std::is_same_v<std::decay_t<decltype(s)>, Power>)
            if (s.exponent == 1) return 2 / (s.right * s.right + s.left * s.left);
        return 1.0;
    });
}

std::string DeepKernel::name() const {
    const char* which = kind == DeepKind::nngp         ? "the nngp kernel of "
                        : layers == TrainedLayers::all ? "the ntk of "
                                                       : "the first layer's ntk of ";
    return which + std::to_string(depth) + (depth == 1 ? " hidden layer of " : " hidden layers of ") +
           activation.name();
}

void DeepKernel::check() const {
    const double weight = used_weight_variance();
    if (depth < 1 || depth > 100)
        throw DomainError("depth", double(depth), "the number of hidden layers is a whole number from 1 to 100");
    if (!(weight > 0) || weight > 1e100)
        throw DomainError("weight-variance", weight, "the variance of the weights is a positive finite number");
    if (!(bias_variance >= 0) || bias_variance > 1e100)
        throw DomainError("bias-variance", bias_variance, "the variance of the biases is a finite number, at least 0");
}

std::vector<ModelOption> DeepKernel::options() {
    return {
        {"kernel", kernel_help(), false},
        {"depth", "hidden layers of nngp and ntk, 1 to 100 (default 1)"},
        {"weight-variance",
         "of nngp and ntk, from the second layer on (default: relu 2, leaky relu and abs keep the variance, others 1)"},
        {"bias-variance", "of nngp and ntk, every layer (default 0)"},
        {"layers", "trained layers of ntk: both (all of them, the default), first", false}};
}

std::map<std::string, std::string> DeepKernel::settings() const {
    std::map<std::string, std::string> all{{"depth", std::to_string(depth)},
                                           {"weight-variance", to_text(used_weight_variance())},
                                           {"bias-variance", to_text(bias_variance)}};
    if (kind == DeepKind::ntk) all["layers"] = layers == TrainedLayers::first ? "first" : "both";
    return all;
}

bool DeepKernel::describes(const Question& q) {
    const std::string kernel = q.parameter("kernel");
    return q.model == "kernel" && (kernel == "nngp" || kernel == "ntk");
}

DeepKernel DeepKernel::of(const Question& q) {
    DeepKernel model;
    model.activation = activation_of(q);
    model.dimension = dimension_of(q);
    model.kind = q.parameter("kernel") == "ntk" ? DeepKind::ntk : DeepKind::nngp;
    const double depth = q.number("depth", 1);
    if (!(depth >= 1 && depth <= 100 && depth == std::floor(depth)))
        throw DomainError("depth", depth, "the number of hidden layers is a whole number from 1 to 100");
    model.depth = int(depth);
    if (q.has("weight-variance")) model.weight_variance = q.number("weight-variance", 1);
    model.bias_variance = q.number("bias-variance", 0);
    const std::string layers = q.parameter("layers", "both");
    if (layers != "first" && layers != "both" && layers != "all")
        throw DomainError("layers", layers, "expected first, or both (all layers trained)");
    if (q.has("layers") && model.kind == DeepKind::nngp)
        throw DomainError("layers", layers,
                          "the kernel nngp does not have this option; leave it out, or use `kernel = ntk`");
    model.layers = layers == "first" ? TrainedLayers::first : TrainedLayers::all;
    return model;
}

}  // namespace lazyrisk
