// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk activations: every name with its Hermite constants.
#include <CLI/CLI.hpp>
#include <memory>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/record/activation_table.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {

void add_activations(CLI::App& app, int& status) {
    auto options = std::make_shared<OutputOptions>();
    CLI::App* verb = app.add_subcommand("activations", "Every activation with a name, with its Hermite coefficients");
    add_output(*verb, *options, false);
    add_table(*verb, *options);
    verb->callback([=, &status] {
        write_whole(options->output, ActivationTable().text(options->style()));
        status = answered;
    });
}

}  // namespace lazyrisk::app
