// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The example of the README: theory and simulation of one problem value.
#include <cmath>
#include <cstdio>
#include <vector>

#include "lazyrisk/lazyrisk.hpp"

using namespace lazyrisk;

int main() {
    Problem<RandomFeatures> problem{
        .model = {.activation = relu(), .dimension = 30},
        .target = {.energy = {{1, 1.0}, {2, 0.5}}},
        .samples = 300, .width = 200,
        .ridge = Ridge<>::total(1e-2), .noise_variance = 0.1};

    const Risk<> theory = risk(problem);
    const Measurement seen = simulate(problem, {.trials = 60, .seed = 7});  // the same value
    problem.width = infinite<>;                                             // kernel ridge regression
    problem.ridge = Ridge<>::none();                                        // interpolation
    const std::vector<Answer> curve = sweep(problem, &Problem<RandomFeatures>::width, {50, 100, 200, 400});
    problem.training = {.time = 100};  // gradient flow, stopped early
    const Answer early = answer(problem);

    std::printf("theory %.4f, simulation %.4f +- %.4f\n", theory.test_error, seen.test_error.mean, seen.test_error.standard_error);
    std::printf("interpolation with 50 and 400 features %.4f, %.4f; kernel at t = 100 %.4f\n", curve.front().risk.test_error,
                curve.back().risk.test_error, early.risk.test_error);
    problem.training = {}, problem.width = 400;
    const bool one_answer = risk(problem).test_error == curve.back().risk.test_error;
    return one_answer && std::abs(seen.test_error.mean - theory.test_error) < 5 * seen.test_error.standard_error ? 0 : 1;
}
