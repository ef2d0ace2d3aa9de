// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk gap: networks, neural tangents and random features of N neurons, with infinitely many samples.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/measure/gap_figure.hpp"
#include "machine/host.hpp"
#include "records.hpp"

namespace lazyrisk::app {
namespace {

struct GapCommand : GapOptions {
    QuestionTexts question;
    OutputOptions output;
};

int run(const GapCommand& o) {
    if (!o.output.plot.empty()) require_figure_ending(o.output.plot);
    QuestionTexts asked = o.question;
    const bool quadratic = !o.matrix.empty();
    for (const char* name : {"energy", "target"})
        if (quadratic && asked.fields.count(name))
            throw DomainError(std::string("--matrix and --") + name + " are given both; a target is one or the other");
    if (quadratic && asked.fields.count("layers"))
        throw DomainError("--matrix and --layers are given both; there the tangent is of the first layer");
    for (const std::string& text : asked.sweeps)
        if (!text.starts_with("width="))
            throw DomainError("sweep", text, "the number of neurons is swept alone, as in --sweep width=10,20,50");
    const auto layers = asked.fields.find("layers");
    asked.fields["model"] = layers == asked.fields.end() ? "random-features" : "neural-tangent";
    asked.fields["samples"] = "inf";
    if (asked.fields.count("width") + asked.sweeps.size() == 0)
        throw DomainError("--width is missing: give --width, or --sweep width=...");
    const Questions questions = asked.questions();
    require_points(questions, "gap");
    Output out(o.output.output);
    const Host host = program_host(o.output.quiet);
    std::optional<KeepsWork> keeps;
    if (questions.size > 1) keeps.emplace();
    const std::vector<Gaps> all = gaps_of(questions, o, host);
    if (all.empty()) return interrupted;
    GapTable table;
    for (const Gaps& gaps : all) table.append(questions.samples.front(), o, gaps);
    table.show_what_is_known(all);
    TableStyle style = o.output.style();
    style.one_object = all.size() == 1;
    out.write(render_answer(table.columns, table.rows, style, table.wanted));
    out.finish();
    if (!o.output.plot.empty()) o.output.draw(share_figure(all));
    return stop_requested() ? interrupted : answered;
}

}  // namespace

void add_gap(CLI::App& app, int& status) {
    auto o = std::make_shared<GapCommand>();
    CLI::App* verb = app.add_subcommand("gap", "What networks and their linearizations of N neurons leave of a target");
    const std::vector<std::string> fields{"activation", "dim", "width", "energy", "target", "layers"};
    add_fields(*verb, o->question,
               [&](const ProblemField& f) { return std::find(fields.begin(), fields.end(), f.name) != fields.end(); });
    verb->get_option("--layers")->description("trained layers of the neural tangent (targets on the sphere)");
    verb->add_option_function<std::string>(
            "--matrix",
            [raw = o.get()](const std::string& text) {
                if (text.empty())
                    throw DomainError("matrix", "\"\"", "expected identity, traceless, wishart, or a csv file");
                raw->matrix = text;
            },
            "target x^T B x - tr B of normal x: B is identity, traceless, wishart, or in a csv file")
        ->group("Problem")
        ->type_name("identity|traceless|wishart|FILE");
    verb->add_option("--sweep", o->question.sweeps, "width=FROM:TO:COUNT[:log] or width=a,b,c")
        ->group("Problem")
        ->type_name("width=VALUES");
    add_whole(*verb, "trials", o->simulation.trials, 0, 1e6,
              "draws of the neurons for the simulated columns (default 0: none)")
        ->group("Simulation");
    add_whole(*verb, "train", o->starts, 0, 1e4,
              "trains networks on the population risk, from so many random starts (default 0: none)")
        ->group("Simulation");
    add_seed(*verb, o->simulation.seed);
    add_kept(*verb, o->simulation);
    add_output(*verb, o->output, true);
    add_table(*verb, o->output);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
