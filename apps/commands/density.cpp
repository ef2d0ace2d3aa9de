// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk density: the eigenvalues of the sample kernel matrix, their bulks, and what they say about gradient descent.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/measure/density_text.hpp"
#include "lazyrisk/words/error.hpp"
#include "machine/host.hpp"
#include "records.hpp"

namespace lazyrisk::app {
namespace {

struct DensityCommand : DensityOptions {
    QuestionTexts question;
    OutputOptions output;
    bool bulks = false;
};

int run(const DensityCommand& o) {
    if (!o.output.plot.empty()) require_figure_ending(o.output.plot);
    const TableStyle style = o.output.style();
    if (o.bulks && style.format == Format::json)
        throw DomainError("--bulks: the JSON has the bulks anyway; leave it out");
    const Question q = o.question.question();
    Answers answers;
    const KnownDensity f = density_of(q, o, answers, program_host(o.output.quiet));

    write_whole(o.output.output, density_text(f, q, o.of, style, o.bulks));
    if (!o.output.plot.empty()) o.output.draw(density_figure(f, o.of, q));
    return stop_requested() ? interrupted : answered;
}

}  // namespace

void add_density(CLI::App& app, int& status) {
    auto o = std::make_shared<DensityCommand>();
    CLI::App* verb =
        app.add_subcommand("density", "Eigenvalues of the sample kernel matrix: bulks, density, step sizes");
    add_fields(*verb, o->question, [](const ProblemField& field) {
        static const std::vector<std::string> wanted{"model",   "activation", "mass",        "spectrum", "dim",
                                                     "samples", "width",      "psi1",        "psi2",     "alpha",
                                                     "beta",    "scale",      "scale-width", "degrees"};
        return field.of_model || std::find(wanted.begin(), wanted.end(), field.name) != wanted.end();
    });
    add_word(*verb, "of", o->of, {"kernel", "features"},
             "kernel: K/n, n eigenvalues; features: S^T S/(n p), p eigenvalues")
        ->group("Output");
    add_whole(*verb, "points", o->points, 1, 1e7, "places of the density, over all bulks")->group("Output");
    verb->add_flag("--bulks", o->bulks, "the bulks alone, without the points of the density")->group("Output");
    add_whole(*verb, "simulate", o->simulation.trials, 1, 1e6, "a histogram of that many drawn matrices beside it")
        ->group("Simulation");
    add_seed(*verb, o->simulation.seed);
    add_kept(*verb, o->simulation);
    add_output(*verb, o->output, true);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
