// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A question along sweeps as an experiment file.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/figure/look.hpp"
#include "lazyrisk/measure/questions.hpp"

namespace lazyrisk {

/// What a figure of one or two sweeps shows; the first of two gives a curve a value.
struct WrittenExperiment {
    QuestionTexts question;
    std::string quantity = "test_error";
    int trials = 0, test_points = 0;  ///< of the simulation; 0: theory alone
    bool limit = false;               ///< also d -> infinity
    FigureLook look;
};

/// An experiment of one figure that `read_experiment` reads: the theory by many points, the simulation at those of the
/// sweep. Throws DomainError as the question; for no sweep, points of a table, a limit of sizes that are no ratios.
std::string experiment_text(const WrittenExperiment& asked);

}  // namespace lazyrisk
