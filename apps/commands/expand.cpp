// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk expand: what the numbers are made of.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/expand/catalogue/answer_text.hpp"
#include "lazyrisk/expand/catalogue/catalogue_table.hpp"
#include "lazyrisk/expand/catalogue/expansion_field.hpp"
#include "lazyrisk/expand/catalogue/expansion_question.hpp"
#include "machine/as_options.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {
namespace {

struct ExpandCommand {
    ExpansionQuestion question;
    OutputOptions output;
    bool list = false, check = false;
};

int run(const ExpandCommand& o) {
    if (o.list) {
        write_whole(o.output.output, catalogue_table(o.output.style()));
        return answered;
    }
    require_expansion_format(o.output.style().format);
    if (o.question.of.empty()) throw DomainError("--of is missing: what to expand (lazyrisk expand --list)");
    const ExpansionProblem problem = resolve(o.question);
    const ExpansionAnswer answer = expansions(problem);
    const OrderChecks checks = o.check ? checked_orders(answer) : OrderChecks{};
    const std::string text = answer_text(problem, answer, checks, o.output.style());
    write_whole(o.output.output, o.output.format == Format::json ? text : as_options(text));
    const bool all_hold =
        std::all_of(checks.begin(), checks.end(), [](const std::optional<OrderCheck>& c) { return !c || c->holds; });
    return all_hold ? answered : disagreement;
}

}  // namespace

void add_expand(CLI::App& app, int& status) {
    auto o = std::make_shared<ExpandCommand>();
    CLI::App* verb = app.add_subcommand("expand", "Closed forms and series, as text or LaTeX");
    verb->add_option("--of", o->question.of, "what to expand; --list lists all")
        ->group("Expansion")
        ->type_name("EXPANSION");
    verb->add_flag("--list", o->list, "every expansion with a line")->group("Expansion");
    add_whole(*verb, "order", o->question.order, 0, 24, "terms beyond the leading one")->group("Expansion");
    verb->add_flag("--check", o->check,
                   "compare with a solve of many digits at shrinking arguments; status 4 where the order is not the "
                   "claimed one")
        ->group("Expansion");
    OptionNames names;
    for (const ExpansionField& field : expansion_fields()) names.insert(field.name);
    for (const ExpansionField& field : expansion_fields())
        verb->add_option_function<std::string>(
                "--" + field.name,
                [o, name = field.name](const std::string& text) { o->question.options[name] = text; },
                as_options(field.help, names))
            ->group("Problem")
            ->type_name(field.value);
    add_output(*verb, o->output, false);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
