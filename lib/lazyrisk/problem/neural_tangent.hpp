// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <string>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/dual/trained_layers.hpp"
#include "lazyrisk/problem/dimension.hpp"
#include "lazyrisk/problem/model_option.hpp"

namespace lazyrisk {

struct Question;

/// f(x) = N^{-1/2} sum_{i<=N} <a_i, x> s'(<w_i,x>)/sqrt(d) [+ b_i s(<w_i,x>) with `both`], a (and b) trained; |x| =
/// sqrt(d), w_i uniform on the unit sphere, frozen: a two-layer network linearised at its initial weights. The width
/// counts neurons, of d (d+1) coefficients each. As N -> infinity the kernel is t E s's' (+ E ss), t = <x,y>/d. Formula
/// (10.1).
struct NeuralTangent {
    Activation activation = relu();
    Dimension dimension{};
    TrainedLayers layers = TrainedLayers::first;

    static constexpr const char* title = "a neural tangent";
    static constexpr bool has_activation = true;
    static std::vector<ModelOption> options();
    [[nodiscard]] std::map<std::string, std::string> settings() const {
        return {{"layers", layers == TrainedLayers::first ? "first" : "both"}};
    }
    static bool describes(const Question& question);
    /// Throws DomainError for other `layers` than first and both.
    static NeuralTangent of(const Question& question);
};

}  // namespace lazyrisk
