// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk train on real data.
#pragma once

#include "command_line/settings.hpp"
#include "lazyrisk/measure/questions.hpp"
#include "lazyrisk/measure/simulation_settings.hpp"
#include "lazyrisk/prediction/data_training.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace lazyrisk::app {

/// Fields of the data, the network and its recipe.
void add_training_on_data(CLI::App& verb, QuestionTexts& question, DataTraining& training);
/// Throws DomainError for an option that belongs to training on data where there is none, or the other way round.
void require_one_training(const CLI::App& verb, bool on_data);
/// Returns the exit status.
int train_networks_on_data(const QuestionTexts& question, const DataTraining& training,
                           const SimulationSettings& simulation, const OutputOptions& output, int threads);

}  // namespace lazyrisk::app
