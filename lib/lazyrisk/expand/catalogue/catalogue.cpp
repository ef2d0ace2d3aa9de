// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/catalogue.hpp"

#include <algorithm>
#include <set>

#include "lazyrisk/expand/catalogue/expansion_names.hpp"
#include "lazyrisk/expand/catalogue/options_of.hpp"
#include "lazyrisk/expand/catalogue/proportional_answers.hpp"
#include "lazyrisk/expand/catalogue/regime.hpp"
#include "lazyrisk/expand/dimension/large_dimension.hpp"
#include "lazyrisk/expand/symbolic/render.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;

Expansion value_of(const std::string& name, const std::string& quantity, const ex& value, const char* source) {
    return {name, quantity, letter("d"), {{0, value}}, {}, "exact", source, {}, true};
}

void note_digits(ExpansionAnswer& answer, const HermiteForm& f) {
    if (!f.closed())
        answer.sentences.push_back(f.name() + " has no closed form here (" + f.reason() +
                                   "): digits by quadrature instead");
}

ExpansionAnswer hermite(const ExpansionQuestion& q) {
    const auto f = options_of::required_activation(q);
    const auto [first, last] = options_of::degrees(q).value_or(std::pair(0, 6));
    ExpansionAnswer answer;
    note_digits(answer, *f);
    const auto with_check = [&](Expansion e, auto exact) {
        e.exact = [exact](const Values&, const Digits&) -> Digits { return exact(); };
        answer.expansions.push_back(std::move(e));
    };
    for (int k = first; k <= last; ++k)
        with_check(value_of("hermite", "mu_" + std::to_string(k), f->mu(k), "(12.20)"),
                   [f, k] { return f->mu_by_quadrature(k); });
    with_check(value_of("hermite", "E s(G)^2", f->second_moment(), "(12.20)"),
               [f] { return f->mu_of_square_by_quadrature(0); });
    with_check(value_of("hermite", "mu_*^2", f->mu_star_squared(), "(12.20)"), [f]() -> Digits {
        return f->mu_of_square_by_quadrature(0) - pow(f->mu_by_quadrature(0), 2) - pow(f->mu_by_quadrature(1), 2);
    });
    return answer;
}

ExpansionAnswer of_harmonics(const ExpansionQuestion& q, bool amplitude) {
    ExpansionAnswer answer;
    const auto f = options_of::activation(q);
    const auto range = options_of::degrees(q);
    if (f) note_digits(answer, *f);
    if (!range && !f)
        answer.expansions.push_back(expand_gegenbauer(std::nullopt, q.order, amplitude));
    else
        for (int k = range.value_or(std::pair(0, 4)).first; k <= range.value_or(std::pair(0, 4)).second; ++k)
            answer.expansions.push_back(f ? expand_gegenbauer(f, k, q.order, amplitude)
                                          : expand_gegenbauer(k, q.order, amplitude));
    return answer;
}
ExpansionAnswer gegenbauer(const ExpansionQuestion& q) { return of_harmonics(q, false); }
ExpansionAnswer amplitude(const ExpansionQuestion& q) { return of_harmonics(q, true); }

template <class F>
ExpansionAnswer by_degree(const ExpansionQuestion& q, const F& f) {
    ExpansionAnswer answer;
    const auto range = options_of::degrees(q);
    if (!range)
        answer.expansions.push_back(f(std::optional<int>()));
    else
        for (int k = range->first; k <= range->second; ++k) answer.expansions.push_back(f(std::optional<int>(k)));
    return answer;
}
ExpansionAnswer mass(const ExpansionQuestion& q) {
    const auto f = options_of::required_activation(q);
    const auto [first, last] = options_of::degrees(q).value_or(std::pair(0, 4));
    ExpansionAnswer answer;
    note_digits(answer, *f);
    for (int k = first; k <= last; ++k) answer.expansions.push_back(expand_mass(f, k, q.order));
    return answer;
}
ExpansionAnswer second_moment(const ExpansionQuestion& q) {
    const auto f = options_of::required_activation(q);
    ExpansionAnswer answer;
    note_digits(answer, *f);
    answer.expansions.push_back(expand_second_moment(f, q.order));
    return answer;
}
ExpansionAnswer multiplicity(const ExpansionQuestion& q) {
    return by_degree(q, [&](std::optional<int> k) { return expand_multiplicity(k, q.order); });
}
ExpansionAnswer log_multiplicity(const ExpansionQuestion& q) {
    return by_degree(q, [&](std::optional<int> k) { return expand_multiplicity(k, q.order, true); });
}
ExpansionAnswer power(const ExpansionQuestion& q) {
    return by_degree(q, [&](std::optional<int> k) { return expand_power(options_of::number(q, "power"), k, q.order); });
}
ExpansionAnswer hermite_weight_answer(const ExpansionQuestion& q) {
    const int j = options_of::whole(q, "index", 0, 40).value_or(0);
    return by_degree(q, [&](std::optional<int> k) { return expand_hermite_weight(k, j, q.order); });
}

}  // namespace

std::string CatalogueEntry::region() const {
    std::string all;
    for (const Validity& one : regions) all += (all.empty() ? "" : "; or ") + one.text();
    return all;
}

void ExpansionAnswer::give(const std::string& option, const std::string& name, const ex& value) {
    exact_values.emplace_back(name, value);
    values[name] = evaluate(value, {});
    gives[option].insert(name);
}

std::vector<std::string> expansion_names() {
    std::vector<std::string> names;
    for (const CatalogueEntry& entry : expansion_catalogue()) names.push_back(entry.name);
    return names;
}

const std::vector<CatalogueEntry>& expansion_catalogue() {
    static const std::vector<CatalogueEntry> list = [] {
        const std::vector<Validity> large{{{}, "d -> infinity"}};
        std::vector<CatalogueEntry> all{
            {"hermite",
             "mu_k = E s(G) He_k(G), E s^2, mu_*^2 in closed form",
             {{{}, "d = infinity"}},
             {"activation", "degrees"},
             hermite},
            {"gegenbauer",
             "coefficient lambda_{d,k} of an activation, or in its mu_k",
             large,
             {"activation", "degrees"},
             gegenbauer,
             8},
            {"amplitude",
             "g_k = sqrt(B) lambda_{d,k} of an activation, or in its mu_k",
             large,
             {"activation", "degrees"},
             amplitude,
             8},
            {"mass",
             "B(d,k) xi_{d,k} = g_k^2, the kernel's mass in a degree",
             large,
             {"activation", "degrees"},
             mass,
             8},
            {"second-moment", "E s(sqrt(d) t)^2, the kernel's trace", large, {"activation"}, second_moment, 8},
            {"power",
             "g_k sqrt(k!)/mu_k of max(x,0)^p and |x|^p, any p > -1, any k",
             {power_region(letter("p"), letter("k"))},
             {"power", "degrees"},
             power,
             8},
            {"hermite-weight",
             "weight r_{k,j} of mu_{k+2j} in lambda_{d,k}",
             large,
             {"index", "degrees"},
             hermite_weight_answer,
             8},
            {"multiplicity", "dimension B(d,k) of the harmonics of degree k", large, {"degrees"}, multiplicity},
            {"log-multiplicity", "log(B(d,k) k!/d^k)", large, {"degrees"}, log_multiplicity},
        };
        append_regimes(all);
        append_proportional(all);
        return all;
    }();
    return list;
}

namespace {

void collect(const ex& e, std::set<std::string>& names) {
    if (GiNaC::is_a<GiNaC::symbol>(e)) names.insert(GiNaC::ex_to<GiNaC::symbol>(e).get_name());
    for (const ex& part : e) collect(part, names);
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

/// Numbers for letters, `set`. Throws DomainError for a letter that none of the expansions has.
void put_in(ExpansionAnswer& answer, const std::string& text) {
    const std::set<std::string> known = letters_of(answer);
    std::set<std::string> exponents;
    for (const Expansion& e : answer.expansions)
        for (const ExpansionTerm& t : e.terms) collect(t.exponent, exponents);
    for (const auto& [name, value] : options_of::assignments(text)) {
        if (exponents.count(name) == 1)
            throw DomainError("set", name,
                              "a letter of the exponents, on which the order of the terms depends: the option `" +
                                  name + "` gives it a number");
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
void refuse_unused(const ExpansionAnswer& answer, const ExpansionQuestion& question) {
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
        const auto quantity = question.options.find("quantity");
        throw DomainError(
            option, question.options.at(option),
            variable ? "`of = " + question.of + "` is a series in it, and a series in a letter has no number for it"
                     : "`of = " + question.of +
                           (quantity == question.options.end() ? "" : "` `quantity = " + quantity->second) +
                           "` does not depend on it; leave it out" +
                           (known.empty() ? "" : " (its letters: " + list_of(known) + ")"));
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

ExpansionAnswer expansions(const ExpansionQuestion& question) {
    std::vector<std::string> names;
    for (const CatalogueEntry& entry : expansion_catalogue()) {
        names.push_back(entry.name);
        if (entry.name != question.of) continue;
        for (const auto& [name, value] : question.options)
            if (name != "set" && std::find(entry.options.begin(), entry.options.end(), name) == entry.options.end()) {
                std::string known;
                for (const std::string& option : entry.options) known += (known.empty() ? "`" : ", `") + option + "`";
                throw DomainError(name, value, "`of = " + question.of + "` does not have it; it takes " + known);
            }
        require_order(question.order, entry.highest_order);
        ExpansionAnswer answer = entry.answer(question);
        if (const auto set = options_of::text(question, "set")) put_in(answer, *set);
        refuse_outside(answer, question.of);
        refuse_unused(answer, question);
        return answer;
    }
    throw DomainError("of", question.of,
                      "no expansion has this name" + did_you_mean(question.of, names) + " (`lazyrisk expand --list`)");
}

namespace {

/// One try at numbers for letters that have none.
struct Sample {
    enum class Sizes {
        as_listed,
        wide,
        very_wide,
        narrow,
        equal,
        ones,
        small,
        small_and_wide
    } sizes = Sizes::as_listed;
    bool linear = false;  ///< c = 0
    Digits scale = 1;     ///< noise larger, what is only a part of another letter smaller
};

Values filled(const Expansion& expansion, const Values& given, const Sample& how) {
    static const Values samples{{"k", 5},
                                {"p", Digits(5) / 2},
                                {"a", Digits(1) / 4},
                                {"c", Digits(9) / 100},
                                {"psi1", 2},
                                {"psi2", 3},
                                {"psi", Digits(3) / 2},
                                {"lambda", Digits(3) / 10},
                                {"r", Digits(7) / 10},
                                {"F1^2", 1},
                                {"F*^2", Digits(1) / 10},
                                {"tau^2", Digits(1) / 2},
                                {"zeta", Digits(3) / 10},
                                {"G", Digits(9) / 20},
                                {"Fl^2", Digits(7) / 10}};
    Values values = given;
    for (const auto& [name, value] : expansion.sample)
        values.emplace(name, name.starts_with("m_") || name.starts_with("F_{l+") ? Digits(value / how.scale) : value);
    for (const auto& [name, value] : samples)
        values.emplace(name, name == "F*^2" || name == "tau^2" ? Digits(value * how.scale) : value);
    const auto choose = [&](const char* name, const Digits& value) {
        if (given.count(name) == 0) values[name] = value;
    };
    switch (how.sizes) {
        case Sample::Sizes::as_listed:
            break;
        case Sample::Sizes::wide:
            given.count("psi1") ? choose("psi2", values["psi1"] / 2) : choose("psi1", 2 * values["psi2"]);
            break;
        case Sample::Sizes::very_wide:
            given.count("psi1") ? choose("psi2", values["psi1"] / 20) : choose("psi1", 20 * values["psi2"]);
            break;
        case Sample::Sizes::narrow:
            given.count("psi2") ? choose("psi1", values["psi2"] / 2) : choose("psi2", 2 * values["psi1"]);
            break;
        case Sample::Sizes::equal:
            given.count("psi1") ? choose("psi2", values["psi1"]) : choose("psi1", values["psi2"]);
            break;
        case Sample::Sizes::ones:
            choose("psi1", 1), choose("psi2", 1), choose("psi", 1);
            break;
        case Sample::Sizes::small:
            choose("psi1", Digits(3) / 5), choose("psi2", Digits(4) / 5), choose("psi", Digits(4) / 5);
            break;
        case Sample::Sizes::small_and_wide:
            choose("psi1", Digits(4) / 5), choose("psi2", Digits(3) / 5), choose("psi", Digits(3) / 5);
            break;
    }
    if (given.count("psi") == 0 && given.count("psi2")) values["psi"] = given.at("psi2");
    if (how.linear) choose("c", 0);
    if (given.count("sigma^2") == 0 && expansion.sample.count("sigma^2") == 0)
        values["sigma^2"] = values["F*^2"] + values["tau^2"];
    for (const auto& [symbol, meaning] : expansion.definitions)  // an abbreviation has its own value
        if (given.count(symbol.get_name()) == 0) values.erase(symbol.get_name());
    return values;
}

}  // namespace

Values sample_values(const Expansion& expansion, const Values& given) {
    using Sizes = Sample::Sizes;
    for (const double scale : {1.0, 10.0, 1e3, 1e6})
        for (const bool linear : {false, true})
            for (const Sizes sizes : {Sizes::as_listed, Sizes::wide, Sizes::very_wide, Sizes::narrow, Sizes::equal,
                                      Sizes::ones, Sizes::small, Sizes::small_and_wide}) {
                const Values values = filled(expansion, given, {sizes, linear, Digits(scale)});
                if (!expansion.validity.broken(values)) return values;
            }
    return filled(expansion, given, {});
}

}  // namespace lazyrisk
