// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk exponents: how fast the risk falls with samples, width and ridge, at a point.
#include <CLI/CLI.hpp>
#include <memory>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/measure/exponents_table.hpp"
#include "records.hpp"

namespace lazyrisk::app {
namespace {

struct ExponentsCommand {
    QuestionTexts question;
    OutputOptions output;
};

}  // namespace

void add_exponents(CLI::App& app, int& status) {
    auto o = std::make_shared<ExponentsCommand>();
    CLI::App* verb = app.add_subcommand(
        "exponents", "How fast the risk falls: its exponents in samples, width and ridge at a point");
    add_question(*verb, o->question, true, false);
    add_output(*verb, o->output, false);
    add_table(*verb, o->output);
    verb->callback([=, &status] { status = write_answers(o->question, o->output, exponents_table); });
}

}  // namespace lazyrisk::app
