// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/neural_tangent.hpp"

#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

std::vector<ModelOption> NeuralTangent::options() {
    return {{"layers", "what is trained: first (x s'(<w,x>)/sqrt(d) a neuron), or both (and s(<w,x>))", false}};
}

bool NeuralTangent::describes(const Question& q) { return q.model == "neural-tangent" && !q.has_mass; }

NeuralTangent NeuralTangent::of(const Question& q) {
    const std::string layers = q.parameter("layers", "first");
    if (layers != "first" && layers != "both") throw DomainError("layers", layers, "expected first or both");
    return {activation_of(q), dimension_of(q), layers == "both" ? TrainedLayers::all : TrainedLayers::first};
}

}  // namespace lazyrisk
