// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/answer_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "lazyrisk/expand/catalogue/checked_order.hpp"
#include "lazyrisk/expand/catalogue/expansion_json.hpp"
#include "lazyrisk/expand/catalogue/leading_table.hpp"
#include "lazyrisk/expand/catalogue/sample_values.hpp"
#include "lazyrisk/expand/symbolic/render.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

std::string check_line(const Expansion& e, const std::optional<OrderCheck>& c) {
    if (!c) return "  check: has none, there are letters in it that only numbers for the problem remove\n";
    if (!e.remainder || std::isinf(c->claimed))
        return fmt::format("  check: {} an independent solve\n", c->holds ? "agrees with" : "DIFFERS from");
    return fmt::format("  check: remainder of order {:.4g}, observed {:.4f}: {}\n", c->claimed, c->slope.back(),
                       c->holds ? "holds" : "DOES NOT HOLD");
}

nlohmann::ordered_json check_json(const std::optional<OrderCheck>& c) {
    using Json = nlohmann::ordered_json;
    if (!c) return nullptr;
    const bool observed = !c->slope.empty() && std::isfinite(c->slope.back());
    return {{"claimed", std::isinf(c->claimed) ? Json("inf") : Json(c->claimed)},
            {"observed", observed ? Json(c->slope.back()) : Json(nullptr)},
            {"holds", c->holds}};
}

std::string expansion_text(const Expansion& e, Format format) {
    if (format == Format::latex) return latex_of(e);
    if (format == Format::markdown) return markdown_of(e);
    return text_of(e);
}

std::string answer_json(const ExpansionProblem& problem, const ExpansionAnswer& answer, const OrderChecks& checks) {
    nlohmann::ordered_json whole{{"of", problem.of}, {"order", problem.order}, {"sentences", answer.sentences}};
    if (!answer.leading.empty()) whole["leading"] = json_of(answer.leading);
    whole["expansions"] = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < answer.expansions.size(); ++i) {
        nlohmann::ordered_json one = json_of(inserted(answer.expansions[i], answer.exact_values), answer.values);
        if (!checks.empty()) one["check"] = check_json(checks[i]);
        whole["expansions"].push_back(one);
    }
    return whole.dump(2) + "\n";
}

}  // namespace

OrderChecks checked_orders(const ExpansionAnswer& answer) {
    OrderChecks checks;
    for (const Expansion& e : answer.expansions)
        checks.push_back(e.exact ? std::optional(checked_order(e, sample_values(e, answer.values))) : std::nullopt);
    return checks;
}

std::string answer_text(const ExpansionProblem& problem, const ExpansionAnswer& answer, const OrderChecks& checks,
                        const TableStyle& style) {
    require_expansion_format(style.format);
    if (style.format == Format::json) return answer_json(problem, answer, checks);
    const std::string comment = style.format == Format::latex ? "% " : "";
    std::string text;
    for (const std::string& sentence : answer.sentences)
        text += comment + sentence + (style.format == Format::markdown ? "\n\n" : "\n");
    if (!answer.sentences.empty() && style.format == Format::text) text += "\n";
    if (!answer.leading.empty()) text += leading_table(answer.leading, style);
    for (std::size_t i = 0; i < answer.expansions.size(); ++i) {
        const Expansion& e = answer.expansions[i];
        text += expansion_text(inserted(e, answer.exact_values), style.format);
        if (!checks.empty()) text += comment + check_line(e, checks[i]);
    }
    return text;
}

void require_expansion_format(Format format) {
    if (format == Format::csv)
        throw DomainError("format", "csv", "expansions are written as text, latex, markdown or json");
}

}  // namespace lazyrisk
