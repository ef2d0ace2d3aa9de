// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The exact averages as the estimator of a simulation.
#pragma once

#include <memory>
#include <string>
#include <type_traits>

#include "lazyrisk/average/feature_averages.hpp"
#include "lazyrisk/average/kernel_averages.hpp"
#include "lazyrisk/average/linear_averages.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

namespace detail {

inline Outcome outcome_of(const AveragedErrors& a, double noise_variance) {
    return {.test_error = a.bias + a.variance + noise_variance,
            .train_error = a.train_error,
            .bias = a.bias,
            .variance = a.variance,
            .weight_norm = a.weight_norm};
}

template <class Model>
void use_kernel_averages(Realization& world, const Model& model, const Target<>& target) {
    const auto averages = std::make_shared<const KernelAverages>(model, target);
    world.averages =
        AveragedTrial{[averages, inputs = world.inputs, gram = world.gram](const TrialPoint& p, const Draw& draw) {
                          const Matrix x = inputs(0, p.samples, draw.stream(Role::data));
                          return outcome_of((*averages)(gram(x), x, p.ridge, p.noise_variance), p.noise_variance);
                      },
                      [averages](const TrialPoint& p) { return averages->flops(p.samples); },
                      [averages](const TrialPoint& p) { return averages->memory(p.samples, p.ridge); }};
}

}  // namespace detail

/// Gives `world`, realized from this model, target and width, the averages of formulas (8.10)-(8.15), (16.8): the same
/// draws of inputs and neurons, no test points, no drawn target. For a neuron's target pass `averaged_neuron`. Throws
/// NotCovered for models that they do not exist for, and as KernelAverages and FeatureAverages.
template <class Model>
void use_averages(Realization& world, const Model& model, const Target<>& target, double width) {
    if constexpr (std::is_same_v<Model, RandomFeatures>) {
        if (is_infinite(width))
            return detail::use_kernel_averages(world, Kernel{model.activation, model.dimension}, target);
        const auto averages = std::make_shared<const FeatureAverages>(model, target);
        world.averages = AveragedTrial{
            [averages, inputs = world.inputs, d = world.dimension](const TrialPoint& p, const Draw& draw) {
                const Matrix x = inputs(0, p.samples, draw.stream(Role::data)),
                             w = on_sphere(d, p.width, 1, draw.stream(Role::features));
                return detail::outcome_of((*averages)(w, x, p.ridge, p.noise_variance), p.noise_variance);
            },
            [averages](const TrialPoint& p) { return averages->flops(p.samples, p.width); },
            [averages](const TrialPoint& p) { return averages->memory(p.samples, p.width, p.ridge); }};
        return;
    } else if constexpr (std::is_same_v<Model, Linear>) {
        const auto averages = std::make_shared<const LinearAverages>(model, target);
        world.averages = AveragedTrial{
            [averages, inputs = world.inputs, of_kinds = model.has_kinds_of_samples(), kinds = DrawnSamples(model)](
                const TrialPoint& p, const Draw& draw) {
                const Stream data = draw.stream(Role::data);
                const std::vector<DrawnSample> samples =
                    of_kinds ? kinds(0, p.samples, data) : std::vector<DrawnSample>{};
                return detail::outcome_of((*averages)(inputs(0, p.samples, data), p.ridge, p.noise_variance, samples),
                                          p.noise_variance);
            },
            [averages](const TrialPoint& p) { return averages->flops(p.samples); },
            [averages](const TrialPoint& p) { return averages->memory(p.samples); }};
        return;
    } else if constexpr (std::is_same_v<Model, Kernel> || std::is_same_v<Model, DotProduct> ||
                         std::is_same_v<Model, DeepKernel>) {
        return detail::use_kernel_averages(world, model, target);
    } else if constexpr (std::is_same_v<Model, NeuralTangent>) {
        if (is_infinite(width)) return detail::use_kernel_averages(world, model, target);
    }
    throw NotCovered(
        "`estimator = exact` is known for random features, kernels on the sphere, neural tangents of infinite width "
        "and "
        "linear regression; " +
        std::string(Model::title) + " has `estimator = test-points`");
}

}  // namespace lazyrisk
