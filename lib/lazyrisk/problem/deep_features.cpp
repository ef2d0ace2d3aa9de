// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/deep_features.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "lazyrisk/problem/accepted.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/number.hpp"
#include "lazyrisk/words/pieces.hpp"
#include "lazyrisk/words/trimmed.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t most_layers = 50;

/// The name of an activation, and no formula in x.
bool is_name(std::string_view name) {
    return name.size() > 1 && std::isalpha(static_cast<unsigned char>(name.front())) != 0 &&
           std::all_of(name.begin(), name.end(),
                       [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
}

/// A + adds neurons behind a `:` or a name; else it belongs to the activation's formula.
std::vector<std::string> split_neurons(std::string_view layer) {
    std::vector<std::string> all;
    for (std::string& piece : pieces(layer, '+')) {
        if (all.empty() || pieces(all.back(), ':').size() > 1 || is_name(all.back()))
            all.push_back(std::move(piece));
        else
            all.back() += "+" + piece;
    }
    return all;
}

double number_in(const std::string& text, std::string_view value) {
    try {
        return parse_number("layer", value);
    } catch (const DomainError&) {
        throw DomainError("layer", text, "\"" + std::string(trimmed(value)) + "\" is no number");
    }
}

double size_in(const std::string& text, std::string_view value) {
    const double size = number_in(text, value);
    if (!(size > 0)) throw DomainError("layer", text, "a width is a number above 0, or inf");
    if (size > largest_accepted && !is_infinite(size))
        throw DomainError("layer", text, "a width is at most " + to_text(largest_accepted) + ", or inf");
    return size;
}

LayerText read_neurons(const std::string& text) {
    static const std::vector<std::string> words = {"width", "psi1", "share", "bias", "phase", "centred"};
    const std::vector<std::string> parts = pieces(text, ':');
    std::set<std::string> seen;
    LayerText neurons;
    neurons.activation = parts.front();
    const auto wrong = [&](const std::string& why) { return DomainError("layer", text, why); };
    if (neurons.activation.empty()) throw wrong("it begins with an activation, as tanh:width=300");
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::string_view piece = parts[i];
        const std::size_t equals = piece.find('=');
        const std::string word(trimmed(piece.substr(0, equals)));
        const bool has_value = equals != std::string_view::npos;
        const std::string_view value = has_value ? piece.substr(equals + 1) : std::string_view{};
        const bool flag = word == "phase" || word == "centred" || word == "centered";
        const std::string key = word == "centered" ? "centred" : word;
        const bool known = std::find(words.begin(), words.end(), key) != words.end();
        if (!known)
            throw wrong(word + " is none of width=N, psi1=X, share=S, bias=V, phase, centred" +
                        did_you_mean(word, words));
        if (flag && has_value) throw wrong(word + " has no value");
        if (!flag && !has_value)
            throw wrong(word + " needs a value, as " + word + "=" + (word == "width" ? "300" : "0.5"));
        if (!seen.insert(key).second) throw wrong(word + " is given twice");
        if (word == "width") {
            neurons.width = size_in(text, value);
        } else if (word == "psi1") {
            neurons.ratio = size_in(text, value);
        } else if (word == "share") {
            neurons.share = number_in(text, value);
            if (!(*neurons.share > 0) || !(*neurons.share <= 1))
                throw wrong("a share of the layer is above 0 and at most 1");
        } else if (word == "bias") {
            neurons.bias_variance = number_in(text, value);
            if (!(neurons.bias_variance >= 0) || neurons.bias_variance > largest_accepted)
                throw wrong("bias is the variance of a normal bias, at least 0 and at most " +
                            to_text(largest_accepted));
        } else if (word == "phase") {
            neurons.phase = true;
        } else {
            neurons.centred = true;
        }
    }
    if (neurons.width && neurons.ratio) throw wrong("width and psi1 are the same size; give one");
    if (neurons.phase && neurons.bias_variance > 0) throw wrong("a bias is normal or a uniform phase; give one");
    return neurons;
}

Linear inputs_of(const Question& q) {
    Question inputs = q;
    inputs.model = "linear";
    std::erase_if(inputs.parameters, [](const auto& p) { return p.first == "layer"; });
    return Linear::of(inputs);
}

/// Whatever the samples are.
double question_width(const Question& q) {
    Question sized = q;
    sized.samples = infinite<>;
    sized.psi2.reset(), sized.alpha.reset();
    return setting(sized).width;
}

/// `part`: of the question's width, where these neurons do not say their own. Reads no file but to say what is wrong.
double width_of(const LayerText& neurons, const Question& q, double part) {
    const std::string covariance = q.parameter("covariance", "identity");
    const bool limit = is_infinite(q.dim), counted = names_counted(covariance);
    const auto refuse = [&](const std::string& size, const char* why) {
        static_cast<void>(read_covariance("covariance", covariance));  // what is wrong there comes first
        throw DomainError("layer", neurons.activation + ":" + size, why);
    };
    if (neurons.ratio) {
        if (counted && limit)
            refuse("psi1=" + to_text(*neurons.ratio), "counted eigenvalues have no dimension; use width=N");
        if (limit || is_infinite(*neurons.ratio)) return *neurons.ratio;
        return std::max(1.0, std::round(*neurons.ratio * q.dim));
    }
    if (neurons.width) {
        if (limit && !counted && !is_infinite(*neurons.width))
            refuse("width=" + to_text(*neurons.width),
                   "a count of neurons needs `dim`; without it the limit d -> infinity is meant, with psi1=X for the "
                   "width over d");
        return *neurons.width;
    }
    return question_width(q) * part;
}

void require_shares(const NeuronLayer& layer) {
    const auto finite = [](const LayerNeurons& n) { return !is_infinite(n.width); };
    double sum = 0;
    for (const LayerNeurons& n : layer) sum += n.share.value_or(0);
    const bool given = layer.front().share.has_value();
    for (const LayerNeurons& n : layer)
        if (n.share.has_value() != given)
            throw DomainError("layer", n.activation.name(), "give every activation of the layer a share, or none");
    if (given && std::abs(sum - 1) > 1e-12)
        throw DomainError("layer", layer.front().activation.name(),
                          "the shares of a layer add to 1; these add to " + to_text(sum));
    if (!given && layer.size() > 1 && !std::all_of(layer.begin(), layer.end(), finite))
        throw DomainError("layer", layer.front().activation.name(),
                          "beside infinitely many neurons say what share of the layer each activation has: share=0.5");
}

}  // namespace

std::vector<std::vector<LayerText>> read_layers(std::string_view text) {
    std::vector<std::vector<LayerText>> layers;
    for (const std::string& layer : pieces(text, ';')) {
        if (layer.empty())
            throw DomainError("layer", "\"" + std::string(text) + "\"",
                              "a layer is empty; expected one as tanh:width=300");
        layers.emplace_back();
        for (const std::string& neurons : split_neurons(layer)) layers.back().push_back(read_neurons(neurons));
    }
    if (layers.size() > most_layers)
        throw DomainError("layer", double(layers.size()), "at most " + std::to_string(most_layers) + " layers");
    return layers;
}

std::vector<ModelOption> DeepFeatures::options() {
    std::vector<ModelOption> all = {
        {"layer",
         "random features on inputs of any covariance: ACTIVATION:width=N, or psi1=N/d, with centred, bias=V, phase "
         "and share=S; + for activations side by side; again for the next layer (in one text: ;)",
         false, nullptr, ';'}};
    for (ModelOption& option : Linear::options())
        if (option.name == "covariance" || option.name == "alignment" || option.name == "test-covariance" ||
            option.name == "input-noise")
            all.push_back(std::move(option));
    return all;
}

bool DeepFeatures::describes(const Question& q) {
    return q.model == "random-features" && (q.has("layer") || q.has("covariance") || q.has("alignment"));
}

DeepFeatures DeepFeatures::of(const Question& q) {
    if (!q.has("layer"))
        throw DomainError(
            "`layer` is missing: random features on a covariance have their activation and width there, as "
            "`layer = tanh:width=300`; `model = linear` has none");
    const Linear inputs = inputs_of(q);
    DeepFeatures model{inputs.covariance,      inputs.alignment,  inputs.dimension, {},
                       inputs.test_covariance, inputs.input_noise};
    if (is_infinite(inputs.covariates()) && inputs.has_counts())
        throw DomainError(
            "covariance", to_text(inputs.covariance),
            "random features see the mean eigenvalue, and of infinitely many there is none; give a number "
            "of terms");
    for (const std::vector<LayerText>& texts : read_layers(q.parameter("layer"))) {
        NeuronLayer layer;
        for (const LayerText& t : texts)
            layer.push_back({activation_named(t.activation),
                             width_of(t, q, t.share.value_or(1.0 / double(texts.size()))), t.share, t.bias_variance,
                             t.phase, t.centred});
        require_shares(layer);
        model.layers.push_back(std::move(layer));
    }
    return model;
}

std::optional<double> DeepFeatures::own_width(const Question& q) {
    if (!q.has("layer") || takes_width(q)) return {};
    double width = 0;
    const std::vector<std::vector<LayerText>> layers = read_layers(q.parameter("layer"));
    for (const LayerText& t : layers.back()) width += width_of(t, q, 1);
    return width;
}

bool DeepFeatures::takes_width(const Question& q) {
    if (!q.has("layer")) return false;
    for (const auto& layer : read_layers(q.parameter("layer")))
        for (const LayerText& t : layer)
            if (!t.width && !t.ratio) return true;
    return false;
}

}  // namespace lazyrisk
