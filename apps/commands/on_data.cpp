// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands/on_data.hpp"

#include <CLI/CLI.hpp>

#include "lazyrisk/measure/comparison.hpp"
#include "lazyrisk/prediction/data_figure.hpp"
#include "lazyrisk/prediction/data_problems.hpp"
#include "lazyrisk/prediction/data_simulation.hpp"
#include "lazyrisk/prediction/mode_table.hpp"
#include "lazyrisk/prediction/predict.hpp"
#include "lazyrisk/words/error.hpp"
#include "machine/host.hpp"
#include "machine/interrupt.hpp"
#include "machine/output.hpp"
#include "machine/streams.hpp"

namespace lazyrisk::app {
namespace {

void require_plot(const DataProblems& problems, const OutputOptions& output) {
    if (output.plot.empty()) return;
    require_figure_ending(output.plot);
    require_axis(problems);
}

}  // namespace

void require_options_of_data(const CLI::App& verb) {
    for (const char* name :
         {"--test-points", "--until", "--most-trials", "--covariance-of-means", "--estimator", "--plan", "--precision",
          "--blas-threads", "--explain", "--dry-run", "--limit", "--write", "--measured", "--degrees"}) {
        const CLI::Option* option = verb.get_option_no_throw(name);
        if (option && option->count() > 0)
            throw DomainError(std::string(name) + " does not belong to real data; leave it out, or --data and --gram");
    }
}

int compare_on_data(const QuestionTexts& question, const SimulationSettings& simulation, const OutputOptions& output,
                    double tolerance, int threads) {
    const DataProblems problems = data_problems(question);
    require_plot(problems, output);
    const Host host = own_process(program_host(output.quiet));
    if (!host.leads) return answered;
    const KeepsWork keeps;
    Pools pools(simulation, threads, host);
    Output out(output.output);
    const DataComparison c = compare_data(problems.all, pools, simulation, tolerance, threads, host);
    if (c.problems.empty()) {
        if (stop_requested()) return interrupted;
        throw DomainError("trials", simulation.trials, "a comparison needs 2 or more");
    }
    for (std::size_t i = 0; i < c.theory.size(); ++i)
        for (const std::string& caution : cautions(c.problems[i], c.theory[i])) host.warning(caution);
    AnswerTable table = c.table(simulation);
    const std::string sentence = c.sentence(tolerance);
    TableStyle style = output.style();
    style.one_object = problems.all.size() == 1;
    if (style.format == Format::csv || style.format == Format::json) {
        out.write(render(table.columns, table.rows, style));
        if (!output.quiet) say(sentence);
    } else {
        std::vector<std::string> first;
        for (const DataSweep& sweep : problems.along) first.push_back(sweep.field);
        const bool text = style.format == Format::text;
        if (!text) style.note = sentence;
        if (style.columns.empty()) table.remove("class_error_verdict");  // the sentence tells
        out.write(readable_comparison(table.columns, table.rows, style, first) +
                  (text ? "\n" + c.sentence(tolerance, "\n") + "\n" : ""));
    }
    out.finish();
    if (!output.plot.empty()) output.draw(data_figure(problems, c.theory, c.seen, "test_error"));
    return c.disagreements() > 0 ? disagreement : answered;
}

int simulate_on_data(const QuestionTexts& question, const SimulationSettings& simulation, const OutputOptions& output,
                     int threads) {
    const DataProblems problems = data_problems(question);
    const Host host = own_process(program_host(output.quiet));
    if (!host.leads) return answered;
    const KeepsWork keeps;
    Pools pools(simulation, threads, host);
    Output out(output.output);
    const std::vector<DataMeasurement> seen = simulate_data(problems.all, pools, simulation, threads, host);
    if (seen.empty()) return stop_requested() ? interrupted : answered;
    const AnswerTable table = simulation_table(problems.all, seen, simulation);
    TableStyle style = output.style();
    style.one_object = problems.all.size() == 1;
    out.write(render_answer(table.columns, table.rows, style, table.wanted));
    out.finish();
    return stop_requested() ? interrupted : answered;
}

int spectrum_on_data(const QuestionTexts& question, const OutputOptions& output, int modes) {
    if (question.fields.count("method"))
        throw DomainError("method", question.fields.at("method"), "modes are those of population; leave it out");
    const DataProblem problem = data_problem_of(question.fields);
    require_whole(problem);
    if (!problem.data.test.empty())
        throw DomainError("test", problem.data.test, "modes are those of the points that train; leave it out");
    const Host host = own_process(program_host(output.quiet));
    if (!host.leads) return answered;
    const KeepsWork keeps;
    Pools pools({}, 0, host);
    Output out(output.output);
    const std::shared_ptr<const PreparedPool> pool = pools.pool(problem);
    if (!pool) return stop_requested() ? interrupted : answered;
    const AnswerTable table = mode_table(problem, *pool, std::size_t(modes));
    out.write(render(table.columns, table.rows, output.style(), table.wanted,
                     "Modes of the kernel on the pool: which share of each is learned at n samples, and its part in "
                     "the error"));
    out.finish();
    if (!output.plot.empty()) output.draw(mode_figure(problem, *pool));
    return answered;
}

}  // namespace lazyrisk::app
