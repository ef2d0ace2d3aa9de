// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/radial.hpp"

#include "lazyrisk/problem/kernel.hpp"
#include "lazyrisk/problem/neural_tangent.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {
namespace {

const char* const inputs_option = "inputs";
const char* const weights_option = "weights";

LengthLaw law_of(const Question& q, const char* option) {
    const std::string word = q.parameter(option, "sphere");
    if (word == "sphere") return LengthLaw::sphere;
    if (word == "gaussian") return LengthLaw::gaussian;
    throw DomainError(
        option, word,
        "expected sphere or gaussian" + did_you_mean(word, std::vector<std::string>{"sphere", "gaussian"}));
}

}  // namespace

std::string word_of(LengthLaw law) { return law == LengthLaw::gaussian ? "gaussian" : "sphere"; }

std::vector<ModelOption> LengthLaws::options() {
    return {{inputs_option, "law of the inputs: sphere (|x|^2 = d), or gaussian (x ~ N(0, I))", false},
            {weights_option, "law of the neurons' weights: sphere (|w| = 1), or gaussian (w ~ N(0, I/d))", false}};
}

bool LengthLaws::meant(const Question& q) {
    return q.parameter(inputs_option, "sphere") != "sphere" || q.parameter(weights_option, "sphere") != "sphere";
}

LengthLaws LengthLaws::of(const Question& q) {
    const LengthLaws laws{dimension_of(q), law_of(q, inputs_option), law_of(q, weights_option)};
    for (const auto& [mode, energy] : q.energy.at)
        if (mode != Mode(mode.degree))
            throw DomainError("energy." + to_text(mode), energy,
                              "energies of Gaussian inputs are those of total degrees, as in 1=1,2=0.5");
    if (q.degrees >= 0)
        throw DomainError("degrees", q.degrees,
                          "with Gaussian inputs or weights as many degrees are kept as a ridge asks for; leave it out");
    if (!q.process.empty())
        throw NotCovered("`target = " + q.target_text() +
                         "` with Gaussian inputs or weights is not covered: give `energy`, or a neuron");
    if (q.labels.kind == LabelKind::mixture)
        throw NotCovered("the classes of a mixture are known for inputs and weights on their spheres");
    return laws;
}

bool RadialFeatures::describes(const Question& q) {
    return q.model == "random-features" && !q.has_mass && LengthLaws::meant(q);
}
RadialFeatures RadialFeatures::of(const Question& q) { return {LengthLaws::of(q), activation_of(q)}; }

std::vector<ModelOption> RadialKernel::options() {
    std::vector<ModelOption> all = LengthLaws::options();
    for (const ModelOption& option : DotProduct::options()) all.push_back(option);
    return all;
}
bool RadialKernel::describes(const Question& q) { return q.model == "kernel" && !q.has_mass && LengthLaws::meant(q); }
RadialKernel RadialKernel::of(const Question& q) {
    const LengthLaws laws = LengthLaws::of(q);
    RadialKernel model{laws};
    if (Kernel::describes(q)) {
        for (const char* option : {"bandwidth", "smoothness"})
            if (q.has(option))
                throw DomainError(option, q.parameter(option),
                                  "the kernel of an activation does not have this option; leave it out");
        model.kernel = activation_of(q);
    } else if (DotProduct::describes(q)) {
        if (q.has_activation)
            throw DomainError("activation", q.activation,
                              "the kernel " + q.parameter("kernel") + " has none; leave it out");
        model.kernel = DotProduct::of(q);
    } else {
        throw NotCovered("`kernel = " + q.parameter("kernel") +
                         "` with Gaussian inputs or weights is not covered: `model = neural-tangent` and the kernel of "
                         "an activation are");
    }
    check(model);
    return model;
}

void check(const RadialKernel& model) {
    const auto* dot = std::get_if<DotProduct>(&model.kernel);
    if (!dot) return;
    dot->check();
    if (model.laws.weights == LengthLaw::gaussian)
        throw DomainError(weights_option, "gaussian", dot->name() + " has no weights; leave it out");
    if (std::holds_alternative<MaternKernel>(dot->h))
        throw NotCovered(dot->name() +
                         " is singular where two inputs meet, which is not covered with Gaussian inputs; `kernel = "
                         "rbf` is");
    const auto* h = std::get_if<Expression>(&dot->h);
    if (!h) return;
    for (const double kink : h->kinks())
        if (kink != 0)
            throw NotCovered(dot->name() + " has a kink at t = " + to_text(kink) +
                             ", which is not covered with Gaussian inputs; a kernel that is smooth, or has its only "
                             "kink at 0, is");
}

std::vector<ModelOption> RadialTangent::options() {
    std::vector<ModelOption> all = LengthLaws::options();
    for (const ModelOption& option : NeuralTangent::options()) all.push_back(option);
    return all;
}
bool RadialTangent::describes(const Question& q) {
    return q.model == "neural-tangent" && !q.has_mass && LengthLaws::meant(q);
}
RadialTangent RadialTangent::of(const Question& q) {
    const LengthLaws laws = LengthLaws::of(q);
    const NeuralTangent tangent = NeuralTangent::of(q);
    for (const std::optional<double>& size : {q.width, q.psi1, q.beta})
        if (size && !is_infinite(*size))
            throw NotCovered(
                "neural tangents of finite width with Gaussian inputs or weights are not covered: `width = inf` is");
    return {laws, tangent.activation, tangent.layers};
}

}  // namespace lazyrisk
