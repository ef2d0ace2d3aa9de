// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk simulate: the record, measured.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "command_line/data_options.hpp"
#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "commands/on_data.hpp"
#include "lazyrisk/measure/simulation_table.hpp"
#include "lazyrisk/prediction/data_problems.hpp"
#include "machine/host.hpp"
#include "machine/output.hpp"
#include "machine/ranks.hpp"
#include "machine/streams.hpp"
#include "records.hpp"

namespace lazyrisk::app {
namespace {

struct SimulateCommand {
    QuestionTexts question;
    SimulationSettings simulation;
    std::string covariance;
    OutputOptions output;
    int threads = 0;
};

int run(const SimulateCommand& o) {
    const Questions questions = o.question.questions();
    require_points(questions, "simulate");
    TableStyle style = o.output.style();
    style.one_object = questions.size == 1;
    Output out(o.output.output);
    Answers answers;
    const Host host = program_host(o.output.quiet, o.simulation.dry_run);
    warn_of_unlearned(questions, answers, host);

    const std::vector<MeasuredPoint> points = measure(questions, answers, o.simulation, o.threads, host, "", true);
    if (o.simulation.dry_run) return answered;
    if (!o.covariance.empty()) write_whole(o.covariance, covariance_table(points));
    const SimulationTable table(questions.samples, points, o.simulation);
    const std::vector<Row>& rows = table.rows;
    if (rows.empty() && !stop_requested()) {
        if (Ranks::leads() && !o.output.quiet)
            say(fmt::format("part {} of {} has none of the {} trials: there is nothing to do", o.simulation.shard,
                            o.simulation.shards, o.simulation.trials));
        return answered;
    }
    if (rows.empty()) return interrupted;
    out.write(render_answer(table.columns, rows, style, table.for_reader()));
    out.finish();
    return stop_requested() ? interrupted : answered;
}

}  // namespace

void add_simulate(CLI::App& app, int& status) {
    auto o = std::make_shared<SimulateCommand>();
    CLI::App* verb = app.add_subcommand("simulate", "The same by Monte Carlo: draw data and features, fit, test");
    add_question(*verb, o->question, true, true);
    add_data_fields(*verb, o->question);
    add_simulation(*verb, o->simulation, o->covariance);
    add_output(*verb, o->output, false);
    add_table(*verb, o->output);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] {
        if (!asks_for_data(o->question)) {
            status = run(*o);
            return;
        }
        require_options_of_data(*verb);
        status = simulate_on_data(o->question, o->simulation, o->output, o->threads);
    });
}

}  // namespace lazyrisk::app
