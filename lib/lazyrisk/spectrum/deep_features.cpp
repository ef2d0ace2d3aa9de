// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Random features in layers: the levels are those of the kernel of infinitely wide layers, and what each layer passes
// on of the linear functions of its inputs.  Formula (16.13).
#include <boost/math/constants/constants.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "lazyrisk/numerics/tridiagonal.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/neuron_moments.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Nodes and weights of an average.
using Rule = std::vector<std::pair<double, double>>;

/// Gauss-Hermite: the average over a standard normal.
const Rule& normal_rule() {
    static const Rule rule = [] {
        constexpr std::size_t size = 40;
        std::vector<double> beside;
        for (std::size_t k = 1; k < size; ++k) beside.push_back(std::sqrt(double(k)));
        Rule found;
        for (const double x : tridiagonal_eigenvalues(std::vector<double>(size, 0), beside)) {
            double before = 0, now = 1, sum = 0;  // orthonormal Hermite polynomials
            for (std::size_t k = 0; k < size; ++k) {
                sum += now * now;
                before = std::exchange(now, (x * now - std::sqrt(double(k)) * before) / std::sqrt(double(k + 1)));
            }
            found.emplace_back(x, 1 / sum);
        }
        return found;
    }();
    return rule;
}

/// The offsets of a neuron's pre-activation: what the layer before has in the mean, and its own bias.
Rule offsets(double variance, bool phase) {
    Rule normal{{0, 1}};
    if (variance > 0) {
        normal = normal_rule();
        for (auto& [x, weight] : normal) x *= std::sqrt(variance);
    }
    if (!phase) return normal;
    constexpr int phases = 64;  // the averages are smooth and periodic: geometric in their number
    Rule all;
    for (int i = 0; i < phases; ++i)
        for (const auto& [x, weight] : normal)
            all.emplace_back(x + 2 * boost::math::constants::pi<double>() * (i + 0.5) / phases, weight / phases);
    return all;
}

/// What a layer passes on to the next.
struct Passed {
    std::vector<FeatureBlock<>> blocks;
    double variance = 0;  ///< of the next pre-activations, that of their offsets apart
    double offset = 0;    ///< the offsets' variance
};

Passed pass(const NeuronLayer& layer, double variance, double offset) {
    double width = 0;
    for (const LayerNeurons& n : layer) width += n.width;
    Passed passed;
    for (const LayerNeurons& n : layer) {
        const double share = n.share ? *n.share : layer.size() == 1 ? 1.0 : n.width / width;
        FeatureBlock<> mean{share, 0, 0, infinite<>};
        for (const auto& [x, weight] : offsets(offset + n.bias_variance, n.phase)) {
            const NeuronMoments m = neuron_moments(n.activation, variance, x);
            mean.slope += weight * m.slope;
            mean.rest += weight * m.rest;
            if (!n.centred) passed.offset += share * weight * m.mean * m.mean;
            if (!is_infinite(n.width)) passed.blocks.push_back({share * weight, m.slope, m.rest, n.width * weight});
        }
        if (is_infinite(n.width)) passed.blocks.push_back(mean);
        passed.variance += share * (variance * mean.slope + mean.rest);
    }
    return passed;
}

/// Of the pre-activations of the first layer.
double mean_eigenvalue(const Spectrum<>& inputs, const Linear& model) {
    const double trace = inputs.trace();
    return model.has_counts() ? trace / model.covariates() : trace;
}

}  // namespace

std::vector<double> preactivation_variances(const DeepFeatures& model) {
    const Linear inputs = model.inputs();
    double variance = mean_eigenvalue(diagonalize(inputs, 0), inputs), offset = 0;
    std::vector<double> variances;
    for (const NeuronLayer& layer : model.layers) {
        variances.push_back(variance);
        const Passed passed = pass(layer, variance, offset);
        variance = passed.variance, offset = passed.offset;
    }
    return variances;
}

Spectrum<> in_layers(Spectrum<> spectrum, FeatureLayers<> layers) {
    // in units of the kernel of infinitely wide layers, of which the levels are
    double slope = 1, tail = 0;
    for (std::size_t l = layers.size(); l-- > 0;) {
        double whole = 0;
        for (FeatureBlock<>& b : layers[l]) {
            whole += b.share * b.slope;
            b.rest *= slope;
            tail += b.share * b.rest;
        }
        if (!(whole > 0))
            throw NotCovered("layer " + std::to_string(l + 1) +
                             " passes nothing on that is linear in its inputs, so that nothing of a linear target is "
                             "learned; an activation that is not even would");
        for (FeatureBlock<>& b : layers[l]) b.slope /= whole;
        slope *= whole;
    }
    for (Level<>& level : spectrum.levels) {
        level.eigenvalue *= slope;
        level.mass *= slope;
        level.mass_error = 0x1p-51 * level.mass;
    }
    tail += spectrum.tail * slope;  // what the inputs have beyond their levels: as if the first layer added it
    for (FeatureBlock<>& b : layers.front()) b.rest += b.slope * spectrum.tail * slope;
    spectrum.tail_error = 0x1p-50 * tail;
    spectrum.tail = tail;
    bool finite = false;
    for (const auto& layer : layers)
        for (const FeatureBlock<>& b : layer) finite = finite || !is_infinite(b.width);
    if (finite && (layers.size() > 1 || layers[0].size() > 1)) spectrum.layers = std::move(layers);
    return spectrum;
}

Spectrum<> diagonalize(const DeepFeatures& model, int) {
    const Linear inputs = model.inputs();
    Spectrum<> spectrum = diagonalize(inputs, 0);
    const double covariates = inputs.has_counts() ? inputs.covariates() : 1;
    double variance = mean_eigenvalue(spectrum, inputs), offset = 0;
    FeatureLayers<> layers;
    for (const NeuronLayer& layer : model.layers) {
        Passed passed = pass(layer, variance, offset);
        layers.push_back(std::move(passed.blocks));
        variance = passed.variance;
        offset = passed.offset;
    }
    for (Level<>& level : spectrum.levels) level.eigenvalue /= covariates, level.mass /= covariates;
    spectrum.tail /= covariates;
    return in_layers(std::move(spectrum), std::move(layers));
}

}  // namespace lazyrisk
