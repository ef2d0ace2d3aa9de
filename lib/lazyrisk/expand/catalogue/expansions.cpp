// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A problem's expansions, and what is refused on the way.
#include <algorithm>
#include <set>

#include "lazyrisk/expand/catalogue/catalogue.hpp"
#include "lazyrisk/expand/catalogue/expansion_field.hpp"
#include "lazyrisk/expand/catalogue/require_fields.hpp"
#include "lazyrisk/expand/dimension/large_dimension.hpp"
#include "lazyrisk/expand/symbolic/render.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

void collect(const GiNaC::ex& e, std::set<std::string>& names) {
    if (GiNaC::is_a<GiNaC::symbol>(e)) names.insert(GiNaC::ex_to<GiNaC::symbol>(e).get_name());
    for (const GiNaC::ex& part : e) collect(part, names);
}

/// The letters that the answer is made of, in its formulas and in what they need.
std::set<std::string> letters_of(const ExpansionAnswer& answer) {
    std::set<std::string> known;
    for (const Expansion& e : answer.expansions) {
        for (const ExpansionTerm& t : e.terms) collect(t.coefficient, known);
        for (const auto& [symbol, meaning] : e.definitions) known.insert(symbol.get_name()), collect(meaning, known);
        known.merge(e.validity.letters());
    }
    for (const Expansion& e : answer.expansions)
        if (is_series(e)) known.erase(e.variable.get_name());
    return known;
}

std::string list_of(const std::set<std::string>& names) {
    std::string list;
    for (const std::string& one : names) list += (list.empty() ? "" : ", ") + one;
    return list;
}

/// Of all letters r and the mu_k alone may be negative.
bool may_be_negative(const std::string& name) { return name == "r" || name.starts_with("mu_"); }

/// Numbers for letters, --set. Throws DomainError for a letter that none of the expansions has.
void put_in(ExpansionAnswer& answer, const Assignments& given) {
    const std::set<std::string> known = letters_of(answer);
    std::set<std::string> exponents;
    for (const Expansion& e : answer.expansions)
        for (const ExpansionTerm& t : e.terms) collect(t.exponent, exponents);
    for (const auto& [name, value] : given) {
        if (exponents.count(name) == 1)
            throw DomainError("set", name,
                              "a letter of the exponents, on which the order of the terms depends: the option --" +
                                  name + " gives it a number");
        if (known.count(name) == 0)
            throw DomainError(
                "set", name,
                "no letter of this expansion; " + (known.empty() ? "it has none" : "it has " + list_of(known)));
        if (answer.values.count(name) == 1) throw DomainError("set", name, "it has a number already");
        if (value.is_negative() && !may_be_negative(name))
            throw DomainError("set " + name, value.to_double(), "expected a number of at least 0");
        answer.exact_values.emplace_back(name, value);
        answer.values[name] = evaluate(value, {});
    }
}

/// An option whose letters are nowhere changes nothing.
void refuse_unused(const ExpansionAnswer& answer, const ExpansionProblem& problem) {
    const std::set<std::string> known = letters_of(answer);
    for (const auto& given : answer.gives) {
        const std::string& option = given.first;
        const std::set<std::string>& names = given.second;
        if (std::any_of(names.begin(), names.end(), [&](const std::string& name) { return known.count(name) == 1; }))
            continue;
        const auto is_variable = [&](const Expansion& e) {
            return is_series(e) && names.count(e.variable.get_name()) == 1;
        };
        const bool variable = std::any_of(answer.expansions.begin(), answer.expansions.end(), is_variable);
        throw DomainError(
            option, expansion_field(option).given(problem).value_or(""),
            variable ? "`of = " + problem.of + "` is a series in it, and a series in a letter has no number for it"
                     : "`of = " + problem.of + (problem.quantity ? "` `quantity = " + *problem.quantity : "") + "`" +
                           " does not depend on it; leave it out" +
                           (known.empty() ? "" : " (its letters: " + list_of(known) + ")"));
    }
}

/// A field that the entry does not take.
void refuse_foreign(const ExpansionProblem& problem, const CatalogueEntry& entry) {
    for (const ExpansionField& field : expansion_fields()) {
        const auto given = field.given(problem);
        if (!given || field.name == "set") continue;
        if (std::find(entry.options.begin(), entry.options.end(), field.name) != entry.options.end()) continue;
        std::string known;
        for (const std::string& option : entry.options) known += (known.empty() ? "`" : ", `") + option + "`";
        throw DomainError(
            field.name, *given,
            "`of = " + entry.name + "` does not have it; it takes " + (known.empty() ? "no field but `set`" : known));
    }
}

/// Expansions that the numbers contradict are left out where others are left. Throws DomainError where none is.
void refuse_outside(ExpansionAnswer& answer, const std::string& name) {
    const auto outside = [&](const Expansion& e) { return e.validity.broken(answer.values) != nullptr; };
    if (!answer.expansions.empty() && std::all_of(answer.expansions.begin(), answer.expansions.end(), outside))
        require(answer.expansions.front().validity, name, answer.values);
    for (const Expansion& e : answer.expansions)
        if (const Condition* broken = e.validity.broken(answer.values))
            answer.sentences.push_back(e.name + " is left out: it needs " + broken->text +
                                       (broken->otherwise.empty() ? "" : "; " + broken->otherwise));
    std::erase_if(answer.expansions, outside);
}

}  // namespace

ExpansionAnswer expansions(const ExpansionProblem& problem) {
    const CatalogueEntry& entry = catalogue_entry(problem.of);
    refuse_foreign(problem, entry);
    require_order(problem.order, entry.highest_order);
    require_fields(problem);
    ExpansionAnswer answer = entry.answer(problem);
    put_in(answer, problem.set);
    refuse_outside(answer, problem.of);
    refuse_unused(answer, problem);
    return answer;
}

}  // namespace lazyrisk
