// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/architecture/architecture.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/words/closing.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/number.hpp"
#include "lazyrisk/words/pieces.hpp"
#include "lazyrisk/words/shortened.hpp"

namespace lazyrisk {
namespace {

constexpr int largest_size = 1000000;
constexpr int largest_filter = 999;

/// A word of the text: "conv(16,3)" with its number, from 1.
struct LayerWord {
    std::string_view field, text;
    ArchitectureOf whose;
    std::size_t number;
    std::string word, stem;
    std::vector<std::string> arguments;  ///< between its parentheses
    bool parentheses = false;

    [[noreturn]] void fail(const std::string& sentence) const {
        throw DomainError(std::string(field), '"' + shortened(std::string(text)) + '"',
                          "word " + std::to_string(number) + ", " + shortened(word, 100) + ": " + sentence);
    }
    [[nodiscard]] int whole(std::size_t i, const std::string& what, int least, int most) const {
        const double value = number_at(i);
        if (!(value >= least && value <= most && value == std::floor(value)))
            fail(what + " is a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        return int(value);
    }
    [[nodiscard]] double number_at(std::size_t i) const {
        try {
            return parse_number(field, arguments[i]);
        } catch (const DomainError&) {
            fail("\"" + arguments[i] + "\" is no number");
        }
    }
    void at_most(std::size_t count, const std::string& written) const {
        if (arguments.size() > count || (parentheses && arguments.empty())) fail("expected " + written);
    }
    [[nodiscard]] int filter_at(std::size_t i) const {
        const int filter = whole(i, "a filter", 1, largest_filter);
        if (filter % 2 == 0) fail("a filter has an odd number of pixels on its side, so that it has a middle");
        return filter;
    }
};

const std::vector<std::string> layer_names{"conv", "pool", "blur", "flat", "gap", "dense"};

LayerWord layer_word(std::string_view field, std::string_view text, ArchitectureOf whose, std::size_t number,
                     std::string word) {
    LayerWord w{field, text, whose, number, std::move(word), {}, {}, false};
    const std::size_t open = w.word.find('(');
    w.stem = w.word.substr(0, open);
    if (open == std::string::npos) return w;
    const std::size_t closed = closing(w.word, open);
    if (closed == std::string_view::npos) w.fail("a parenthesis is not closed");
    if (closed + 1 != w.word.size()) {
        if (std::find(layer_names.begin(), layer_names.end(), w.stem) != layer_names.end())
            w.fail("something stands behind the parenthesis; layers are apart by spaces");
        w.stem = w.word;  // a formula
        return w;
    }
    w.parentheses = true;
    const std::string inside = w.word.substr(open + 1, w.word.size() - open - 2);
    if (!inside.empty()) w.arguments = pieces(inside, ',');
    return w;
}

ConvolutionLayer convolution_of(const LayerWord& w) {
    ConvolutionLayer layer;
    if (w.whose == ArchitectureOf::kernel) {
        if (w.arguments.size() > 1)
            w.fail("a kernel has infinitely many channels; expected conv or conv(FILTER), as conv(3)");
        w.at_most(1, "conv or conv(FILTER), as conv(3)");
        if (!w.arguments.empty()) layer.filter = w.filter_at(0);
        return layer;
    }
    w.at_most(2, "conv, conv(CHANNELS) or conv(CHANNELS,FILTER), as conv(16,3)");
    if (!w.arguments.empty()) layer.channels = w.whole(0, "the number of channels", 1, largest_size);
    if (w.arguments.size() > 1) layer.filter = w.filter_at(1);
    return layer;
}

ExponentialLayer exponential_of(const LayerWord& w) {
    if (w.whose == ArchitectureOf::network)
        w.fail("the embedding exp(GAMMA) is of kernels alone; a network has relu or another activation");
    w.at_most(1, "exp(GAMMA), as exp(1)");
    const double gamma = w.number_at(0);
    if (!(gamma > 0 && gamma <= 100)) w.fail("gamma is above 0 and at most 100");
    return {gamma};
}

DenseLayer dense_of(const LayerWord& w) {
    if (w.whose == ArchitectureOf::kernel) {
        w.at_most(0, "dense: a kernel has infinite widths");
        return {};
    }
    w.at_most(1, "dense or dense(WIDTH)");
    return {w.arguments.empty() ? 0 : w.whole(0, "a width", 1, largest_size)};
}

ActivationLayer activation_of(const LayerWord& w) {
    try {
        (void)activation_named(w.word);
    } catch (const std::invalid_argument&) {
        std::vector<std::string> known = layer_names;
        for (const NamedActivation& one : activation_names()) known.push_back(one.name);
        w.fail("expected conv, pool, blur, flat, gap, dense or an activation such as relu" +
               did_you_mean(w.stem, known));
    }
    return {w.word};
}

ArchitectureLayer layer_of(const LayerWord& w) {
    if (w.stem == "conv") return convolution_of(w);
    if (w.stem == "exp" && w.parentheses) return exponential_of(w);
    if (w.stem == "pool") {
        w.at_most(1, "pool or pool(SIZE), as pool(2)");
        return PoolLayer{w.arguments.empty() ? 2 : w.whole(0, "the size of a pool", 1, largest_filter)};
    }
    if (w.stem == "blur") {
        w.at_most(1, "blur or blur(RADIUS), as blur(2)");
        return BlurLayer{w.arguments.empty() ? 1 : w.whole(0, "the radius of a blur", 0, largest_filter)};
    }
    if (w.stem == "flat" || w.stem == "gap") {
        w.at_most(0, w.stem);
        if (w.stem == "flat") return FlatLayer{};
        return GlobalPoolLayer{};
    }
    if (w.stem == "dense") return dense_of(w);
    return activation_of(w);
}

template <class... Layers>
bool is_any(const ArchitectureLayer& layer) {
    return (std::holds_alternative<Layers>(layer) || ...);
}

/// What stands where it cannot, or nothing.
std::optional<std::string> out_of_order(const ArchitectureLayer& layer, bool pixels, bool images) {
    if (is_any<ConvolutionLayer, PoolLayer, BlurLayer>(layer) && !pixels)
        return "it comes before flat, gap and dense, after which there are no pixels left";
    if (is_any<FlatLayer, GlobalPoolLayer>(layer) && !pixels) return "the pixels are gone already; leave it out";
    if (is_any<DenseLayer>(layer) && pixels && images)
        return "flat or gap comes between the layers of pixels and the dense ones";
    return {};
}

}  // namespace

Architecture parse_architecture(std::string_view field, std::string_view text, ArchitectureOf whose) {
    Architecture architecture;
    bool pixels = true, images = false;  // there are pixels; a layer has used them
    std::size_t number = 0;
    for (const std::string& word : pieces(text, ' ')) {
        if (word.empty()) continue;
        const LayerWord w = layer_word(field, text, whose, ++number, word);
        const ArchitectureLayer layer = layer_of(w);
        if (const auto wrong = out_of_order(layer, pixels, images)) w.fail(*wrong);
        images = images || is_any<ConvolutionLayer, PoolLayer, BlurLayer, ActivationLayer, ExponentialLayer>(layer);
        if (is_any<FlatLayer, GlobalPoolLayer, DenseLayer>(layer)) pixels = false;
        architecture.layers.push_back(layer);
    }
    if (architecture.layers.empty())
        throw DomainError(std::string(field), "\"\"", "expected layers, as in conv relu pool conv relu pool flat");
    if (pixels)
        throw DomainError(std::string(field), '"' + shortened(std::string(text)) + '"',
                          "flat or gap is missing at the end of the layers of pixels");
    return architecture;
}

std::string to_text(const Architecture& architecture, ArchitectureOf whose) {
    const auto word = [&](const ArchitectureLayer& layer) -> std::string {
        if (const auto* c = std::get_if<ConvolutionLayer>(&layer)) {
            const std::string filter = std::to_string(c->filter);
            if (whose == ArchitectureOf::kernel) return "conv(" + filter + ")";
            if (c->channels == 0) return "conv";  // its filter is 3: another is not said without channels
            const std::string channels = std::to_string(c->channels);
            return "conv(" + channels + (c->filter == 3 ? ")" : "," + filter + ")");
        }
        if (const auto* a = std::get_if<ActivationLayer>(&layer)) return a->name;
        if (const auto* e = std::get_if<ExponentialLayer>(&layer)) return "exp(" + to_text(e->gamma) + ")";
        if (const auto* p = std::get_if<PoolLayer>(&layer)) return "pool(" + std::to_string(p->size) + ")";
        if (const auto* b = std::get_if<BlurLayer>(&layer)) return "blur(" + std::to_string(b->radius) + ")";
        if (std::holds_alternative<FlatLayer>(layer)) return "flat";
        if (std::holds_alternative<GlobalPoolLayer>(layer)) return "gap";
        const int width = std::get<DenseLayer>(layer).width;
        return whose == ArchitectureOf::kernel || width == 0 ? "dense" : "dense(" + std::to_string(width) + ")";
    };
    std::string text;
    for (const ArchitectureLayer& layer : architecture.layers) text += (text.empty() ? "" : " ") + word(layer);
    return text;
}

}  // namespace lazyrisk
