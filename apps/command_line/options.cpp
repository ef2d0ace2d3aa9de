// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "command_line/options.hpp"

#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>

#include "command_line/files.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/pieces.hpp"
#include "machine/as_options.hpp"

namespace lazyrisk::app {

CLI::Option* add_whole_number(CLI::App& app, const std::string& name, std::function<void(double)> set, double least,
                              double most, const std::string& help) {
    return app
        .add_option_function<std::string>(
            "--" + name,
            [=](const std::string& text) {
                const double value = parse_number(name, text);
                if (!(value >= least && value <= most && value == std::floor(value)))
                    throw DomainError(name, value,
                                      "expected a whole number from " + to_text(least) + " to " + to_text(most));
                set(value);
            },
            help)
        ->type_name("N");
}

CLI::Option* add_choice(CLI::App& app, const std::string& name, std::function<void(std::size_t)> choose,
                        const std::vector<std::string>& words, const std::string& help, const std::string& elsewhere) {
    return app
        .add_option_function<std::string>(
            "--" + name,
            [=](const std::string& text) {
                const auto at = std::find(words.begin(), words.end(), text);
                if (at == words.end())
                    throw DomainError(
                        name, text,
                        fmt::format("expected {}{}{}", fmt::join(words, ", "), did_you_mean(text, words), elsewhere));
                choose(std::size_t(at - words.begin()));
            },
            help)
        ->type_name(fmt::format("{}", fmt::join(words, "|")));
}

CLI::Option* add_word(CLI::App& app, const std::string& name, std::string& target,
                      const std::vector<std::string>& words, const std::string& help, const std::string& elsewhere) {
    return add_choice(
        app, name, [&target, words](std::size_t i) { target = words[i]; }, words, help, elsewhere);
}

void add_output(CLI::App& app, OutputOptions& o, bool plot) {
    o.verb = app.get_name();
    add_enum(app, "format", o.format, "of the answer", plot ? "; a figure is written by --plot FILE.svg" : "")
        ->group("Output");
    app.add_option("--output", o.output, "file instead of standard output")->group("Output")->type_name("FILE");
    if (plot) {
        app.add_option("--plot", o.plot,
                       "figure: .svg, .pdf, .png, .tex (pgfplots, with a .csv beside it), or - for the terminal")
            ->group("Output")
            ->type_name("FILE");
        app.add_option_function<std::string>(
               "--figure-width", [&o](const std::string& text) { o.figure_width = figure_width(text); },
               "column (8.6 cm), text (17.8 cm), slide (16 to 9, large) or a number of centimetres")
            ->group("Figure")
            ->type_name("WIDTH");
        const auto text = [&](const char* name, std::string& target, const char* help) {
            app.add_option(name, target, help)->group("Figure")->type_name("TEXT");
        };
        text("--title", o.figure.title, "of the figure; texts are Unicode, not LaTeX");
        text("--note", o.figure.note, "the small line below instead of the parameters");
        text("--x-label", o.figure.x_label, "of the axis");
        text("--y-label", o.figure.y_label, "of the axis");
        for (const char* name : {"x-from", "x-to", "y-from", "y-to"})
            app.add_option_function<std::string>(
                   std::string("--") + name,
                   [&o, name](const std::string& value) { o.figure.ends[name] = parse_number(name, value); },
                   "where the axis ends")
                ->group("Figure")
                ->type_name("X");
        app.add_flag("--log-x", o.figure.log_x, "an axis of powers of ten")->group("Figure");
        app.add_flag("--log-y", o.figure.log_y, "an axis of powers of ten")->group("Figure");
        app.add_flag("--bare", o.bare, "a figure without title and note, which its caption says")->group("Figure");
        app.add_flag("--embed", o.embed, "a .tex figure that holds its data")->group("Figure");
    }
    add_whole(app, "digits", o.digits, 1, 17, "significant digits")->group("Output");
    app.add_flag("--quiet", o.quiet, "no progress, no warnings")->group("Output");
    app.parse_complete_callback([&o, &app] {
        o.check_figure();
        require_different_files(app);
    });
}

namespace {

/// Names between commas, with or without blanks.
std::vector<std::string> columns_typed(const std::string& text) {
    const std::vector<std::string> names = pieces(text, ',');
    for (const std::string& name : names)
        if (name.empty()) throw DomainError("columns", text, "expected names of columns with commas between, a,b,c");
    return names;
}

}  // namespace

void add_table(CLI::App& app, OutputOptions& o) {
    app.add_option_function<std::string>(
           "--columns", [&o](const std::string& text) { o.columns = columns_typed(text); },
           "of the table: these alone, in this order, a,b,c")
        ->group("Output")
        ->type_name("LIST");
    app.add_option("--pivot", o.pivot, "the values of this field become heads; the cells are the last of --columns")
        ->group("Output")
        ->type_name("FIELD");
    app.add_flag("--all", o.all, "every field, not only those that most people ask for")->group("Output");
    app.add_option("--caption", o.caption, "of a table in LaTeX or Markdown")->group("Output")->type_name("TEXT");
    app.add_option("--label", o.label, "of a table in LaTeX, as tab:ridge")->group("Output")->type_name("NAME");
}

void add_written(CLI::App& app, OutputOptions& o) {
    app.add_option("--write", o.experiment, "an experiment file of this figure, for lazyrisk run, instead of an answer")
        ->group("Output")
        ->type_name("FILE.toml");
}

void add_fields(CLI::App& app, QuestionTexts& o, const std::function<bool(const ProblemField&)>& wanted) {
    OptionNames names;
    for (const ProblemField& field : fields()) names.insert(field.name);
    for (const ProblemField& field : fields()) {
        if (!wanted(field)) continue;
        CLI::Option* option =
            app.add_option_function<std::string>(
                   "--" + field.name,
                   [&o, &field](const std::string& text) { o.fields[field.name] = text.empty() ? field.alone : text; },
                   as_options(field.help, names))
                ->group(field.group)
                ->type_name(field.value);
        if (!field.alone.empty()) option->expected(0, 1);
        if (field.again) option->join(field.again);
    }
}

void add_sweeps(CLI::App& app, QuestionTexts& o) {
    app.add_option("--sweep", o.sweeps, "FIELD=FROM:TO:COUNT[:log] or FIELD=a,b,c; once or twice")
        ->group("Many problems")
        ->type_name("FIELD=VALUES");
}

void add_question(CLI::App& app, QuestionTexts& o, bool sweeps, bool points) {
    add_fields(app, o, [](const ProblemField&) { return true; });
    app.add_option("--problem", o.problem, "TOML file with these fields; options beside it override it")
        ->group("Many problems")
        ->type_name("FILE");
    if (points)
        app.add_option("--points", o.points, "csv: a column a field, a row a problem; - is standard input")
            ->group("Many problems")
            ->type_name("FILE");
    if (sweeps) add_sweeps(app, o);
}

void add_simulation(CLI::App& app, SimulationSettings& o, std::string& covariance) {
    add_whole(app, "trials", o.trials, 1, 1e9, "independent repetitions a point")->group("Simulation");
    add_whole(app, "test-points", o.test_points, 1, 1e8, "fresh test points a trial")->group("Simulation");
    app.add_option_function<std::string>(
           "--until",
           [&o](const std::string& text) {
               o.until = parse_number("until", text);
               if (!(o.until > 0 && o.until < 1))
                   throw DomainError("until", text, "expected a relative standard error between 0 and 1, as 0.01");
           },
           "more trials until the relative standard error of each test error is below this")
        ->type_name("X")
        ->group("Simulation");
    app.add_option("--covariance-of-means", covariance,
                   "csv file: covariance of the mean test errors of points that share draws")
        ->type_name("FILE")
        ->group("Simulation");
    add_whole(app, "most-trials", o.most_trials, 2, 1e9, "of a point, with --until")->group("Simulation");
    add_campaign(app, o);
}

void add_campaign(CLI::App& app, SimulationSettings& o) {
    add_seed(app, o.seed);
    add_enum(app, "estimator", o.estimator,
             "test-points: fresh points, a drawn target; exact: averages over both "
             "and the noise have less chance in them")
        ->group("Simulation");
    add_enum(app, "plan", o.plan, "whether points share factorizations; the numbers are the same")->group("Simulation");
    add_enum(app, "precision", o.precision, "mixed: single factors refined to double, for orders from 4000 on")
        ->group("Simulation");
    add_whole(app, "blas-threads", o.blas_threads, 1, 1024, "threads of one trial; rounding depends on it")
        ->group("Simulation");
    app.add_option_function<std::string>(
           "--shard",
           [&o](const std::string& text) {
               const std::size_t slash = text.find('/');
               const double part = slash == std::string::npos ? 0 : parse_number("shard", text.substr(0, slash));
               const double whole = slash == std::string::npos ? 0 : parse_number("shard", text.substr(slash + 1));
               if (!(part >= 1 && part <= whole && whole <= 1e6 && part == std::floor(part) &&
                     whole == std::floor(whole)))
                   throw DomainError("shard", text, "expected PART/PARTS with PART from 1 to PARTS, as 3/8");
               o.shard = int(part);
               o.shards = int(whole);
           },
           "3/8: only the third of eight equal parts of the trials, for jobs whose stores are merged")
        ->type_name("I/K")
        ->group("Simulation");
    add_kept(app, o);
    app.add_flag("--explain", o.explain, "print the plan: what is shared, work, memory, expected time")
        ->group("Simulation");
    app.add_flag("--dry-run", o.dry_run, "print the plan, simulate nothing")->group("Simulation");
}

void add_kept(CLI::App& app, SimulationSettings& o) {
    auto* store =
        app.add_option("--store", o.store, "file that keeps finished trials (lazyrisk store path: the default one)")
            ->type_name("FILE")
            ->group("Simulation");
    app.add_flag("--no-store", o.no_store, "keep nothing, ask nothing kept")->group("Simulation")->excludes(store);
}

void add_seed(CLI::App& app, std::uint64_t& seed) {
    // up to 2^53: a record writes it as a number that every reader takes exactly
    add_whole(app, "seed", seed, 0, 9007199254740992.0, "the same seed draws the same numbers")->group("Simulation");
}

void add_threads(CLI::App& app, int& threads) {
    add_whole(app, "threads", threads, 0, 1024, "0: all cores, the default; results do not depend on it")
        ->group("Output");
}

}  // namespace lazyrisk::app
