// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk exponents: how fast the risk falls with samples, width and ridge, at a point.
#include <CLI/CLI.hpp>
#include <memory>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/measure/exponents_figure.hpp"
#include "lazyrisk/measure/exponents_table.hpp"
#include "records.hpp"

namespace lazyrisk::app {
namespace {

struct ExponentsCommand {
    QuestionTexts question;
    OutputOptions output;
};

int run(const ExponentsCommand& o) {
    if (o.output.plot.empty()) return write_answers(o.question, o.output, exponents_table);
    require_figure_ending(o.output.plot);
    const Questions questions = o.question.questions();
    require_exponents_axis(questions);
    AnswerTable told;
    const int status = write_answers(o.question, o.output, [&](const Questions& asked, Answers& answers) {
        return told = exponents_table(asked, answers);
    });
    o.output.draw(exponents_figure(questions, told));
    return status;
}

}  // namespace

void add_exponents(CLI::App& app, int& status) {
    auto o = std::make_shared<ExponentsCommand>();
    CLI::App* verb = app.add_subcommand(
        "exponents", "How fast the risk falls: its exponents in samples, width and ridge at a point");
    add_question(*verb, o->question, true, false);
    add_output(*verb, o->output, true);
    add_table(*verb, o->output);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
