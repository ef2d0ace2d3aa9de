// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands/train_on_data.hpp"

#include <CLI/CLI.hpp>

#include <cmath>

#include "command_line/data_options.hpp"
#include "command_line/options.hpp"
#include "lazyrisk/prediction/data_figure.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/number.hpp"
#include "machine/host.hpp"
#include "machine/interrupt.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {
namespace {

constexpr const char* group = "Networks on data";

void add_number(CLI::App& verb, const std::string& name, double least, bool equal, const std::string& help,
                const std::function<void(double)>& set) {
    verb.add_option_function<std::string>(
            "--" + name,
            [=](const std::string& text) {
                const double value = parse_number(name, text);
                if (!(equal ? value >= least : value > least) || std::isinf(value))
                    throw DomainError(name, text,
                                      std::string("expected a finite number ") + (equal ? "of at least " : "above ") +
                                          to_text(least));
                set(value);
            },
            help)
        ->group(group)
        ->type_name("X");
}

}  // namespace

void add_training_on_data(CLI::App& verb, QuestionTexts& question, DataTraining& t) {
    add_points_of_data(verb, question);
    add_test_of_data(verb, question);
    verb.add_option(
            "--network", t.network,
            "layers: conv(CHANNELS[,FILTER]) relu pool blur flat gap dense(WIDTH) (default \"conv(16) relu pool "
            "conv(32) relu pool flat\")")
        ->group(group)
        ->type_name("LAYERS");
    add_enum(verb, "loss", t.recipe.loss, "what is minimised")->group(group);
    add_enum(verb, "optimizer", t.recipe.optimizer.optimizer, "steps from gradients")->group(group);
    add_enum(verb, "schedule", t.recipe.schedule, "of the learning rate")->group(group);
    add_enum(verb, "parametrization", t.parametrization, "standard, or the one whose gradients have a limit")
        ->group(group);
    add_number(verb, "learning-rate", 0, false, "(default 0.002)", [&t](double x) { t.recipe.rate = x; });
    add_number(verb, "weight-decay", 0, true, "apart from the loss (default 0)",
               [&t](double x) { t.recipe.optimizer.weight_decay = x; });
    add_number(verb, "stop-error", 0, true, "ends where the training error is that small; no such end by default",
               [&t](double x) { t.recipe.stop_error = x; });
    add_whole(verb, "updates", t.recipe.updates, 1, 1e8, "of the weights, at most")->group(group);
    add_whole(verb, "batch", t.recipe.batch, 1, 1e6, "points of an update")->group(group);
    add_choice(
        verb, "beside", [&t](std::size_t i) { t.kernel = i < 2, t.linearization = i == 1; },
        {"kernel", "linearization", "nothing"},
        "kernel: fits of the layers' tangent kernel at infinite width; linearization: and of the network's own "
        "(default kernel)")
        ->group(group);
    verb.add_option_function<std::string>(
            "--ridge", [&question](const std::string& text) { question.fields["ridge"] = text; },
            "of the kernels beside the network, whose mean diagonal is 1 (default 0.001)")
        ->group(group)
        ->type_name("X");
}

void require_one_training(const CLI::App& verb, bool on_data) {
    const std::vector<std::string> of_data{"--network",         "--loss",          "--optimizer",    "--schedule",
                                           "--parametrization", "--learning-rate", "--weight-decay", "--stop-error",
                                           "--updates",         "--batch",         "--beside",       "--ridge"},
        of_theory{"--steps",   "--step-size",    "--time",   "--tolerance",  "--initialization",
                  "--scaling", "--record-times", "--report", "--test-points"};
    for (const std::string& name : on_data ? of_theory : of_data)
        if (verb.get_option(name)->count() > 0)
            throw DomainError(name + (on_data ? " does not belong to training on real data; leave it out, or --data"
                                              : " belongs to training on real data; give --data"));
}

int train_networks_on_data(const QuestionTexts& question, const DataTraining& training,
                           const SimulationSettings& simulation, const OutputOptions& output, int threads) {
    const DataProblems problems = data_problems(question);
    if (!output.plot.empty()) {
        require_figure_ending(output.plot);
        require_axis(problems);
        if (problems.along.size() > 1 || problems.along.back().field != "samples")
            throw DomainError("plot", output.plot,
                              "a figure of networks has the samples along its axis, and them alone");
    }
    const Host host = own_process(program_host(output.quiet));
    if (!host.leads) return answered;
    const KeepsWork keeps;
    Pools pools(simulation, threads, host);
    Output out(output.output);
    const std::vector<DataTrainingPoint> points =
        train_on_data(problems.all, training, pools, simulation, threads, host);
    if (points.empty()) return stop_requested() ? interrupted : answered;
    const AnswerTable table = training_table(problems.all, training, points, simulation);
    TableStyle style = output.style();
    style.one_object = problems.all.size() == 1;
    out.write(render_answer(table.columns, table.rows, style, table.wanted));
    out.finish();
    if (!output.plot.empty()) output.draw(training_figure(problems, training, points));
    return stop_requested() ? interrupted : answered;
}

}  // namespace lazyrisk::app
