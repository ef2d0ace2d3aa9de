// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Of the tutorial on activations: an expression as typed, beside ReLU. What ReLU has no amplitude for, it does not learn.
#include <cmath>
#include <cstdio>
#include <vector>

#include "lazyrisk/lazyrisk.hpp"

using namespace lazyrisk;

int main() {
    std::vector<double> amplitudes, errors;
    const Activation mine = activation_named("max(x-0.5,0) - 0.1*tanh(x)^2");
    for (const Activation& activation : {mine, Activation(relu())}) {
        const Amplitudes a = decompose(activation, 50, 4);  // of degrees 0 to 4
        Problem<Kernel> problem{.model = {.activation = activation, .dimension = 50}, .target = {.energy = {{1, 0.4}, {2, 0.3}, {3, 0.3}}}};
        problem.samples = 50 * 50 * 50;
        std::printf("amplitude of degree 3: %.4f, test error at n = d^3: %.4f\n", double(a.value[3]), risk(problem).test_error);
        amplitudes.push_back(a.value[3]);
        errors.push_back(risk(problem).test_error);
    }
    return amplitudes[0] != 0 && amplitudes[1] == 0 && errors[0] < 0.3 && errors[1] > 0.3 ? 0 : 1;
}
