// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/image_kernel.hpp"

#include <algorithm>
#include <array>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/image_kernel/kernel_arguments.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/number.hpp"
#include "lazyrisk/words/trimmed.hpp"

namespace lazyrisk {
namespace {

constexpr int most_layers = 100;
constexpr int largest_filter_of_a_kernel = 999;
constexpr double largest_variance = 1e100;

const std::vector<std::string>& kernel_names() {
    static const std::vector<std::string> names{"linear", "rbf",   "nngp",  "ntk",    "cntk",
                                                "myrtle", "arora", "lenet", "compose"};
    return names;
}

DenseImageKernel dense_kernel(KernelArguments& arguments) {
    DenseImageKernel kernel;
    kernel.depth = arguments.whole("depth", 1, most_layers).value_or(1);
    if (const auto name = arguments.value("activation")) {
        try {
            (void)activation_named(*name);
        } catch (const std::invalid_argument& wrong) {
            arguments.fail(wrong.what());
        }
        kernel.activation = *name;
    }
    kernel.bias = arguments.number("bias", 0, largest_variance).value_or(0);
    return kernel;
}

/// "gap", "flat" or "lap(2)", written behind end= or alone, as layers: the last of them.
std::string end_of(KernelArguments& arguments, bool with_lap, std::string& canonical) {
    std::optional<std::string> end = arguments.value("end");
    for (const char* word : {"gap", "flat", "lap"})
        if (!end) end = arguments.word(word);
    std::optional<std::string> radius;
    if (with_lap && !end) radius = arguments.value("lap");
    canonical = radius ? "lap(" + *radius + ")" : end.value_or("gap");
    if (canonical == "gap" || canonical == "flat") return canonical;
    if (with_lap && canonical.starts_with("lap(") && canonical.ends_with(")")) {
        const std::string inside = canonical.substr(4, canonical.size() - 5);
        return "blur(" + inside + ") flat";
    }
    arguments.fail("the end " + canonical + " is not known; expected gap, flat" + (with_lap ? " or lap(RADIUS)" : "") +
                   did_you_mean(canonical, std::array{"gap", "flat", "lap"}));
}

/// The layers in words, as `compose` takes them.
std::string repeated(int times, const std::string& words) {
    std::string all;
    for (int i = 0; i < times; ++i) all += words + " ";
    return all;
}

/// activation=NAME as a layer; `canonical` says it where it is not relu.
std::string activation_word(KernelArguments& arguments, std::string& canonical) {
    const std::string name = arguments.value("activation").value_or("relu");
    if (name != "relu") canonical += ",activation=" + name;
    return name;
}

std::string cntk_layers(KernelArguments& arguments, LayeredImageKernel& kernel) {
    const int layers = arguments.whole("layers", 0, most_layers).value_or(5);
    const int filter = arguments.whole("filter", 1, largest_filter_of_a_kernel).value_or(3);
    std::string end;
    const std::string last = end_of(arguments, true, end);
    kernel.word = "cntk(layers=" + std::to_string(layers) + ",filter=" + std::to_string(filter) + ",end=" + end;
    const std::string activation = activation_word(arguments, kernel.word);
    return repeated(layers, "conv(" + std::to_string(filter) + ") " + activation) + last;
}

/// Blocks of convolutions with pools of 2 between them (Shankar et al. 2020).
std::string myrtle_layers(KernelArguments& arguments, LayeredImageKernel& kernel) {
    std::vector<int> blocks = arguments.whole_numbers(0, most_layers);
    kernel.word = "myrtle(";
    for (std::size_t i = 0; i < blocks.size(); ++i) kernel.word += (i > 0 ? "," : "") + std::to_string(blocks[i]);
    if (blocks.size() == 1) {
        const int depth = blocks[0];
        if (depth == 5) blocks = {2, 1, 1};
        if (depth == 7) blocks = {2, 2, 2};
        if (depth == 10) blocks = {3, 3, 3};
    }
    if (blocks.size() < 2)
        arguments.fail("expected myrtle(5), myrtle(7), myrtle(10), or convolutions block by block, as myrtle(2,1,1)");
    const std::string activation = activation_word(arguments, kernel.word);
    std::string layers;
    for (std::size_t i = 0; i < blocks.size(); ++i)
        layers += (i > 0 ? "pool(2) " : "") + repeated(blocks[i], "conv(3) " + activation);
    return layers + "gap";
}

std::string arora_layers(KernelArguments& arguments, LayeredImageKernel& kernel) {
    std::optional<int> depth = arguments.whole("depth", 2, most_layers);
    const std::vector<int> numbers = arguments.whole_numbers(2, most_layers);
    if (!depth && numbers.size() == 1) depth = numbers[0];
    if (!depth) arguments.fail("expected a depth of at least 2, as in arora(6)");
    std::string end;
    const std::string last = end_of(arguments, false, end);
    kernel.word = "arora(" + std::to_string(*depth) + ",end=" + end;
    kernel.ends_fixed = true;
    return repeated(*depth - 1, "conv(3) relu") + last;
}

/// Layers and arguments of compose: the first argument is layers, whatever its words.
std::string composed_layers(KernelArguments& arguments, LayeredImageKernel& kernel) {
    const std::string& inside = arguments.inside();
    int depth = 0;
    std::size_t end = 0;
    for (; end < inside.size() && !(inside[end] == ',' && depth == 0); ++end)
        depth += inside[end] == '(' ? 1 : inside[end] == ')' ? -1 : 0;
    const std::string layers(trimmed(std::string_view(inside).substr(0, end)));
    if (layers.empty()) arguments.fail("expected layers, as in compose(conv(3) relu pool(2) conv(3) relu gap)");
    arguments.flag(layers);  // taken
    kernel.word =
        "compose(" + to_text(parse_architecture("kernel", layers, ArchitectureOf::kernel), ArchitectureOf::kernel);
    return layers;
}

LayeredImageKernel layered_kernel(KernelArguments& arguments) {
    LayeredImageKernel kernel;
    const std::string& name = arguments.name();
    std::string layers;
    if (name == "cntk") layers = cntk_layers(arguments, kernel);
    if (name == "myrtle") layers = myrtle_layers(arguments, kernel);
    if (name == "arora") layers = arora_layers(arguments, kernel);
    if (name == "compose") layers = composed_layers(arguments, kernel);
    if (name == "lenet") {
        kernel.word = "lenet(";
        const std::string block = "conv(3) " + activation_word(arguments, kernel.word) + " pool(2) ";
        layers = block + block + "flat";
        if (kernel.word != "lenet(") kernel.word.erase(6, 1);  // no comma in front
    }
    kernel.architecture = parse_architecture("kernel", layers, ArchitectureOf::kernel);
    return kernel;
}

bool has_embedding(const Architecture& architecture) {
    return std::any_of(architecture.layers.begin(), architecture.layers.end(),
                       [](const ArchitectureLayer& layer) { return std::holds_alternative<ExponentialLayer>(layer); });
}

/// kind=nngp|ntk, or what the literature means.
DeepKind kind_of(KernelArguments& arguments, const LayeredImageKernel& kernel) {
    const auto said = arguments.value("kind");
    const bool embedding = has_embedding(kernel.architecture);
    if (!said) return embedding || arguments.name() == "myrtle" ? DeepKind::nngp : DeepKind::ntk;
    if (*said != "nngp" && *said != "ntk")
        arguments.fail("kind = " + *said + "; expected nngp or ntk" + did_you_mean(*said, std::array{"nngp", "ntk"}));
    const DeepKind kind = *said == "nngp" ? DeepKind::nngp : DeepKind::ntk;
    if (kind == DeepKind::ntk && embedding)
        arguments.fail(
            "the embedding exp(GAMMA) is no layer of a network and has no tangent kernel; kind=nngp has one");
    if (kind == DeepKind::nngp && kernel.ends_fixed)
        arguments.fail("arora is a tangent kernel alone; cntk(kind=nngp) is the other kernel of these layers");
    return kind;
}

std::vector<std::string> known_arguments(const std::string& name) {
    std::vector<std::string> known;
    if (name == "rbf") known = {"gamma"};
    if (name == "nngp" || name == "ntk") known = {"depth", "activation", "weight", "bias"};
    if (name == "cntk") known = {"layers", "filter", "end", "gap", "flat", "lap", "activation", "weight", "kind"};
    if (name == "myrtle" || name == "lenet") known = {"activation", "weight", "kind"};
    if (name == "arora") known = {"depth", "end", "gap", "flat", "kind"};
    if (name == "compose") known = {"weight", "kind"};
    known.insert(known.end(), {"cosine", "flip"});
    return known;
}

}  // namespace

ImageKernel parse_image_kernel(std::string_view text) {
    KernelArguments arguments(text);
    const std::string& name = arguments.name();
    const auto& names = kernel_names();
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        std::string all;
        for (const std::string& one : names) all += (all.empty() ? "" : ", ") + one;
        arguments.fail("expected " + all + did_you_mean(name, names));
    }
    ImageKernel kernel;
    std::optional<double> weight;
    if (name != "linear" && name != "rbf" && name != "arora")
        weight = arguments.number("weight", 1e-100, largest_variance);
    if (name == "linear") {
        kernel.form = LinearImageKernel{};
    } else if (name == "rbf") {
        const auto gamma = arguments.number("gamma", 1e-300, largest_variance);
        if (!gamma) arguments.fail("gamma is missing; expected rbf(gamma=0.02)");
        kernel.form = GaussianImageKernel{*gamma};
    } else if (name == "nngp" || name == "ntk") {
        DenseImageKernel dense = dense_kernel(arguments);
        dense.weight = weight;
        kernel.kind = name == "nngp" ? DeepKind::nngp : DeepKind::ntk;
        kernel.form = dense;
    } else {
        LayeredImageKernel layered = layered_kernel(arguments);
        layered.weight = weight;
        kernel.kind = kind_of(arguments, layered);
        kernel.form = layered;
    }
    kernel.cosine = arguments.flag("cosine");
    kernel.flip = arguments.flag("flip");
    arguments.nothing_left(known_arguments(name));
    return kernel;
}

std::string to_text(const ImageKernel& kernel) {
    std::string name = "linear(";
    std::vector<std::string> list;
    if (const auto* gaussian = std::get_if<GaussianImageKernel>(&kernel.form)) {
        name = "rbf(";
        list.push_back("gamma=" + to_text(gaussian->gamma));
    } else if (const auto* dense = std::get_if<DenseImageKernel>(&kernel.form)) {
        name = kernel.kind == DeepKind::nngp ? "nngp(" : "ntk(";
        list.push_back("depth=" + std::to_string(dense->depth));
        if (dense->activation != "relu") list.push_back("activation=" + dense->activation);
        if (dense->weight) list.push_back("weight=" + to_text(*dense->weight));
        if (dense->bias > 0) list.push_back("bias=" + to_text(dense->bias));
    } else if (const auto* layered = std::get_if<LayeredImageKernel>(&kernel.form)) {
        name = layered->word;
        if (layered->weight) list.push_back("weight=" + to_text(*layered->weight));
        list.push_back(kernel.kind == DeepKind::nngp ? "kind=nngp" : "kind=ntk");
    }
    if (kernel.cosine) list.push_back("cosine");
    if (kernel.flip) list.push_back("flip");
    if (list.empty()) return name.substr(0, name.size() - 1);
    for (const std::string& one : list) name += (name.ends_with('(') ? "" : ",") + one;
    return name + ")";
}

}  // namespace lazyrisk
