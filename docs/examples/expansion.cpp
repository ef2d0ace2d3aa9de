// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The example of docs/guide/expand.md: the test error of a problem as a series with an order term, beside the number.
#include <cmath>
#include <iostream>

#include "lazyrisk/expand/catalogue/expand.hpp"
#include "lazyrisk/expand/symbolic/print.hpp"
#include "lazyrisk/problem/random_features.hpp"

using namespace lazyrisk;

int main() {
    Problem<RandomFeatures> problem{
        .model = {.activation = relu()},
        .target = {.energy = {{1, 1.0}}, .rest = 0.1},
        .samples = 2, .width = 1e3,
        .ridge = Ridge<>::mei_montanari(0.1), .noise_variance = 0.1};

    const GiNaC::ex series = expand(problem, "width", 2);  // in psi1, with Order(psi1^(-3))
    const Digits there = sum(expansion_of(problem, "width", 2), {}, Digits(problem.width));

    std::cout.precision(12);
    std::cout << series.evalf() << "\nat psi1 = 1000: " << there << ", the risk " << risk(problem).test_error << "\n";
    return std::abs(double(there) / risk(problem).test_error - 1) < 1e-8 ? 0 : 1;
}
