// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/profile.hpp"

#include <algorithm>

#include "lazyrisk/problem/kernel.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

bool among(const std::vector<ModelOption>& options, const std::string& name) {
    return std::any_of(options.begin(), options.end(), [&](const ModelOption& o) { return o.name == name; });
}

/// The kernel K, where the question has nothing that K has not; options of the data are not looked at.
template <class K>
K kernel_of(const Question& q) {
    const std::string name = "the kernel " + q.parameter("kernel", "activation");
    if (q.has_activation && !K::has_activation)
        throw DomainError("activation", q.activation, name + " has none; leave it out");
    for (const auto& [option, text] : q.parameters)
        if (among(dot_kernel_options(), option) && !among(K::options(), option))
            throw DomainError(option, text, name + " does not have this option; leave it out");
    return K::of(q);
}

}  // namespace

std::vector<ModelOption> dot_kernel_options() {
    std::vector<ModelOption> all = DeepKernel::options();
    for (const ModelOption& option : DotProduct::options())
        if (!among(all, option.name)) all.push_back(option);
    return all;
}

DotKernel dot_kernel_of(const Question& q) {
    if (DotProduct::describes(q)) return kernel_of<DotProduct>(q);
    if (DeepKernel::describes(q)) {
        DeepKernel model = kernel_of<DeepKernel>(q);
        model.check();
        return model;
    }
    return kernel_of<Kernel>(q).activation;
}

}  // namespace lazyrisk
