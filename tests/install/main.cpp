// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <cmath>
#include <cstdio>

#include "lazyrisk/lazyrisk.hpp"

using namespace lazyrisk;

int main() {
    const Problem<RandomFeatures> problem{.model = {.activation = relu(), .dimension = 20},
                                          .target = {.energy = {{1, 1.0}}},
                                          .samples = 60,
                                          .width = 40,
                                          .ridge = Ridge<>::total(0.1),
                                          .noise_variance = 0.1};
    const Risk<> theory = risk(problem);
    const Estimate seen = simulate(problem, {.trials = 20}).test_error;
    std::printf("lazyrisk %s: theory %g, simulation %g +- %g\n", version.data(), theory.test_error, seen.mean,
                seen.standard_error);
    return std::abs(theory.test_error - seen.mean) < 6 * seen.standard_error ? 0 : 1;
}
