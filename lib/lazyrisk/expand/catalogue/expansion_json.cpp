// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/expansion_json.hpp"

#include <nlohmann/json.hpp>

#include "lazyrisk/expand/symbolic/number_text.hpp"
#include "lazyrisk/expand/symbolic/render.hpp"

namespace lazyrisk {
namespace {

nlohmann::ordered_json term_json(const GiNaC::ex& e, const Values& values) {
    nlohmann::ordered_json j{{"coefficient", print(e, Notation::text)}, {"latex", print(e, Notation::latex)}};
    try {
        j["value"] = digits_of(evaluate(e, values), 40);
    } catch (const std::exception&) {
        j["value"] = nullptr;  // letters without numbers
    }
    return j;
}

}  // namespace

nlohmann::ordered_json json_of(const Expansion& e, const Values& values) {
    nlohmann::ordered_json j{{"name", e.name},
                             {"quantity", e.quantity},
                             {"variable", print(e.variable, Notation::text)},
                             {"region", e.region},
                             {"formula", e.source}};
    j["terms"] = nlohmann::ordered_json::array();
    for (const ExpansionTerm& t : e.terms) {
        nlohmann::ordered_json term{{"exponent", print(t.exponent, Notation::text)}};
        term.update(term_json(t.coefficient, values));
        j["terms"].push_back(term);
    }
    j["remainder"] =
        e.remainder ? nlohmann::ordered_json(print(*e.remainder, Notation::text)) : nlohmann::ordered_json(nullptr);
    j["definitions"] = nlohmann::ordered_json::array();
    for (const auto& [symbol, meaning] : e.definitions)
        j["definitions"].push_back(
            {{"symbol", print(symbol, Notation::text)}, {"meaning", print(meaning, Notation::text)}});
    if (!e.further_remainders.empty()) {
        j["further_remainders"] = nlohmann::ordered_json::array();
        for (const GiNaC::ex& further : e.further_remainders)
            j["further_remainders"].push_back(print(further, Notation::text));
    }
    return j;
}

nlohmann::ordered_json json_of(const std::vector<LeadingTerm>& leading) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const LeadingTerm& t : leading) {
        nlohmann::ordered_json row{{"quantity", t.quantity},
                                   {"limit", print(t.limit, Notation::text)},
                                   {"where", t.where},
                                   {"exponent", nullptr},
                                   {"coefficient", nullptr}};
        if (t.correction)
            row["exponent"] = print(t.correction->exponent, Notation::text),
            row["coefficient"] = print(t.correction->coefficient, Notation::text);
        list.push_back(row);
    }
    return list;
}

}  // namespace lazyrisk
