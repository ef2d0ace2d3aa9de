// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk kernel: the kernel as a function of the inner product.
#include <CLI/CLI.hpp>
#include <memory>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/answer/sweep.hpp"
#include "lazyrisk/measure/kernel_curve.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {
namespace {

struct KernelCommand {
    QuestionTexts question;
    std::string at = "-1:1:41";
    OutputOptions output;
    bool formula = false;
};

int run(const KernelCommand& o) {
    if (!o.output.plot.empty()) require_figure_ending(o.output.plot);
    const TableStyle style = o.output.style();
    const Question q = o.question.question();
    const std::string formula = o.formula ? kernel_formula(q) : "";
    const std::vector<double> t = parse_values("at", o.at), h = kernel_values(q, t);
    Output out(o.output.output);
    if (o.formula) {
        out.write(formula + "\n");
    } else {
        const KernelTable table = kernel_table(q, t, h);
        out.write(render(table.columns, table.rows, style, {"t", "h"}));
    }
    out.finish();
    if (!o.output.plot.empty()) o.output.draw(kernel_figure(q, t));
    return answered;
}

}  // namespace

void add_kernel(CLI::App& app, int& status) {
    auto o = std::make_shared<KernelCommand>();
    CLI::App* verb = app.add_subcommand("kernel", "The kernel h(t) of two inputs with <x,y> = d t");
    add_fields(*verb, o->question, [](const ProblemField& field) {
        return field.of_model || field.name == "model" || field.name == "activation" || field.name == "dim";
    });
    verb->add_option("--at", o->at, "values of t: FROM:TO:COUNT or a,b,c")->group("Problem")->type_name("VALUES");
    verb->add_flag("--formula", o->formula, "h as an expression in t instead, which --kernel takes")->group("Output");
    add_output(*verb, o->output, true);
    add_table(*verb, o->output);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
