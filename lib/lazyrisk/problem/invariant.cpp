// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/invariant.hpp"

#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/problem/require_energies.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

Dimension checked_dimension(const Question& q) {
    const std::string group = q.parameter("invariance");
    if (group != "cyclic")
        throw DomainError("invariance", group, "expected cyclic (shifts of the coordinates); leave it out for none");
    require_energies(q, "an invariant model");
    const Dimension d = dimension_of(q);
    if (is_infinite(double(d)))
        throw NotCovered("invariant kernels in the limit d -> infinity are not covered: give `dim`");
    return d;
}

}  // namespace

std::vector<ModelOption> InvariantFeatures::options() {
    return {{"invariance",
             "cyclic: features or kernel averaged over the shifts of the coordinates, the target invariant too",
             false}};
}
bool InvariantFeatures::describes(const Question& q) { return q.model == "random-features" && q.has("invariance"); }
InvariantFeatures InvariantFeatures::of(const Question& q) {
    const Dimension d = checked_dimension(q);
    return {activation_of(q), d};
}

std::vector<ModelOption> InvariantKernel::options() {
    std::vector<ModelOption> all = InvariantFeatures::options();
    for (const ModelOption& option : dot_kernel_options()) all.push_back(option);
    return all;
}
bool InvariantKernel::describes(const Question& q) { return q.model == "kernel" && q.has("invariance"); }
InvariantKernel InvariantKernel::of(const Question& q) {
    const Dimension d = checked_dimension(q);
    return {dot_kernel_of(q), d};
}

}  // namespace lazyrisk
