// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk compare: theory beside simulation, a z-score a point, a verdict.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <optional>

#include "command_line/data_options.hpp"
#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "commands/on_data.hpp"
#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/measure/comparison_figure.hpp"
#include "lazyrisk/measure/own_numbers.hpp"
#include "lazyrisk/prediction/data_problems.hpp"
#include "lazyrisk/statistics/require_tolerance.hpp"
#include "lazyrisk/study/experiment_text.hpp"
#include "lazyrisk/words/error.hpp"
#include "machine/host.hpp"
#include "machine/output.hpp"
#include "machine/ranks.hpp"
#include "machine/streams.hpp"
#include "records.hpp"

namespace lazyrisk::app {
namespace {

struct CompareCommand {
    QuestionTexts question;
    SimulationSettings simulation;
    std::string covariance;
    OutputOptions output;
    std::string measured;
    bool limit = false;
    double tolerance = usual_tolerance;
    int threads = 0;
};

/// Theory beside numbers from elsewhere, instead of a simulation.
int run_measured(const CompareCommand& o) {
    if (!o.output.plot.empty()) require_figure_ending(o.output.plot);
    Answers answers;
    const OwnNumbers own = read_own_numbers(o.measured, o.question.question());
    const OwnComparison compared = compare_own(own, o.tolerance, answers);
    std::optional<Figure> figure;  // what cannot be drawn is said before anything is printed
    if (!o.output.plot.empty()) figure = own_figure(own, compared, answers);
    const std::string sentence = compared.verdict.sentence(o.tolerance, "measurement");
    TableStyle style = o.output.style();
    const bool text = style.format == Format::text;
    if (o.output.caption.empty()) style.caption = "Theory beside measured values, standard errors in parentheses";
    if (!text) style.note = sentence;
    Output out(o.output.output);
    if (style.format == Format::csv || style.format == Format::json) {
        out.write(render_own(own, compared, style));
        if (!o.output.quiet) say(sentence);
    } else {
        const bool differs = compared.verdict.disagreements() > 0;
        out.write(render_own(own, compared, style) + (text ? "\n" + sentence + "\n" : "") +
                  (differs ? ridge_factors(own, o.tolerance, answers, TableStyle{style.format, style.digits}) : ""));
    }
    out.finish();
    if (figure) o.output.draw(*figure);
    return compared.verdict.disagreements() > 0 ? disagreement : answered;
}

int run(const CompareCommand& o) {
    if (!o.measured.empty()) return run_measured(o);
    if (!o.output.experiment.empty()) {
        write_whole(o.output.experiment, experiment_text({.question = o.question,
                                                          .quantity = "test_error",
                                                          .trials = o.simulation.trials,
                                                          .test_points = o.simulation.test_points,
                                                          .limit = o.limit,
                                                          .look = o.output.figure}));
        return answered;
    }
    if (o.limit && o.output.plot.empty()) throw DomainError("--limit is drawn; give --plot FILE too");
    if (!o.output.plot.empty()) {
        require_figure_ending(o.output.plot);
        if (o.question.sweeps.empty())
            throw DomainError("plot", o.output.plot, "a plot of a comparison needs a --sweep, or two");
    }
    const Questions questions = o.question.questions();
    require_points(questions, "compare");
    if (!o.output.plot.empty()) require_numbers_of_field(questions.along.back());
    TableStyle style = o.output.style();
    style.one_object = questions.size == 1;
    Output out(o.output.output);
    Answers answers;
    const Host host = program_host(o.output.quiet, o.simulation.dry_run);
    warn_of_unlearned(questions, answers, host);
    const Comparison c = compare(questions, o.simulation, o.tolerance, o.threads, answers, host);
    if (!o.covariance.empty() && !c.points.empty()) write_whole(o.covariance, covariance_table(c.points));
    if (o.simulation.dry_run) return answered;
    if (c.points.empty() && !stop_requested()) {
        if (!Ranks::leads()) return answered;
        throw DomainError("shard", fmt::format("{}/{}", o.simulation.shard, o.simulation.shards),
                          fmt::format("this part of {} trials has fewer than the 2 that a comparison needs; simulate "
                                      "the parts, merge their stores and compare without --shard",
                                      o.simulation.trials));
    }
    if (c.points.empty()) return interrupted;
    std::string sentence = c.verdict.sentence(o.tolerance);
    if (o.output.all && !c.verdict.details().empty()) sentence += "; " + c.verdict.details();
    if (style.format == Format::csv || style.format == Format::json) {
        out.write(render(c.columns(), c.rows(o.simulation), style));
        if (!o.output.quiet) say(sentence);
    } else {
        std::vector<std::string> first;
        for (const Sweep& sweep : questions.along) first.push_back(sweep.field);
        const bool text = style.format == Format::text;
        if (!text) style.note = sentence;
        out.write(readable_comparison(c.columns(), c.rows(o.simulation), style, first) +
                  (text ? "\n" + sentence + "\n" : ""));
    }
    out.finish();
    if (!o.output.plot.empty())
        o.output.draw(comparison_figure(c, questions.base, questions.along, o.simulation, answers, o.limit));
    return stop_requested() ? interrupted : c.verdict.disagreements() > 0 ? disagreement : answered;
}

}  // namespace

void add_compare(CLI::App& app, int& status) {
    auto o = std::make_shared<CompareCommand>();
    CLI::App* verb =
        app.add_subcommand("compare", "Theory beside simulation, or beside numbers of your own: a verdict");
    add_question(*verb, o->question, true, true);
    add_data_fields(*verb, o->question);
    add_simulation(*verb, o->simulation, o->covariance);
    verb->add_option("--tolerance", o->tolerance,
                     "relative deviation that still counts as finite size (default 0.03); where the record has an "
                     "equivalent_error and this is left out, what that says")
        ->group("Simulation")
        ->type_name("X");
    add_written(*verb, o->output);
    verb->add_flag("--limit", o->limit, "with --plot: also the limit d -> infinity, dashed")->group("Output");
    add_output(*verb, o->output, true);
    add_table(*verb, o->output);
    add_threads(*verb, o->threads);
    CLI::Option* measured = verb->add_option("--measured", o->measured,
                                             "csv: your own numbers instead of a simulation: test_error (or "
                                             "excess_risk), standard_error, trials, and fields")
                                ->group("Many problems")
                                ->type_name("FILE");
    for (const char* other : {"--points", "--sweep", "--trials", "--test-points", "--until", "--covariance-of-means",
                              "--most-trials", "--seed", "--estimator", "--plan", "--precision", "--blas-threads",
                              "--shard", "--store", "--no-store", "--explain", "--dry-run", "--limit", "--write"})
        measured->excludes(verb->get_option(other));
    verb->callback([=, &status] {
        require_tolerance(o->tolerance);
        if (!asks_for_data(o->question)) {
            status = run(*o);
            return;
        }
        require_options_of_data(*verb);
        status = compare_on_data(o->question, o->simulation, o->output, o->tolerance, o->threads);
    });
}

}  // namespace lazyrisk::app
