// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Random features in layers: the levels are those of the kernel of infinitely wide layers, and what each layer passes
// on of the linear functions of its inputs.  Formula (16.13).
#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "lazyrisk/numerics/unit_rule.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/neuron_moments.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Nodes and weights of an average.
using Rule = std::vector<std::pair<double, double>>;

/// The average over a normal offset of that variance, by the trapezoidal rule: of functions that are analytic within a
/// deviation or two of the pre-activations about the line, as the averages over these are, it is geometric in the step.
/// Throws NotCovered where that takes too many nodes.
Rule normal_rule(double offset, double variance) {
    constexpr double end = 8.3;  // beyond are 1e-16 of a normal
    constexpr double widest = 300;
    if (offset > widest * variance)
        throw NotCovered("the offsets of a layer's neurons have variance " + to_text(offset) +
                         ", its pre-activations " + to_text(variance) + " beside them: more than " + to_text(widest) +
                         " times as much is not covered; a smaller bias, or centred layers, would help");
    const double deviation = std::sqrt(offset), step = std::min(0.3, 0.14 * std::sqrt(variance) / deviation);
    const int half = int(end / step) + 1;
    Rule rule;
    double sum = 0;
    for (int j = -half; j <= half; ++j) {
        const double z = end * j / half, weight = std::exp(-z * z / 2);
        rule.emplace_back(deviation * z, weight);
        sum += weight;
    }
    for (auto& [x, weight] : rule) weight /= sum;
    return rule;
}

/// Is s(x + 2 pi) = s(x)?
bool has_period(const Activation& s) {
    for (const double x : {-2.9, -1.3, 0.1, 0.7, 1.9})
        if (std::abs(s(x + 2 * boost::math::constants::pi<double>()) - s(x)) > 1e-13) return false;
    return true;
}

/// The average over a phase: midpoints of a period, geometric in their number, else Gauss-Legendre panels.
Rule phase_rule(const Activation& s, double variance) {
    const double period = 2 * boost::math::constants::pi<double>();
    Rule rule;
    if (has_period(s)) {
        constexpr int phases = 64;
        for (int i = 0; i < phases; ++i) rule.emplace_back(period * (i + 0.5) / phases, 1.0 / phases);
        return rule;
    }
    const int panels = std::min(100, int(period / (2 * std::sqrt(variance))) + 1);
    const UnitRule gauss(24);
    for (int i = 0; i < panels; ++i)
        for (std::size_t j = 0; j < gauss.node.size(); ++j)
            rule.emplace_back(period * (i + gauss.node[j]) / panels, gauss.weight[j] / panels);
    return rule;
}

/// The offsets of a neuron's pre-activation: what the layer before has in the mean, and its own bias.
Rule offsets(const LayerNeurons& n, double offset, double variance) {
    const Rule phases = n.phase ? phase_rule(n.activation, variance) : Rule{{0, 1}};
    // a phase of a wave forgets every other offset
    const Rule normal =
        offset > 0 && !(n.phase && has_period(n.activation)) ? normal_rule(offset, variance) : Rule{{0, 1}};
    Rule all;
    for (const auto& [phase, part] : phases)
        for (const auto& [x, weight] : normal) all.emplace_back(x + phase, weight * part);
    return all;
}

/// What a layer passes on to the next.
struct Passed {
    std::vector<FeatureBlock<>> blocks;
    double variance = 0;  ///< of the next pre-activations, that of their offsets apart
    double offset = 0;    ///< the offsets' variance
};

/// Widths from `first` on that add to their total exactly, in any precision and order, so that n = p is the pole, and
/// not nearly so: each a multiple of the total's last place. Neurons of less than that are left out.
void add_up(std::vector<FeatureBlock<>>& blocks, std::size_t first, double total) {
    const double unit = std::ldexp(1.0, std::ilogb(total) - 52);
    double sum = 0;
    std::size_t largest = first;
    for (std::size_t b = first; b < blocks.size(); ++b) {
        blocks[b].width = std::round(blocks[b].width / unit) * unit;
        sum += blocks[b].width;
        if (blocks[b].width > blocks[largest].width) largest = b;
    }
    blocks[largest].width += total - sum;
    std::erase_if(blocks, [](const FeatureBlock<>& b) { return b.width == 0; });
}

Passed pass(const NeuronLayer& layer, double variance, double offset) {
    double width = 0;
    for (const LayerNeurons& n : layer) width += n.width;
    Passed passed;
    for (const LayerNeurons& n : layer) {
        const double share = n.share ? *n.share : layer.size() == 1 ? 1.0 : n.width / width;
        FeatureBlock<> mean{share, 0, 0, infinite<>};
        const std::size_t first = passed.blocks.size();
        for (const auto& [x, weight] : offsets(n, offset + n.bias_variance, variance)) {
            const NeuronMoments m = neuron_moments(n.activation, variance, x);
            mean.slope += weight * m.slope;
            mean.rest += weight * m.rest;
            if (!n.centred) passed.offset += share * weight * m.mean * m.mean;
            if (!is_infinite(n.width)) passed.blocks.push_back({share * weight, m.slope, m.rest, n.width * weight});
        }
        if (is_infinite(n.width))
            passed.blocks.push_back(mean);
        else
            add_up(passed.blocks, first, n.width);
        passed.variance += share * (variance * mean.slope + mean.rest);
    }
    return passed;
}

/// The layers by their constants, and the variance of the pre-activations of each.
struct Layers {
    FeatureLayers<> blocks;
    std::vector<double> variances;
};

Layers layers_of(const DeepFeatures& model, const Spectrum<>& inputs) {
    const Linear linear = model.inputs();
    double variance = linear.has_counts() ? inputs.trace() / linear.covariates() : inputs.trace(), offset = 0;
    Layers all;
    for (const NeuronLayer& layer : model.layers) {
        Passed passed = pass(layer, variance, offset);
        all.variances.push_back(variance);
        all.blocks.push_back(std::move(passed.blocks));
        variance = passed.variance, offset = passed.offset;
    }
    return all;
}

}  // namespace

std::vector<double> preactivation_variances(const DeepFeatures& model) {
    return layers_of(model, diagonalize(model.inputs(), 0)).variances;
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

FeatureLaw feature_law(const DeepFeatures& model) {
    const LayerNeurons& n = model.layers.front().front();
    if (model.layers.size() > 1 || model.layers.front().size() > 1 || n.bias_variance > 0 || n.phase)
        throw NotCovered(
            "`test-covariance` is known for one layer of one activation without biases; leave it out, or give one "
            "`layer`");
    const Linear inputs = model.inputs();
    const CovariateAxes axes = covariate_axes(inputs);
    if (axes.test_matrix)
        throw NotCovered(
            "`test-covariance` with other axes than those of the training is known for linear regression alone");
    if (axes.tail.trace > 0)
        throw NotCovered(
            "`test-covariance` of random features is not covered where eigenvalues fall below 1e-30 of the largest; "
            "fewer terms are");
    double trained = 0, tested = 0;
    for (const CovariateLevel& level : axes.levels)
        trained += level.multiplicity * level.eigenvalue, tested += level.multiplicity * level.test_variance;
    const double covariates = inputs.has_counts() ? inputs.covariates() : 1;
    const NeuronMoments before = neuron_moments(n.activation, trained / covariates),
                        there = neuron_moments(n.activation, tested / covariates);
    if (n.centred && std::abs(there.mean - before.mean) > 1e-12 * std::abs(before.mean))
        throw NotCovered(
            "features less their mean have another one under this `test-covariance`; leave :centred out of `layer`");
    const double ratio = there.line / before.line;
    return {ratio, before.rest > 0 ? there.rest / (before.rest * ratio * ratio) : 0};
}

CovariateAxes kernel_axes(const DeepFeatures& model) {
    const Linear inputs = model.inputs();
    CovariateAxes axes = covariate_axes(inputs);
    const double covariates = inputs.has_counts() ? inputs.covariates() : 1;
    const NeuronMoments m =
        neuron_moments(model.layers.front().front().activation, preactivation_variances(model).front());
    for (CovariateLevel& level : axes.levels)
        level.eigenvalue *= m.slope / covariates, level.test_variance *= m.slope / covariates;
    axes.tail.trace = axes.tail.trace * m.slope / covariates + m.rest;
    return axes;
}

Spectrum<> diagonalize(const DeepFeatures& model, int) {
    const Linear inputs = model.inputs();
    Spectrum<> spectrum = diagonalize(inputs, 0);
    const double covariates = inputs.has_counts() ? inputs.covariates() : 1;
    FeatureLayers<> layers = layers_of(model, spectrum).blocks;
    for (Level<>& level : spectrum.levels) level.eigenvalue /= covariates, level.mass /= covariates;
    spectrum.tail /= covariates;
    return in_layers(std::move(spectrum), std::move(layers));
}

}  // namespace lazyrisk
