// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Random features in layers: every neuron is drawn.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

#include "lazyrisk/simulate/kinds.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/neuron_moments.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Of one activation in a layer.
struct DrawnNeurons {
    LayerNeurons neurons;
    int count;
    double scale;  ///< of a feature in the layer's output: its square times the count is the share
};
using DrawnLayer = std::vector<DrawnNeurons>;

int count_of(const DrawnLayer& layer) {
    int sum = 0;
    for (const DrawnNeurons& n : layer) sum += n.count;
    return sum;
}

DrawnLayer drawn(const NeuronLayer& layer) {
    DrawnLayer all;
    double width = 0;
    for (const LayerNeurons& n : layer) {
        if (is_infinite(n.width) || n.width != std::floor(n.width) || n.width > 1e7)
            throw NotCovered("a simulation draws every neuron: of " + n.activation.name() + " there are " +
                             to_text(n.width) + ", a whole number up to 1e7 is needed");
        width += n.width;
    }
    for (const LayerNeurons& n : layer)
        all.push_back({n, int(n.width), std::sqrt(n.share.value_or(n.width / width) / n.width)});
    return all;
}

/// A layer with its weights: columns are neurons.
struct Weights {
    Matrix w;  ///< [inputs x neurons], the layer below in units of variance one a neuron
    std::vector<double> bias;
    std::vector<double> centre;  ///< taken from each feature
};

class DrawnNetwork {
public:
    DrawnNetwork(const DeepFeatures& model, int dimension)
        : dimension_(dimension), variance_(preactivation_variances(model)) {
        for (const NeuronLayer& layer : model.layers) layers_.push_back(drawn(layer));
        centres_.assign(layers_.size() + 1, false);
        for (std::size_t l = layers_.size(); l-- > 0;) centres_[l] = centres_[l + 1] || has_centred(l);
    }

    /// Neurons first .. first + count - 1 of the last layer on all of the layers below.
    [[nodiscard]] FeatureMap features(int first, int count, const Stream& stream) const {
        auto weights = std::make_shared<std::vector<Weights>>();
        std::uint64_t drawn = 0;
        std::vector<double> below;  // means of the layer below, times the scale of its features
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            const bool last = l + 1 == layers_.size();
            weights->push_back(
                weights_of(l, last ? first : 0, last ? count : count_of(layers_[l]), drawn, below, stream));
            drawn += std::uint64_t(inputs(l) + 1) * std::uint64_t(count_of(layers_[l]));
        }
        return [network = *this, weights, first](const MatrixView& x) {
            Matrix z = x.transpose() * (1 / std::sqrt(double(network.dimension_)));
            for (std::size_t l = 0; l < network.layers_.size(); ++l)
                z = network.passed(l, z, (*weights)[l], l + 1 == network.layers_.size() ? first : 0);
            return z;
        };
    }

    [[nodiscard]] std::uint64_t kind(std::uint64_t inputs) const {
        std::uint64_t kind = mixed(inputs, std::uint64_t(Kind::deep_features));
        for (std::size_t l = 0; l + 1 < layers_.size(); ++l) kind = mixed(kind, std::uint64_t(count_of(layers_[l])));
        return kind;
    }

private:
    [[nodiscard]] bool has_centred(std::size_t l) const {
        return std::any_of(layers_[l].begin(), layers_[l].end(), [](const auto& n) { return n.neurons.centred; });
    }
    [[nodiscard]] int inputs(std::size_t l) const { return l == 0 ? dimension_ : count_of(layers_[l - 1]); }
    /// The kind of the j-th neuron of a layer.
    [[nodiscard]] const DrawnNeurons& kind_of(std::size_t l, int j) const {
        for (const DrawnNeurons& n : layers_[l]) {
            if (j < n.count) return n;
            j -= n.count;
        }
        return layers_[l].back();
    }

    /// Neuron j has its weights and its bias at one place of the stream, whichever of them are asked for.
    [[nodiscard]] Weights weights_of(std::size_t l, int first, int count, std::uint64_t from,
                                     std::vector<double>& below, const Stream& stream) const {
        const int rows = inputs(l);
        Matrix drawn(rows + 1, count);
        stream.normals(entries(drawn), from + std::uint64_t(first) * std::uint64_t(rows + 1));
        Weights layer{drawn.topRows(rows), {}, std::vector<double>(std::size_t(count), 0.0)};
        std::vector<double> means;
        for (int j = 0; j < count; ++j) {
            const DrawnNeurons& kind = kind_of(l, first + j);
            const double z = drawn(rows, j);
            layer.bias.push_back(kind.neurons.phase ? std::numbers::pi * std::erfc(-z / std::numbers::sqrt2)
                                                    : std::sqrt(kind.neurons.bias_variance) * z);
            if (!centres_[l]) continue;
            double offset = layer.bias.back();
            for (std::size_t i = 0; i < below.size(); ++i) offset += below[i] * drawn(Eigen::Index(i), j);
            const double mean = neuron_mean(kind.neurons.activation, variance_[l], offset);
            if (kind.neurons.centred) layer.centre[std::size_t(j)] = mean;
            means.push_back(kind.neurons.centred ? 0 : mean * kind.scale);
        }
        below = std::move(means);
        return layer;
    }

    /// Outputs of a layer [count x neurons]: of the last the features over sqrt(width) are those of the kernel.
    [[nodiscard]] Matrix passed(std::size_t l, const Matrix& below, const Weights& weights, int first) const {
        Matrix z = below * weights.w;
        const double last = l + 1 == layers_.size() ? std::sqrt(double(count_of(layers_[l]))) : 1;
        for (Eigen::Index j = 0; j < z.cols();) {
            const DrawnNeurons& kind = kind_of(l, first + int(j));
            Eigen::Index end = j;
            while (end < z.cols() && &kind_of(l, first + int(end)) == &kind) ++end;
            for (Eigen::Index i = j; i < end; ++i) z.col(i).array() += weights.bias[std::size_t(i)];
            kind.neurons.activation.apply(entries(z, j, end - j));
            for (Eigen::Index i = j; i < end; ++i) z.col(i).array() -= weights.centre[std::size_t(i)];
            z.middleCols(j, end - j) *= kind.scale * last;
            j = end;
        }
        return z;
    }

    int dimension_;
    std::vector<double> variance_;
    std::vector<DrawnLayer> layers_;
    std::vector<bool> centres_;  ///< does this layer or one above need its means?
};

}  // namespace

Realization realize(const DeepFeatures& model, const Target<>& target, double) {
    Realization r = realize(model.inputs(), target);
    r.gram = {};
    r.kernel = {};
    const int seen = model.input_noise > 0 ? r.dimension / 2 : r.dimension;  // as they are they stand below
    const auto network = std::make_shared<const DrawnNetwork>(model, seen);
    r.features = [network, seen](int first, int count, const Stream& stream) -> FeatureMap {
        return
            [map = network->features(first, count, stream), seen](const MatrixView& x) { return map(x.topRows(seen)); };
    };
    r.kind = network->kind(r.kind);
    return r;
}

}  // namespace lazyrisk
