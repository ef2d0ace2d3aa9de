// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Verbs of theory and simulation where the question is about real data.
#pragma once

#include <string>

#include "command_line/settings.hpp"
#include "lazyrisk/measure/questions.hpp"
#include "lazyrisk/measure/simulation_settings.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace lazyrisk::app {

/// Throws DomainError where one of the verb's options is given that real data have no use for.
void require_options_of_data(const CLI::App& verb);

/// Each returns the exit status.
int compare_on_data(const QuestionTexts& question, const SimulationSettings& simulation, const OutputOptions& output,
                    double tolerance, int threads);
int simulate_on_data(const QuestionTexts& question, const SimulationSettings& simulation, const OutputOptions& output,
                     int threads);
int spectrum_on_data(const QuestionTexts& question, const OutputOptions& output, int modes);

}  // namespace lazyrisk::app
