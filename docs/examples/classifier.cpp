// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Of the guide to classification: error rates of logistic regression along the width, and the hard margin.
#include <cstdio>

#include "lazyrisk/lazyrisk.hpp"

using namespace lazyrisk;

int main() {
    Problem<RandomFeatures> problem{.model = {.activation = relu()},  // no dimension: the limit, sizes over d
                                    .target = {.energy = {{1, 1.0}}},
                                    .samples = 3,
                                    .ridge = Ridge<>::total(1e-2),
                                    .labels = {.kind = LabelKind::sign, .flip = 0.1},
                                    .loss = LogisticLoss{}};
    double last = 1;
    bool falls = true;
    for (const double width : {0.5, 2.0, 10.0}) {
        problem.width = width;
        const Answer a = answer(problem);
        std::printf("%4.1f  %.4f  separable up to n = %.3f d\n", width, a.classifier->error_rate,
                    a.classifier->threshold_samples);
        falls = falls && a.classifier->error_rate < last;
        last = a.classifier->error_rate;
    }
    problem.loss = MarginConstraint{};
    problem.ridge = Ridge<>::none();
    return falls && answer(problem).classifier->margin > 0 ? 0 : 1;
}
