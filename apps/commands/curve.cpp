// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk curve: a record a point of the sweep, with a plot.
#include <CLI/CLI.hpp>
#include <memory>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/record/curve_figure.hpp"
#include "lazyrisk/study/experiment_text.hpp"
#include "lazyrisk/words/error.hpp"
#include "machine/interrupt.hpp"
#include "machine/output.hpp"
#include "records.hpp"

namespace lazyrisk::app {
namespace {

struct CurveCommand {
    QuestionTexts question;
    OutputOptions output;
    std::string quantity = "test_error";
    int threads = 0;
    bool sources = false;
};

int run(const CurveCommand& o) {
    if (o.question.sweeps.empty())
        throw DomainError("--sweep is missing: give the field to vary, as in --sweep psi1=0.1:10:100:log");
    if (!o.output.experiment.empty()) {
        WrittenExperiment written{.question = o.question, .quantity = o.quantity, .look = o.output.figure};
        write_whole(o.output.experiment, experiment_text(written));
        return answered;
    }
    if (!o.output.plot.empty()) require_figure_ending(o.output.plot);
    const Questions questions = o.question.questions();
    if (!o.output.plot.empty()) require_numbers(questions.along.back());
    const Record record(questions.samples, o.sources);
    CurveFigure plot(questions.base, questions.along, o.quantity, record);
    const int status = write_records(questions, o.output, o.threads, o.sources);
    if (o.output.plot.empty() || stop_requested()) return status;
    Answers answers;
    plot.add_lines(answers);
    if (o.quantity == "test_error") plot.add_limit(answers);
    o.output.draw(plot.figure());
    return status;
}

}  // namespace

void add_curve(CLI::App& app, int& status) {
    auto o = std::make_shared<CurveCommand>();
    CLI::App* verb = app.add_subcommand("curve", "A risk curve: a record a point of --sweep, with --plot");
    add_question(*verb, o->question, true, false);
    verb->add_flag("--sources", o->sources, "also split the risk by source: data, features, noise")->group("Output");
    verb->add_option("--quantity", o->quantity, "column to plot, and shown in the table")
        ->group("Output")
        ->type_name("COLUMN");
    add_written(*verb, o->output);
    add_output(*verb, o->output, true);
    add_table(*verb, o->output);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] {
        if (o->quantity != "test_error") o->output.besides = {o->quantity};
        status = run(*o);
    });
}

}  // namespace lazyrisk::app
