// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk train: networks trained for real, beside their linearization and the infinitely wide network.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "commands/train_on_data.hpp"
#include "lazyrisk/measure/training.hpp"
#include "lazyrisk/measure/training_figures.hpp"
#include "machine/host.hpp"
#include "records.hpp"

namespace lazyrisk::app {
namespace {

struct TrainCommand : TrainingOptions {
    DataTraining on_data;
    QuestionTexts question;
    OutputOptions output;
    SimulationSettings simulation{.trials = 10, .test_points = 1000};
    int threads = 0;
    std::string report = "gaps";
};

void add_positive(CLI::App& app, const std::string& name, double& target, const std::string& help) {
    app.add_option_function<std::string>(
           "--" + name,
           [&target, name](const std::string& text) {
               target = parse_number(name, text);
               if (!(target > 0) || std::isinf(target))
                   throw DomainError(name, text, "expected a finite number above 0");
           },
           help)
        ->group("Training")
        ->type_name("X");
}

int run(const TrainCommand& o) {
    if (!o.output.plot.empty()) require_figure_ending(o.output.plot);
    if (o.tolerance > 0 && !(o.time > 0)) throw DomainError("--time is missing: --tolerance is that of a flow");
    if (o.time > 0 && (o.steps_given || o.step_size > 0))
        throw DomainError("--time and " + std::string(o.steps_given ? "--steps" : "--step-size") +
                          " are given both; flow chooses its own steps");
    QuestionTexts asked = o.question;
    asked.fields["model"] = "neural-tangent";
    const std::vector<int> widths = take_widths(asked.sweeps);
    if (!widths.empty() && asked.fields.count("width"))
        throw DomainError("--width and --sweep width=... are given both");
    const Questions questions = asked.questions();
    require_points(questions, "train");
    if (!o.output.plot.empty() && questions.size > 1)
        throw DomainError("plot", o.output.plot, "a figure shows one problem: sweep the width alone");
    Output out(o.output.output);
    const Host host = program_host(o.output.quiet);
    const bool gaps = o.report == "gaps";
    TrainingTable table(gaps ? TrainingTable::Report::gaps : TrainingTable::Report::path);
    if (o.time > 0) table.wanted.emplace_back("integration_error.mean");
    std::optional<Rates> rates;
    Figure drawn;
    std::optional<KeepsWork> keeps;
    if (questions.size > 1) keeps.emplace();
    for (std::size_t i = 0; i < questions.size && !stop_requested(); ++i) {
        const Question q = questions.at(i);
        NetworkTraining t = training_of(q, o, o.simulation);
        t.widths = widths;
        if (t.widths.empty() && (q.width || q.psi1 || q.beta)) t.widths = {whole("width", setting(q).width, 1e8)};
        t.progress = [&](double part) { host.progress(fmt::format("{:.0f} % trained", 100 * part)); };
        const TrainedNetworks result = trained(q, o, o.simulation, t, o.threads, host);
        table.append(q, o, t, result);
        if (gaps && questions.size == 1) rates = result.rates;
        if (!o.output.plot.empty() && result.trials > 0) drawn = gaps ? gap_figure(result) : path_figure(result);
    }
    host.progress("");
    if (table.rows.empty()) return stop_requested() ? interrupted : answered;  // a rank that works for another one
    if (questions.size > 1) table.show_differing_settings();
    out.write(table.text(o.output.style(), rates));
    out.finish();
    if (!o.output.plot.empty() && !drawn.series.empty()) o.output.draw(std::move(drawn));
    return stop_requested() ? interrupted : answered;
}

int train(const CLI::App& verb, const TrainCommand& o) {
    const bool on_data = means_data(o.question.fields);
    require_one_training(verb, on_data);
    if (!on_data) return run(o);
    return train_networks_on_data(o.question, o.on_data, o.simulation, o.output, o.threads);
}

}  // namespace

void add_train(CLI::App& app, int& status) {
    auto o = std::make_shared<TrainCommand>();
    CLI::App* verb = app.add_subcommand("train", "Networks trained for real, beside their linearization");
    const std::vector<std::string> fields{"activation", "dim",    "samples", "psi2",   "width", "psi1",
                                          "energy",     "target", "noise",   "layers", "depth", "weight-variance"};
    add_fields(*verb, o->question,
               [&](const ProblemField& f) { return std::find(fields.begin(), fields.end(), f.name) != fields.end(); });
    verb->get_option("--layers")
        ->description("trained layers (default: both, that is all of them)")
        ->type_name("first|last|both");
    verb->get_option("--depth")->description("hidden layers (default 1; more have normal weights)");
    verb->get_option("--weight-variance")
        ->description("with --depth 2 or more, from the second layer on (default: relu 2, others 1)");
    verb->add_option("--sweep", o->question.sweeps, "width=FROM:TO:COUNT[:log] or width=a,b,c; another field beside it")
        ->group("Problem")
        ->type_name("FIELD=VALUES");
    verb->add_option_function<std::string>(
            "--steps",
            [raw = o.get()](const std::string& text) {
                const double value = parse_number("steps", text);
                if (!(value >= 0 && value <= 1e8 && value == std::floor(value)))
                    throw DomainError("steps", value, "expected a whole number from 0 to 1e8");
                raw->steps = int(value);
                raw->steps_given = true;
            },
            "of gradient descent on all samples (default 200)")
        ->group("Training")
        ->type_name("N");
    add_positive(
        *verb, "step-size", o->step_size,
        "of (1/2n) sum (y - f)^2; left out: half the inverse of the wide kernel's largest eigenvalue over n (or less)");
    add_positive(*verb, "time", o->time, "flow of that duration instead, in steps of its own choice");
    add_positive(*verb, "tolerance", o->tolerance,
                 "of --time: error of a step in the outputs, over the residual at the start (default 1e-6)");
    add_enum(*verb, "initialization", o->initialization,
             "antisymmetric: pairs of opposite sign; ones: all +1, f_0 subtracted")
        ->group("Training");
    add_enum(*verb, "scaling", o->scaling, "lazy: 1/sqrt(N); mean-field: 1/N, steps N times as large")
        ->group("Training");
    add_whole(*verb, "record-times", o->records, 2, 10000,
              "times at which the path is looked at, from step 1 on by equal factors")
        ->group("Training");
    add_word(*verb, "report", o->report, {"gaps", "path"}, "gaps: a row a width; path: a row a width and time")
        ->group("Training");
    add_whole(*verb, "trials", o->simulation.trials, 1, 1e6, "seeds, each with its own data, target and weights")
        ->group("Simulation");
    add_whole(*verb, "test-points", o->simulation.test_points, 1, 1e6,
              "fresh points of a trial on which gaps and errors are taken")
        ->group("Simulation");
    add_seed(*verb, o->simulation.seed);
    add_kept(*verb, o->simulation);
    add_output(*verb, o->output, true);
    add_table(*verb, o->output);
    add_threads(*verb, o->threads);
    add_training_on_data(*verb, o->question, o->on_data);
    verb->callback([=, &status] { status = train(*verb, *o); });
}

}  // namespace lazyrisk::app
