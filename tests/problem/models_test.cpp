// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every model from the question that means it: which one it is, its options, defaults and settings, what it refuses.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "../answer/asked.hpp"
#include "../nearly.hpp"
#include "capture_bound.hpp"
#include "lazyrisk/problem/deep_function.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/problem/problem.hpp"
#include "lazyrisk/problem/synonyms.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

template <class M>
M model(const Fields& fields) {
    const Model found = model_of(asked(fields));
    REQUIRE(std::holds_alternative<M>(found));
    return std::get<M>(found);
}

std::string complaint(const Fields& fields) {
    try {
        static_cast<void>(model_of(asked(fields)));
    } catch (const DomainError& error) {
        return error.what();
    } catch (const NotCovered& error) {
        return std::string("not covered: ") + error.what();
    }
    return "";
}

std::set<std::string> names_of(const std::vector<ModelOption>& options) {
    std::set<std::string> names;
    for (const ModelOption& o : options) names.insert(o.name);
    CHECK(names.size() == options.size());
    return names;
}

const Fields kernel{{"model", "kernel"}, {"dim", "24"}}, features{{"dim", "24"}};

Fields with(Fields list, const Fields& more) {
    list.insert(list.end(), more.begin(), more.end());
    return list;
}

}  // namespace

TEST_SUITE("problem/models") {
    TEST_CASE("[identity] what is typed says which of the models is meant, and fills it") {
        CHECK(model<RandomFeatures>(features).activation.name() == "relu");
        CHECK(model<RandomFeatures>(with(features, {{"activation", "tanh"}})).activation.name() == "tanh");
        CHECK(double(model<RandomFeatures>(features).dimension) == 24);
        CHECK(model<Kernel>(with(kernel, {{"activation", "erf"}})).activation.name() == "erf");
        const auto tangent = model<NeuralTangent>(with(features, {{"model", "neural-tangent"}, {"activation", "erf"}}));
        CHECK(tangent.layers == TrainedLayers::first);
        CHECK(tangent.activation.name() == "erf");
        CHECK(tangent.settings() == std::map<std::string, std::string>{{"layers", "first"}});
        const auto both = model<NeuralTangent>(with(features, {{"model", "neural-tangent"}, {"layers", "both"}}));
        CHECK(both.layers == TrainedLayers::all);
        CHECK(both.settings().at("layers") == "both");
        for (const char* how : {"kernel", "random-features"}) {
            const auto mass = model<KernelMass>(with(features, {{"model", how}, {"mass", "1=0.25,4=0.5,rest=0.125"}}));
            CHECK(mass.mass == std::vector<std::pair<int, double>>{{1, 0.25}, {4, 0.5}});
            CHECK(mass.rest == 0.125);
            CHECK(double(mass.dimension) == 24);
        }
        const auto spiked = model<SpikedKernel>(
            with(kernel, {{"signal-dim", "4"}, {"signal-variance", "2.5"}, {"kernel", "rbf"}, {"bandwidth", "2"}}));
        CHECK(spiked.inputs.signal == 4);
        CHECK(spiked.inputs.variance_ratio == 2.5);
        CHECK(spiked.inputs.signal_share() == nearly(10.0 / (10 + 20), 1e-15));
        CHECK(std::get<GaussianKernel>(std::get<DotProduct>(spiked.kernel).h).bandwidth == 2);
        const auto spiked_features =
            model<SpikedFeatures>(with(features, {{"signal-dim", "4"}, {"activation", "erf"}}));
        CHECK(spiked_features.inputs.variance_ratio == 1);
        CHECK(spiked_features.activation.name() == "erf");
        const auto lengths = model<RadialFeatures>(with(features, {{"inputs", "gaussian"}, {"activation", "erf"}}));
        CHECK(lengths.laws.inputs == LengthLaw::gaussian);
        CHECK(lengths.laws.weights == LengthLaw::sphere);
        CHECK(lengths.activation.name() == "erf");
        CHECK(double(lengths.dimension) == 24);
        CHECK(model<RadialKernel>(with(kernel, {{"weights", "gaussian"}})).laws.inputs == LengthLaw::sphere);
        CHECK(std::holds_alternative<DotProduct>(
            model<RadialKernel>(with(kernel, {{"inputs", "gaussian"}, {"kernel", "exp(t-1)"}})).kernel));
        model<RandomFeatures>(with(features, {{"inputs", "sphere"}, {"weights", "sphere"}}));
        const auto patches = model<Convolution>(with(kernel, {{"patch", "6"}}));
        CHECK(patches.patch == 6);
        CHECK(patches.window == 1);
        CHECK_FALSE(patches.whole());
        CHECK_FALSE(patches.global());
        CHECK(model<Convolution>(with(kernel, {{"patch", "24"}})).whole());
        CHECK(model<Convolution>(with(kernel, {{"patch", "6"}, {"pool", "3"}})).window == 3);
        for (const char* global : {"24", "inf"})
            CHECK(model<Convolution>(with(kernel, {{"patch", "6"}, {"pool", global}})).global());
        CHECK(double(model<InvariantKernel>(with(kernel, {{"invariance", "cyclic"}})).dimension) == 24);
        CHECK(model<InvariantFeatures>(with(features, {{"invariance", "cyclic"}, {"activation", "erf"}}))
                  .activation.name() == "erf");
        const auto deep = model<DeepKernel>(with(kernel, {{"kernel", "ntk"},
                                                          {"depth", "3"},
                                                          {"weight-variance", "1.5"},
                                                          {"bias-variance", "0.25"},
                                                          {"layers", "all"},
                                                          {"activation", "erf"}}));
        CHECK(deep.kind == DeepKind::ntk);
        CHECK(deep.depth == 3);
        CHECK(deep.used_weight_variance() == 1.5);
        CHECK(deep.bias_variance == 0.25);
        CHECK(deep.layers == TrainedLayers::all);
        CHECK(deep.activation.name() == "erf");
        CHECK(std::get<MaternKernel>(model<DotProduct>(with(kernel, {{"kernel", "laplace"}})).h).smoothness == 0.5);
        CHECK(std::get<MaternKernel>(model<DotProduct>(with(kernel, {{"kernel", "matern"}})).h).smoothness == 1.5);
        CHECK(std::get<Expression>(model<DotProduct>(with(kernel, {{"kernel", "exp(t-1)"}})).h).name() == "exp(t-1)");
        // the limit with its scale arrives in each that has one
        CHECK(model<RandomFeatures>({{"psi1", "2"}, {"psi2", "3"}, {"scale", "2"}}).dimension.scale == 2);
        CHECK(model<DotProduct>({{"model", "kernel"}, {"kernel", "rbf"}, {"psi2", "3"}, {"scale", "2"}})
                  .dimension.scale == 2);
        CHECK(model<KernelMass>({{"mass", "1=1"}, {"psi1", "2"}, {"psi2", "3"}, {"scale", "2"}}).dimension.scale == 2);
    }

    TEST_CASE("[identity] a deep kernel is the function of its members") {
        // depth 1 of relu, weights of variance w, biases of variance b at both layers: w E s(u)s(v) + b, where u and v
        // have variance 1 + b and covariance t + b
        DeepKernel k;
        k.weight_variance = 3, k.bias_variance = 0.5;
        const auto h = deep_function<double>(k);
        for (const double t : {-0.9, 0.0, 0.6, 1.0}) {
            const double pi = std::acos(-1.0), variance = 1.5, cosine = (t + 0.5) / variance;
            const double mean =
                variance * (std::sqrt(1 - cosine * cosine) + (pi - std::acos(cosine)) * cosine) / (2 * pi);
            CHECK(h(std::acos(t)) == nearly(3 * mean + 0.5, 1e-12));
        }
        k.depth = 0;
        CHECK_THROWS_AS(deep_function<double>(k), DomainError);
    }

    TEST_CASE("[identity] options belong to the models that have them, each once in the list of all") {
        using Names = std::set<std::string>;
        const Names dot{"kernel", "depth", "weight-variance", "bias-variance", "layers", "bandwidth", "smoothness"};
        const auto and_dot = [&](Names names) {
            names.insert(dot.begin(), dot.end());
            return names;
        };
        CHECK(names_of(RandomFeatures::options()).empty());
        CHECK(names_of(KernelMass::options()).empty());
        CHECK(names_of(NeuralTangent::options()) == Names{"layers"});
        CHECK(names_of(Kernel::options()) == Names{"kernel"});
        CHECK(names_of(DeepKernel::options()) ==
              Names{"kernel", "depth", "weight-variance", "bias-variance", "layers"});
        CHECK(names_of(DotProduct::options()) == Names{"kernel", "bandwidth", "smoothness"});
        CHECK(names_of(dot_kernel_options()) == dot);
        CHECK(names_of(SpikedFeatures::options()) == Names{"signal-dim", "signal-variance"});
        CHECK(names_of(SpikedKernel::options()) == and_dot({"signal-dim", "signal-variance"}));
        CHECK(names_of(Convolution::options()) == and_dot({"patch", "pool"}));
        CHECK(names_of(InvariantFeatures::options()) == Names{"invariance"});
        CHECK(names_of(InvariantKernel::options()) == and_dot({"invariance"}));
        CHECK(names_of(model_options()) ==
              and_dot({"covariance", "alignment", "test-covariance", "kurtosis", "penalty", "input-noise",
                       "sample-weights", "population", "finite-size", "layer", "signal-dim", "signal-variance", "patch",
                       "pool", "invariance", "inputs", "weights"}));
        CHECK(names_of(RadialFeatures::options()) == Names{"inputs", "weights"});
        CHECK(names_of(RadialTangent::options()) == Names{"inputs", "weights", "layers"});
        CHECK(names_of(RadialKernel::options()) == Names{"inputs", "weights", "kernel", "bandwidth", "smoothness"});
        CHECK(names_of(Linear::options()) == Names{"covariance", "alignment", "test-covariance", "kurtosis", "penalty",
                                                   "input-noise", "sample-weights", "population", "finite-size"});
        CHECK(names_of(DeepFeatures::options()) ==
              Names{"layer", "covariance", "alignment", "test-covariance", "input-noise"});
        const std::set<std::string> words{
            "kernel", "layers",  "invariance",     "covariance", "alignment", "test-covariance", "finite-size",
            "layer",  "penalty", "sample-weights", "population", "inputs",    "weights"};
        for (const ModelOption& o : model_options()) CHECK(o.numeric == (words.count(o.name) == 0));
        // and every one is a field, in a group of its own, that says what it takes
        std::map<std::string, std::string> values, groups;
        for (const ProblemField& f : fields()) values[f.name] = f.value, groups[f.name] = f.group;
        for (const ModelOption& o : model_options())
            CHECK(groups.at(o.name) == "Kernels, covariates and structured data");
        CHECK(values.at("kernel") == "activation|nngp|ntk|rbf|laplace|matern|EXPR");
        CHECK(values.at("layers") == "first|both");
        CHECK(values.at("invariance") == "cyclic");
        CHECK(values.at("inputs") == "sphere|gaussian");
        CHECK(values.at("depth") == "X");
        CHECK(values.at("model") == "random-features|kernel|neural-tangent|linear");
        CHECK(values.at("ridge") == "X|opt");
        CHECK(values.at("time") == "X|opt");
        CHECK(values.at("ridge-convention") == "total|mean|mei-montanari|trace");
        CHECK(values.at("ensemble") == "K");
        CHECK(values.at("spectrum") == "FILE");
        for (const auto& [name, group] : {std::pair{"model", "Model"},
                                          {"spectrum", "Model"},
                                          {"ensemble", "Model"},
                                          {"scale-width", "Sizes"},
                                          {"ridge-convention", "Ridge"},
                                          {"noise", "Target"},
                                          {"steps", "Training"}})
            CHECK(groups.at(name) == group);
    }

    TEST_CASE("[error] options of another model, models that are not, and neurons where energies are needed") {
        const auto complains = [](const Fields& fields, const std::string& words) {
            const std::string said = complaint(fields);
            CHECK_MESSAGE(said.find(words) != std::string::npos, said, " lacks ", words);
        };
        complains(with(features, {{"depth", "2"}}),
                  "depth = 2: random features does not have this option; it belongs to");
        complains(with(features, {{"bandwidth", "2"}}), "a dot-product kernel");
        complains(with(features, {{"layers", "both"}}), "a neural tangent");
        complains(with(features, {{"patch", "4"}}), "it belongs to a convolutional kernel");
        complains(with(kernel, {{"depth", "2"}}), "the kernel of a deep network (nngp, ntk)");
        complains(with(kernel, {{"kernel", "ntk"}, {"bandwidth", "2"}}), "does not have this option");
        complains(with(kernel, {{"kernel", "rbf"}, {"depth", "2"}}), "does not have this option");
        complains(with(kernel, {{"patch", "4"}, {"signal-dim", "4"}}), "does not have this option");
        complains(with(kernel, {{"patch", "4"}, {"kernel", "nngp"}, {"bandwidth", "2"}}),
                  "the kernel nngp does not have this option");
        complains(with(kernel, {{"patch", "4"}, {"depth", "2"}}), "the kernel activation does not have this option");
        complains(with(kernel, {{"kernel", "rbf"}, {"activation", "relu"}}), "a dot-product kernel has none");
        complains(with(kernel, {{"signal-dim", "4"}, {"kernel", "rbf"}, {"activation", "relu"}}),
                  "the kernel rbf has none");
        complains(with(features, {{"model", "neural-tangent"}, {"layers", "all"}}), "expected first or both");
        complains(with(features, {{"model", "neural-tangent"}, {"mass", "1=1"}}), "needs an `activation`");
        complains(with(features, {{"mass", "1:1=1"}}), "given by degree");
        complains(with(features, {{"invariance", "dihedral"}}), "expected cyclic");
        for (const char* model : {"random-features", "kernel", "neural-tangent"})
            for (const char* law : {"inputs", "weights"})
                complains(with(features, {{"model", model}, {law, "gaussian"}, {"degrees", "10"}}),
                          "degrees = 10: with Gaussian inputs or weights as many degrees are kept as a ridge asks for");
        for (const Fields& structured : std::vector<Fields>{{{"signal-dim", "4"}},
                                                            {{"model", "kernel"}, {"signal-dim", "4"}},
                                                            {{"model", "kernel"}, {"patch", "4"}},
                                                            {{"model", "kernel"}, {"invariance", "cyclic"}},
                                                            {{"invariance", "cyclic"}}}) {
            complains(with(with(features, structured), {{"target", "neuron(relu)"}}),
                      "not covered: `target = neuron(relu)` with");
            complains(with({{"psi1", "2"}, {"psi2", "2"}}, structured), "not covered: ");
            CHECK(complaint(with(features, structured)).empty());
        }
        CHECK(complaint(with(features, {{"target", "neuron(relu)"}})).empty());
    }

    TEST_CASE("[identity] which models have an activation, and what a record says of those that leave words out") {
        for (const auto& [fields, uses] : std::vector<std::pair<Fields, bool>>{
                 {features, true},
                 {kernel, true},
                 {with(features, {{"model", "neural-tangent"}}), true},
                 {with(features, {{"mass", "1=1"}}), false},
                 {with(kernel, {{"kernel", "ntk"}}), true},
                 {with(kernel, {{"kernel", "rbf"}}), false},
                 {with(kernel, {{"kernel", "t^2"}}), false},
                 {with(kernel, {{"patch", "4"}}), true},
                 {with(kernel, {{"patch", "4"}, {"kernel", "rbf"}}), false},
                 {with(kernel, {{"patch", "4"}, {"kernel", "nngp"}}), true},
                 {with(features, {{"signal-dim", "4"}}), true},
                 {with(kernel, {{"signal-dim", "4"}, {"kernel", "laplace"}}), false},
                 {with(kernel, {{"invariance", "cyclic"}, {"kernel", "matern"}}), false},
             }) {
            CAPTURE_BOUND(fields.back().second);
            CHECK(uses_activation(asked(fields)) == uses);
        }
        using Settings = std::map<std::string, std::string>;
        CHECK(settings_of(asked(features)) == Settings{});
        CHECK(settings_of(asked(with(features, {{"model", "neural-tangent"}}))) == Settings{{"layers", "first"}});
        CHECK(settings_of(asked(with(kernel, {{"kernel", "matern"}, {"smoothness", "0.5"}}))) ==
              Settings{{"kernel", "matern"}, {"smoothness", "0.5"}, {"bandwidth", "1"}});
        CHECK(settings_of(asked(with(kernel, {{"patch", "4"}, {"kernel", "rbf"}}))) ==
              Settings{{"kernel", "rbf"}, {"patch", "4"}, {"bandwidth", "1"}});
        // a question that is wrong says what it was given
        CHECK(settings_of(asked(with(features, {{"depth", "2"}}))) == Settings{{"depth", "2"}});
        Question file = asked({{"model", "neural-tangent"}});
        file.spectrum = "a.csv";
        CHECK(settings_of(file).empty());
    }

    TEST_CASE("[identity] defaults of a question, and of a problem in C++") {
        const Question q;
        CHECK(q.model == "random-features");
        CHECK(q.activation == "relu");
        CHECK(q.ridge == 1e-3);
        CHECK(q.ridge_convention == RidgeConvention::total);
        CHECK(q.noise == 0);
        CHECK(q.ensemble == 1);
        CHECK(q.degrees == -1);
        CHECK(q.scale == 1);
        CHECK(to_text(q.energy) == "1=1");
        CHECK(is_infinite(q.dim));
        CHECK(q.number("depth", 7) == 7);
        CHECK(asked({{"depth", "3"}}).number("depth", 7) == 3);
        CHECK(q.parameter("kernel", "none") == "none");
        CHECK(asked({{"activation", "relu"}}).has_activation);
        CHECK_FALSE(q.has_activation);
        const Target<> t = target_of(asked({{"energy", "4=0.5,2:3=1,rest=0.25"}}));
        CHECK(t.energy == std::vector<std::pair<Mode, double>>{{Mode(2, 3), 1.0}, {Mode(4), 0.5}});
        CHECK(t.rest == 0.25);
        CHECK(t.highest_degree() == 4);
        CHECK(Target<>{}.highest_degree() == 0);
        Problem<RandomFeatures> p{RandomFeatures{relu(), 10.0}, {}};
        CHECK(p.is_ridge_fit());
        CHECK(p.ensemble == 1);
        CHECK(p.noise_variance == 0);
        p.optimal_ridge = true;
        CHECK_FALSE(p.is_ridge_fit());
        p.optimal_ridge = false, p.optimal_time = true;
        CHECK_FALSE(p.is_ridge_fit());
        p.optimal_time = false, p.training.time = 3;
        CHECK_FALSE(p.is_ridge_fit());
        CHECK(Mode(1, 2, 3) < Mode(1, 3));
        CHECK(to_text(Mode(1, 0, 3)) == "1:0:3");
        // every other symbol of papers, and their words
        for (const auto& [symbol, field] : {std::pair{"m", "width"},
                                            {"neurons", "width"},
                                            {"features", "width"},
                                            {"dimension", "dim"},
                                            {"lam", "ridge"},
                                            {"regularization", "ridge"},
                                            {"tau", "noise"},
                                            {"tau2", "noise"},
                                            {"snr", "noise"},
                                            {"learning-rate", "step-size"},
                                            {"hidden-layers", "depth"}})
            CHECK(field_of_symbol(symbol) == field);
    }
}
