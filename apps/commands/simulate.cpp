// lazyrisk simulate: the record, measured.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/measure/measure.hpp"
#include "lazyrisk/version.hpp"
#include "machine/host.hpp"
#include "machine/output.hpp"
#include "machine/ranks.hpp"
#include "machine/streams.hpp"
#include "records.hpp"

namespace lazyrisk::app {
namespace {

struct Options {
    QuestionTexts question;
    SimulationSettings simulation;
    std::string covariance;
    OutputOptions output;
    int threads = 0;
};

/// What varies of the problem, and the main results.
std::vector<std::string> for_reader(const std::vector<std::string>& columns, const std::vector<Row>& rows) {
    static const std::vector<std::string> results{"test_error.mean", "test_error.standard_error", "train_error.mean", "bias.mean",
                                                  "variance.mean", "weight_norm.mean", "trials", "status"};
    std::vector<std::string> names;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool result = columns[i].find(".mean") != std::string::npos || columns[i].find(".standard_error") != std::string::npos ||
                            columns[i].find(".median") != std::string::npos;
        const bool wanted = std::find(results.begin(), results.end(), columns[i]) != results.end();
        const bool varies = std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row[i] != rows.front()[i]; });
        if (wanted || (!result && varies && columns[i] != "psi1" && columns[i] != "psi2")) names.push_back(columns[i]);
    }
    return names;
}

int run(const Options& o) {
    const Questions questions = o.question.questions();
    require_points(questions, "simulate");
    TableStyle style = o.output.style();
    style.one_object = questions.size == 1;
    Output out(o.output.output);
    Answers answers;
    warn_of_dead_degrees(questions, answers, o.output.quiet);

    const std::vector<MeasuredPoint> points = measure(questions, answers, o.simulation, o.threads,
                                                       program_host(o.output.quiet, o.simulation.dry_run), "", true);
    if (o.simulation.dry_run) return answered;
    if (!o.covariance.empty()) write_whole(o.covariance, covariance_table(points));
    const Record record(questions.samples);
    std::vector<std::string> columns = record.problem_columns();
    append_estimate_columns(columns, "");
    append_effort_columns(columns);
    for (const char* name : {"status", "version"}) columns.push_back(name);
    std::vector<Row> rows;
    for (const auto& [question, theory, seen] : points) {
        if (seen.trials == 0) continue;
        Row row;
        record.append_problem(row, question, theory);
        append_estimates(row, seen);
        append_effort(row, seen, o.simulation);
        row.emplace_back(simulation_status(seen, o.simulation));
        row.emplace_back(std::string(version));
        rows.push_back(std::move(row));
    }
    if (rows.empty() && !stop_requested()) {
        if (Ranks::leads() && !o.output.quiet)
            say(fmt::format("part {} of {} has none of the {} trials: there is nothing to do", o.simulation.shard, o.simulation.shards, o.simulation.trials));
        return answered;
    }
    if (rows.empty()) return interrupted;
    if (rows.size() == 1 && style.format != Format::csv && style.format != Format::json) out.write(render_list(columns, rows.front(), style));
    else out.write(render(columns, rows, style, for_reader(columns, rows)));
    out.finish();
    return stop_requested() ? interrupted : answered;
}

}  // namespace

void add_simulate(CLI::App& app, int& status) {
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("simulate", "The same by Monte Carlo: draw data and features, fit, test");
    add_question(*verb, o->question, true, true);
    add_simulation(*verb, o->simulation, o->covariance);
    add_output(*verb, o->output, false);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
