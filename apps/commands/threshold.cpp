// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk threshold: how many samples are separable, or how many neurons separate them.
#include <CLI/CLI.hpp>
#include <memory>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/measure/threshold_table.hpp"
#include "records.hpp"

namespace lazyrisk::app {
namespace {

struct ThresholdCommand {
    QuestionTexts question;
    OutputOptions output;
};

}  // namespace

void add_threshold(CLI::App& app, int& status) {
    auto o = std::make_shared<ThresholdCommand>();
    CLI::App* verb = app.add_subcommand(
        "threshold", "The samples up to which signs are separable, or the width that separates them");
    // a threshold knows no ridge, no loss and no noise but that of the labels
    add_fields(*verb, o->question, [](const ProblemField& f) {
        return f.of_model || f.group == "Sizes" || f.name == "model" || f.name == "activation" || f.name == "mass" ||
               f.name == "spectrum" || f.name == "energy" || f.name == "labels" || f.name == "flip";
    });
    add_sweeps(*verb, o->question);
    add_output(*verb, o->output, false);
    add_table(*verb, o->output);
    verb->callback([=, &status] { status = write_answers(o->question, o->output, threshold_table); });
}

}  // namespace lazyrisk::app
