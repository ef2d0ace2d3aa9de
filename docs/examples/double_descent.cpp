// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Of the tutorial on double descent: the curve as a loop. A peak at p = n, and lower errors on both sides.
#include <cstdio>
#include <vector>

#include "lazyrisk/lazyrisk.hpp"

using namespace lazyrisk;

int main() {
    Problem<RandomFeatures> problem{
        .model = {.activation = relu()},  // no dimension: the limit, sizes over d
        .target = {.energy = {{1, 1.0}}},
        .samples = 3, .ridge = Ridge<>::none(), .noise_variance = 0.1};
    std::vector<double> errors;
    for (const double width : {1.0, 2.0, 2.9, 3.0, 3.1, 10.0}) {
        problem.width = width;
        std::printf("%4.1f  %8.4f\n", width, risk(problem).test_error);  // inf at 3
        errors.push_back(risk(problem).test_error);
    }
    const bool peak = is_infinite(errors[3]) && errors[1] < errors[2] && errors[5] < errors[4];
    return peak ? 0 : 1;
}
