// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/kernel_mass.hpp"

#include <string>

#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

bool KernelMass::describes(const Question& q) { return q.has_mass; }

KernelMass KernelMass::of(const Question& q) {
    if (q.model == "neural-tangent")
        throw DomainError(
            "mass", to_text(q.mass),
            "the masses do not say how the features of a neuron share them; a neural tangent needs an `activation`");
    KernelMass model{.mass = {}, .rest = q.mass.rest, .dimension = dimension_of(q)};
    for (const auto& [mode, mass] : q.mass.at) {
        if (mode != Mode(mode.degree))
            throw DomainError("mass", to_text(mode), "a kernel's mass is given by degree, as in 1=0.25");
        model.mass.emplace_back(mode.degree, mass);
    }
    return model;
}

}  // namespace lazyrisk
