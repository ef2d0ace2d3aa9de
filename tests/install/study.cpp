// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The whole of the library: an experiment file, a question answered, a closed form.
#include <cmath>
#include <cstdio>
#include <iostream>
#include <string>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/expand/catalogue/expand.hpp"
#include "lazyrisk/expand/symbolic/print.hpp"
#include "lazyrisk/problem/random_features.hpp"
#include "lazyrisk/study/experiment.hpp"

using namespace lazyrisk;

int main(int, char** arguments) {
    const ExperimentFile experiment = read_experiment(std::string(arguments[1]) + "/mm-double-descent.toml");
    Question question;
    question.psi1 = 2, question.psi2 = 3;
    Answers answers;
    const Answer answer = answers.ask(question);
    const Problem<RandomFeatures> problem{.model = {.activation = relu()},
                                          .target = {.energy = {{1, 1.0}}},
                                          .samples = 2,
                                          .width = 1e3,
                                          .ridge = Ridge<>::mei_montanari(0.1)};
    std::printf("%s: %g\n", experiment.title.c_str(), answer.risk.test_error);
    std::cout << expand(problem, "width", 1).evalf() << "\n";
    return !experiment.title.empty() && answer.risk.test_error > 0 ? 0 : 1;
}
