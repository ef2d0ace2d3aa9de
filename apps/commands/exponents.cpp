// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk exponents: how fast the risk falls with samples, width and ridge, at a point.
#include <CLI/CLI.hpp>
#include <memory>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/measure/exponents_table.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {
namespace {

struct ExponentsCommand {
    QuestionTexts question;
    OutputOptions output;
};

int run(const ExponentsCommand& o) {
    TableStyle style = o.output.style();
    const Questions questions = o.question.questions();
    Answers answers;
    const ExponentsTable table = exponents_table(questions, answers);
    Output out(o.output.output);
    style.one_object = table.rows.size() == 1 && o.question.sweeps.empty();
    out.write(render_answer(table.columns, table.rows, style, table.wanted));
    out.finish();
    return table.failed == 0 ? answered : some_failed;
}

}  // namespace

void add_exponents(CLI::App& app, int& status) {
    auto o = std::make_shared<ExponentsCommand>();
    CLI::App* verb = app.add_subcommand(
        "exponents", "How fast the risk falls: its exponents in samples, width and ridge at a point");
    add_question(*verb, o->question, true, false);
    add_output(*verb, o->output, false);
    add_table(*verb, o->output);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
