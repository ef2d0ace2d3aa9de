// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/spiked.hpp"

#include <cmath>

#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/problem/require_energies.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

std::vector<ModelOption> SpikedInputs::options() {
    return {{"signal-dim",
             "spiked covariates: so many coordinates are strong; energies are k:l, degree k there, l in the others"},
            {"signal-variance", "spiked covariates: variance of a strong coordinate over that of another (default 1)"}};
}

bool SpikedInputs::meant(const Question& q) { return q.has("signal-dim"); }

SpikedInputs SpikedInputs::of(const Question& q) {
    require_energies(q, "spiked covariates");
    SpikedInputs inputs{dimension_of(q), q.number("signal-dim", 2), q.number("signal-variance", 1)};
    check(inputs);
    for (const auto& [mode, energy] : q.energy.at)
        if (energy != 0) check(inputs, mode);
    return inputs;
}

void check(const SpikedInputs& x, const Mode& mode) {
    if (x.signal == 1 && mode.degree > 1)
        throw DomainError("energy", to_text(mode),
                          "a single strong coordinate has two values of equal size, on which there are degrees 0 and 1 "
                          "alone");
}

void check(const SpikedInputs& x) {
    const double d = x.dimension;
    if (is_infinite(d)) throw NotCovered("spiked covariates in the limit d -> infinity are not covered: give `dim`");
    if (!(d >= 4) || d != std::floor(d))
        throw DomainError("dim", d, "spiked covariates need a whole number of at least 4");
    if (!(x.signal >= 1) || !(x.signal <= d - 2) || x.signal != std::floor(x.signal))
        throw DomainError("signal-dim", x.signal, "expected a whole number from 1 to dim - 2");
    if (!(x.variance_ratio > 0) || is_infinite(x.variance_ratio))
        throw DomainError("signal-variance", x.variance_ratio, "expected a finite number above 0");
}

std::vector<ModelOption> SpikedKernel::options() {
    std::vector<ModelOption> all = SpikedInputs::options();
    for (const ModelOption& option : dot_kernel_options()) all.push_back(option);
    return all;
}
bool SpikedKernel::describes(const Question& q) { return q.model == "kernel" && SpikedInputs::meant(q); }
SpikedKernel SpikedKernel::of(const Question& q) { return {SpikedInputs::of(q), dot_kernel_of(q)}; }

bool SpikedFeatures::describes(const Question& q) { return q.model == "random-features" && SpikedInputs::meant(q); }
SpikedFeatures SpikedFeatures::of(const Question& q) { return {SpikedInputs::of(q), activation_of(q)}; }

}  // namespace lazyrisk
