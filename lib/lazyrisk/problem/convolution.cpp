// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/convolution.hpp"

#include <cmath>

#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/problem/require_energies.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

std::vector<ModelOption> Convolution::options() {
    std::vector<ModelOption> all{
        {"patch",
         "inputs of d signs, convolutional kernel with cyclic patches of this length, 2 to d/2; d: no convolution"},
        {"pool", "with `patch`: window of the pooling, 1 (none, the default) to d; d or inf: global, over all shifts"}};
    for (const ModelOption& option : dot_kernel_options()) all.push_back(option);
    return all;
}

bool Convolution::describes(const Question& q) { return q.model == "kernel" && q.has("patch"); }

Convolution Convolution::of(const Question& q) {
    require_energies(q, title);
    Convolution model{dimension_of(q), q.number("patch", 0), 1, dot_kernel_of(q)};
    const double window = q.number("pool", 1);
    model.window = is_infinite(window) ? double(model.dimension) : window;
    check(model);
    return model;
}

void check(const Convolution& m) {
    constexpr double longest_patch = 300, longest_whole = 10000, most_modes = 2e6;
    const double d = m.dimension, q = m.patch, w = m.window;
    if (is_infinite(d))
        throw NotCovered("convolutional kernels in the limit d -> infinity are not covered: give `dim`");
    const auto within = [](double x, double least, double most) {
        return x >= least && x <= most && x == std::floor(x);
    };
    if (!within(d, 2, infinite<>)) throw DomainError("dim", d, "expected a whole number of at least 2");
    if (!within(q, 2, d / 2) && q != d)
        throw DomainError(
            "patch", q,
            "expected a whole number from 2 to dim/2, where no two patches overlap at both ends, or dim itself");
    if (!within(w, 1, d))
        throw DomainError("pool", w, "expected a whole number from 1 to dim; dim or inf is global pooling");
    if (m.whole() && w != 1)
        throw DomainError("pool", w, "a patch as long as the input has nothing to pool; use a patch of at most dim/2");
    if (q > (m.whole() ? longest_whole : longest_patch))
        throw NotCovered(
            "patches of more than 300 signs, and inputs of more than 10000 without patches, take too long");
    if (w > 1 && !m.global() && q * q * d / 4 > most_modes)
        throw NotCovered(
            "local pooling of this size has more than a million eigenvalues; a shorter `patch` or smaller `dim` is "
            "covered, and so is `pool = inf`");
}

}  // namespace lazyrisk
