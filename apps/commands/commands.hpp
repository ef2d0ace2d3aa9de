// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// One verb, one file. Each adds itself to the command line and leaves its exit status in `status`.
#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace lazyrisk::app {

void add_spectrum(CLI::App& app, int& status);
void add_risk(CLI::App& app, int& status);
void add_curve(CLI::App& app, int& status);
void add_kernel(CLI::App& app, int& status);
void add_exponents(CLI::App& app, int& status);
void add_threshold(CLI::App& app, int& status);
void add_density(CLI::App& app, int& status);
void add_simulate(CLI::App& app, int& status);
void add_compare(CLI::App& app, int& status);
void add_data(CLI::App& app, int& status);
void add_predict(CLI::App& app, int& status);
void add_gram(CLI::App& app, int& status);
void add_run(CLI::App& app, int& status);
void add_report(CLI::App& app, int& status);
void add_activations(CLI::App& app, int& status);
void add_store(CLI::App& app, int& status);
void add_train(CLI::App& app, int& status);
void add_gap(CLI::App& app, int& status);
void add_expand(CLI::App& app, int& status);
void add_completion(CLI::App& app, int& status);
void add_man(CLI::App& app, int& status);

}  // namespace lazyrisk::app
