// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/model.hpp"

#include <algorithm>
#include <optional>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// f(type) for every alternative, until one returns true.
template <class F, class... M>
bool any_model(F&& f, const std::variant<M...>*) {
    return (f(static_cast<M*>(nullptr)) || ...);
}
template <class F>
bool any_model(F&& f) {
    return any_model(std::forward<F>(f), static_cast<const Model*>(nullptr));
}

bool has_option(const std::vector<ModelOption>& options, const std::string& name) {
    return std::any_of(options.begin(), options.end(), [&](const ModelOption& o) { return o.name == name; });
}

/// A structured model: its kernel is any of those with a name.
template <class M>
concept takes_every_kernel = requires(const M& m) {
    std::get_if<DotProduct>(&m.kernel);
};

/// Models of inputs on the sphere, and of weights on theirs: these words ask for what they are.
template <class M>
constexpr bool is_on_spheres =
    std::is_same_v<M, RandomFeatures> || std::is_same_v<M, Kernel> || std::is_same_v<M, NeuralTangent> ||
    std::is_same_v<M, DotProduct> || std::is_same_v<M, DeepKernel> || std::is_same_v<M, KernelMass>;

/// Titles of the models that have the option.
std::string owners(const std::string& option) {
    std::string list;
    any_model([&]<class M>(M*) {
        if (has_option(M::options(), option)) list += (list.empty() ? "" : ", or ") + std::string(M::title);
        return false;
    });
    return list;
}

}  // namespace

Model model_of(const Question& q) {
    std::optional<Model> found;
    any_model([&]<class M>(M*) {
        if (!M::describes(q)) return false;
        if (q.has_activation && !M::has_activation)
            throw DomainError("activation", q.activation, std::string(M::title) + " has none; leave it out");
        for (const auto& [name, text] : q.parameters)
            if (!has_option(M::options(), name) &&
                !(is_on_spheres<M> && text == "sphere" && has_option(LengthLaws::options(), name)))
                throw DomainError(name, text,
                                  std::string(M::title) + " does not have this option; it belongs to " + owners(name));
        found = M::of(q);
        return true;
    });
    if (found) return *found;
    const auto kernel = q.parameters.find("kernel");
    if (kernel != q.parameters.end())
        throw DomainError("kernel", kernel->second, "with `model = " + q.model + "` no kernel has this name");
    throw DomainError("model", q.model, "with these options no model is meant");
}

bool uses_activation(const Question& q) {
    bool has = false;
    any_model([&]<class M>(M*) {
        if (!M::describes(q)) return false;
        has = M::has_activation && !(takes_every_kernel<M> && DotProduct::describes(q));
        return true;
    });
    return has;
}

std::map<std::string, std::string> settings_of(const Question& q) {
    std::map<std::string, std::string> all = q.parameters;
    if (!q.spectrum.empty()) return all;
    if (Linear::describes(q) || DeepFeatures::describes(q)) {  // without reading a covariance's file
        all.merge(Linear::defaults());
        return all;
    }
    try {
        const auto add = [&](const auto& model) {
            if constexpr (requires { model.settings(); })
                for (const auto& [name, text] : model.settings()) all.emplace(name, text);
        };
        std::visit(
            [&](const auto& model) {
                if constexpr (takes_every_kernel<std::decay_t<decltype(model)>>)
                    std::visit(add, model.kernel);
                else
                    add(model);
            },
            model_of(q));
    } catch (const DomainError&) {  // the answer to the question says what is wrong with it
    }
    return all;
}

const std::vector<ModelOption>& model_options() {
    static const std::vector<ModelOption> all = [] {
        std::vector<ModelOption> list;
        any_model([&]<class M>(M*) {
            for (const ModelOption& option : M::options())
                if (!has_option(list, option.name)) list.push_back(option);
            return false;
        });
        return list;
    }();
    return all;
}

}  // namespace lazyrisk
