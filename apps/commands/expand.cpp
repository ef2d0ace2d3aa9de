// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk expand: what the numbers are made of.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/expand/catalogue/catalogue.hpp"
#include "lazyrisk/expand/catalogue/checked_order.hpp"
#include "lazyrisk/expand/catalogue/expansion_field.hpp"
#include "lazyrisk/expand/catalogue/expansion_json.hpp"
#include "lazyrisk/expand/catalogue/expansion_question.hpp"
#include "lazyrisk/expand/catalogue/leading_table.hpp"
#include "lazyrisk/expand/catalogue/sample_values.hpp"
#include "lazyrisk/expand/symbolic/render.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {
namespace {

struct Options {
    ExpansionQuestion question;
    OutputOptions output;
    bool list = false, check = false;
};

std::string check_line(const Expansion& e, const OrderCheck& c, const std::string& where) {
    if (!e.remainder || std::isinf(c.claimed))
        return fmt::format("  check: {} an independent solve{}\n", c.holds ? "agrees with" : "DIFFERS from", where);
    return fmt::format("  check: remainder of order {:.4g}, observed {:.4f}{}: {}\n", c.claimed, c.slope.back(), where,
                       c.holds ? "holds" : "DOES NOT HOLD");
}

std::string listed(const OutputOptions& o) {
    std::vector<Row> rows;
    for (const CatalogueEntry& entry : expansion_catalogue()) {
        std::string options;
        for (const std::string& option : entry.options) options += (options.empty() ? "--" : " --") + option;
        rows.push_back({entry.name, entry.what, entry.region(), options});
    }
    return render(
        {"name", "what", "region", "options"}, rows, o.style(),
        o.format == Format::text ? std::vector<std::string>{"name", "what", "region"} : std::vector<std::string>{});
}

int run(const Options& o) {
    const Format format = o.output.style().format;
    if (o.list) {
        Output out(o.output.output);
        out.write(listed(o.output));
        out.finish();
        return answered;
    }
    if (format == Format::csv)
        throw DomainError("format", "csv", "expansions are written as text, latex, markdown or json");
    if (o.question.of.empty()) throw DomainError("--of is missing: what to expand (lazyrisk expand --list)");
    const ExpansionAnswer answer = expansions(resolve(o.question));
    std::string text;
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    const std::string open = format == Format::latex ? "% " : "";
    for (const std::string& sentence : answer.sentences)
        text += open + sentence + "\n" + (format == Format::markdown ? "\n" : "");
    if (!answer.sentences.empty() && format == Format::text) text += "\n";
    if (!answer.leading.empty() && format != Format::json) text += leading_table(answer.leading, o.output.style());
    bool all_hold = true;
    for (const Expansion& full : answer.expansions) {
        const Expansion e = inserted(full, answer.exact_values);
        nlohmann::ordered_json j;
        if (format == Format::json) j = json_of(e, answer.values);
        if (format == Format::text) text += text_of(e);
        if (format == Format::latex) text += latex_of(e);
        if (format == Format::markdown) text += markdown_of(e);
        if (o.check) {
            if (!full.exact) {
                if (format == Format::json)
                    j["check"] = nullptr;
                else
                    text +=
                        open + "  check: has none, there are letters in it that only numbers for the problem remove\n";
            } else {
                const OrderCheck c = checked_order(full, sample_values(full, answer.values));
                all_hold = all_hold && c.holds;
                if (format == Format::json)
                    j["check"] = {{"claimed", std::isinf(c.claimed) ? nlohmann::ordered_json("inf")
                                                                    : nlohmann::ordered_json(c.claimed)},
                                  {"observed", c.slope.empty() || !std::isfinite(c.slope.back())
                                                   ? nlohmann::ordered_json(nullptr)
                                                   : nlohmann::ordered_json(c.slope.back())},
                                  {"holds", c.holds}};
                else
                    text += open + check_line(full, c, "");
            }
        }
        if (format == Format::json) all.push_back(j);
    }
    if (format == Format::json) {
        nlohmann::ordered_json whole{
            {"of", o.question.of}, {"order", o.question.order}, {"sentences", answer.sentences}};
        if (!answer.leading.empty()) whole["leading"] = json_of(answer.leading);
        whole["expansions"] = all;
        text = whole.dump(2) + "\n";
    }
    Output out(o.output.output);
    out.write(text);
    out.finish();
    return all_hold ? answered : disagreement;
}

}  // namespace

void add_expand(CLI::App& app, int& status) {
    auto o = std::make_shared<Options>();
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
    for (const ExpansionField& field : expansion_fields())
        verb->add_option_function<std::string>(
                "--" + field.name,
                [o, name = field.name](const std::string& text) { o->question.options[name] = text; }, field.help)
            ->group("Problem")
            ->type_name(field.value);
    add_output(*verb, o->output, false);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
