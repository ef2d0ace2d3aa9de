// lazyrisk expand: what the numbers are made of.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/expand/catalogue/catalogue.hpp"
#include "lazyrisk/expand/catalogue/leading_table.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"
#include "lazyrisk/expand/symbolic/render.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {
namespace {

struct Options {
    ExpansionQuestion question;
    OutputOptions output;
    bool list = false, check = false;
};

/// Where the slopes are read off: monomials d^-w lie close together, so d must be huge there, with twenty digits left of the hundred.
double where(const Expansion& e, const Values& values) {
    if (!e.name.starts_with("plateau") || !e.remainder || e.terms.empty()) return 1e-4;
    double last = double(evaluate(*e.remainder, values));
    for (const GiNaC::ex& further : e.further_remainders) last = std::max(last, double(evaluate(further, values)));
    const double range = double(evaluate(e.terms.front().exponent, values)) - last;
    return std::pow(10.0, -std::clamp(75 / std::max(range, 0.1), 20.0, 100.0));
}

OrderCheck checked(const Expansion& e, const Values& values) {
    const double first = where(e, values);
    OrderCheck seen = check(e, values, first, 4);
    for (const double nearer : {1e-6, 1e-14})  // where coefficients grow the order is seen further on; a quadrature has no digits there
        if (!seen.holds && e.remainder && first > 1e-10)
            if (const OrderCheck there = check(e, values, first * nearer, 2); there.holds) seen = there;
    const bool nothing_left = !seen.slope.empty() && std::all_of(seen.slope.begin(), seen.slope.end(), [](double s) { return !std::isfinite(s) || std::abs(s) < 1e-6; });
    if (nothing_left && !seen.holds) {  // the difference is rounding: the series ends
        Expansion ended = e;
        ended.remainder.reset();
        const OrderCheck exact = check(ended, values, 1e-4, 2);
        if (exact.holds) return exact;
    }
    if (!e.remainder && !seen.holds) {  // against a quadrature: its digits, not all of ours
        const Digits x = e.large ? Digits(1e4) : Digits(1e-4), truth = e.exact(values, x), sum_there = sum(e, values, x);
        seen.holds = abs(Digits(truth - sum_there)) <= 1e-28 * (1 + abs(truth));
    }
    return seen;
}

std::string check_line(const Expansion& e, const OrderCheck& c, const std::string& where) {
    if (!e.remainder || std::isinf(c.claimed)) return fmt::format("  check: {} an independent solve{}\n", c.holds ? "agrees with" : "DIFFERS from", where);
    return fmt::format("  check: remainder of order {:.4g}, observed {:.4f}{}: {}\n", c.claimed, c.slope.back(), where, c.holds ? "holds" : "DOES NOT HOLD");
}

nlohmann::ordered_json term_json(const GiNaC::ex& e, const Values& values) {
    nlohmann::ordered_json j{{"coefficient", print(e, Notation::text)}, {"latex", print(e, Notation::latex)}};
    try {
        j["value"] = digits_of(evaluate(e, values), 40);
    } catch (const std::exception&) {
        j["value"] = nullptr;  // letters without numbers
    }
    return j;
}

nlohmann::ordered_json json_of(const Expansion& e, const Values& values) {
    nlohmann::ordered_json j{{"name", e.name}, {"quantity", e.quantity}, {"variable", print(e.variable, Notation::text)}, {"region", e.region}, {"formula", e.source}};
    j["terms"] = nlohmann::ordered_json::array();
    for (const ExpansionTerm& t : e.terms) {
        nlohmann::ordered_json term{{"exponent", print(t.exponent, Notation::text)}};
        term.update(term_json(t.coefficient, values));
        j["terms"].push_back(term);
    }
    j["remainder"] = e.remainder ? nlohmann::ordered_json(print(*e.remainder, Notation::text)) : nlohmann::ordered_json(nullptr);
    j["definitions"] = nlohmann::ordered_json::array();
    for (const auto& [symbol, meaning] : e.definitions) j["definitions"].push_back({{"symbol", print(symbol, Notation::text)}, {"meaning", print(meaning, Notation::text)}});
    if (!e.further_remainders.empty()) {
        j["further_remainders"] = nlohmann::ordered_json::array();
        for (const GiNaC::ex& further : e.further_remainders) j["further_remainders"].push_back(print(further, Notation::text));
    }
    return j;
}

std::string listed(const OutputOptions& o) {
    std::vector<Row> rows;
    for (const CatalogueEntry& entry : expansion_catalogue()) {
        std::string options;
        for (const std::string& option : entry.options) options += (options.empty() ? "--" : " --") + option;
        rows.push_back({entry.name, entry.what, entry.region(), options});
    }
    return render({"name", "what", "region", "options"}, rows, o.style(), o.format == "text" ? std::vector<std::string>{"name", "what", "region"} : std::vector<std::string>{});
}

int run(const Options& o) {
    const Format format = o.output.style().format;
    if (o.list) {
        Output out(o.output.output);
        out.write(listed(o.output));
        out.finish();
        return answered;
    }
    if (format == Format::csv) throw DomainError("format", "csv", "expansions are written as text, latex, markdown or json");
    if (o.question.of.empty()) throw DomainError("--of is missing: what to expand (lazyrisk expand --list)");
    const ExpansionAnswer answer = expansions(o.question);
    std::string text;
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    const std::string open = format == Format::latex ? "% " : "";
    for (const std::string& sentence : answer.sentences) text += open + sentence + "\n" + (format == Format::markdown ? "\n" : "");
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
                if (format == Format::json) j["check"] = nullptr;
                else text += open + "  check: has none, there are letters in it that only numbers for the problem remove\n";
            } else {
                const OrderCheck c = checked(full, sample_values(full, answer.values));
                all_hold = all_hold && c.holds;
                if (format == Format::json)
                    j["check"] = {{"claimed", std::isinf(c.claimed) ? nlohmann::ordered_json("inf") : nlohmann::ordered_json(c.claimed)},
                                  {"observed", c.slope.empty() || !std::isfinite(c.slope.back()) ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(c.slope.back())}, {"holds", c.holds}};
                else text += open + check_line(full, c, "");
            }
        }
        if (format == Format::json) all.push_back(j);
    }
    if (format == Format::json) {
        nlohmann::ordered_json whole{{"of", o.question.of}, {"order", o.question.order}, {"sentences", answer.sentences}};
        if (!answer.leading.empty()) {
            whole["leading"] = nlohmann::ordered_json::array();
            for (const LeadingTerm& t : answer.leading) {
                nlohmann::ordered_json row{{"quantity", t.quantity}, {"limit", print(t.limit, Notation::text)}, {"where", t.where}, {"exponent", nullptr}, {"coefficient", nullptr}};
                if (t.correction) row["exponent"] = print(t.correction->exponent, Notation::text), row["coefficient"] = print(t.correction->coefficient, Notation::text);
                whole["leading"].push_back(row);
            }
        }
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
    verb->add_option("--of", o->question.of, "what to expand; --list lists all")->group("Expansion")->type_name("EXPANSION");
    verb->add_flag("--list", o->list, "every expansion with a line")->group("Expansion");
    add_whole(*verb, "order", o->question.order, 0, 24, "terms beyond the leading one")->group("Expansion");
    verb->add_flag("--check", o->check, "compare with a solve of many digits at shrinking arguments; status 4 where the order is not the claimed one")->group("Expansion");
    const auto option = [&](const char* name, const char* help, const char* type = "X") {
        verb->add_option_function<std::string>(std::string("--") + name, [o, name](const std::string& text) { o->question.options[name] = text; }, help)->group("Problem")->type_name(type);
    };
    option("quantity", "one of the quantities alone", "QUANTITY");
    option("activation", "a name or an expression in x; left out: letters", "ACTIVATION");
    option("degrees", "a degree or FIRST:LAST", "K");
    option("index", "j of r_{k,j}", "J");
    option("power", "p of max(x,0)^p");
    option("alpha", "n = d^alpha: a number, inf, FROM:TO for the letter between, or alpha (with --level)");
    option("beta", "p = d^beta, the same");
    option("level", "l: the highest degree that is learned", "L");
    option("delta", "the smaller of n and p is d^(l+delta)");
    option("gamma", "the larger one is d^gamma times the smaller");
    option("ridge", "its value; of regimes also 0.3*d^-0.5, d^-gamma, lambda*d^-gamma");
    option("ridge-exponent", "g of ridge d^-g");
    option("mass", "instead of an activation: the kernel's mass by degree, 1=0.25,rest=0.09", "LIST");
    option("set", "numbers for letters, a=2,c=1/2", "LIST");
    option("energy", "energy by degree, 1=1,rest=0.1", "LIST");
    option("noise", "variance of the label noise");
    option("psi1", "p/d");
    option("psi2", "n/d");
    option("r", "psi1 = psi2 (1 + r s)");
    option("zeta", "(ridge + mass above l)/(mass of degree l)");
    option("smaller", "which of n and p is the smaller", "width|samples");
    add_output(*verb, o->output, false);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
