#include "lazyrisk/expand/catalogue.hpp"

#include <algorithm>
#include <set>

#include "lazyrisk/expand/large_dimension.hpp"
#include "lazyrisk/expand/options_of.hpp"
#include "lazyrisk/expand/proportional_answers.hpp"
#include "lazyrisk/expand/regime.hpp"
#include "lazyrisk/expand/render.hpp"
#include "lazyrisk/nearest.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;

Expansion value_of(const std::string& name, const std::string& quantity, const ex& value, const char* source) {
    return {name, quantity, letter("d"), {{0, value}}, {}, "exact", source, {}, true};
}

void note_digits(ExpansionAnswer& answer, const HermiteForm& f) {
    if (!f.closed()) answer.sentences.push_back(f.name() + " has no closed form here (" + f.reason() + "): digits by quadrature instead");
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
        with_check(value_of("hermite", "mu_" + std::to_string(k), f->mu(k), "(12.20)"), [f, k] { return f->mu_by_quadrature(k); });
    with_check(value_of("hermite", "E s(G)^2", f->second_moment(), "(12.20)"), [f] { return f->mu_of_square_by_quadrature(0); });
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
    if (!range && !f) answer.expansions.push_back(expand_gegenbauer(std::nullopt, q.order, amplitude));
    else
        for (int k = range.value_or(std::pair(0, 4)).first; k <= range.value_or(std::pair(0, 4)).second; ++k)
            answer.expansions.push_back(f ? expand_gegenbauer(f, k, q.order, amplitude) : expand_gegenbauer(k, q.order, amplitude));
    return answer;
}
ExpansionAnswer gegenbauer(const ExpansionQuestion& q) { return of_harmonics(q, false); }
ExpansionAnswer amplitude(const ExpansionQuestion& q) { return of_harmonics(q, true); }

template <class F>
ExpansionAnswer by_degree(const ExpansionQuestion& q, const F& f) {
    ExpansionAnswer answer;
    const auto range = options_of::degrees(q);
    if (!range) answer.expansions.push_back(f(std::optional<int>()));
    else for (int k = range->first; k <= range->second; ++k) answer.expansions.push_back(f(std::optional<int>(k)));
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

const std::vector<CatalogueEntry>& expansion_catalogue() {
    static const std::vector<CatalogueEntry> list = [] {
        std::vector<CatalogueEntry> all{
            {"hermite", "mu_k = E s(G) He_k(G), E s^2, mu_*^2 in closed form", "d = infinity", {"activation", "degrees"}, hermite},
            {"gegenbauer", "coefficient lambda_{d,k} of an activation, or in its mu_k", "d -> infinity", {"activation", "degrees"}, gegenbauer},
            {"amplitude", "g_k = sqrt(B) lambda_{d,k} of an activation, or in its mu_k", "d -> infinity", {"activation", "degrees"}, amplitude},
            {"mass", "B(d,k) xi_{d,k} = g_k^2, the kernel's mass in a degree", "d -> infinity", {"activation", "degrees"}, mass},
            {"second-moment", "E s(sqrt(d) t)^2, the kernel's trace", "d -> infinity", {"activation"}, second_moment},
            {"power", "g_k sqrt(k!)/mu_k of max(x,0)^p and |x|^p, any p > -1, any k", "d -> infinity", {"power", "degrees"}, power},
            {"hermite-weight", "weight r_{k,j} of mu_{k+2j} in lambda_{d,k}", "d -> infinity", {"index", "degrees"}, hermite_weight_answer},
            {"multiplicity", "dimension B(d,k) of the harmonics of degree k", "d -> infinity", {"degrees"}, multiplicity},
            {"log-multiplicity", "log(B(d,k) k!/d^k)", "d -> infinity", {"degrees"}, log_multiplicity},
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

/// Numbers for letters, --set. Throws DomainError for a letter that none of the expansions has.
void put_in(ExpansionAnswer& answer, const std::string& text) {
    std::set<std::string> known;
    for (const Expansion& e : answer.expansions) {
        for (const ExpansionTerm& t : e.terms) collect(t.coefficient, known), collect(t.exponent, known);
        for (const auto& [symbol, meaning] : e.definitions) known.insert(symbol.get_name()), collect(meaning, known);
    }
    for (const Expansion& e : answer.expansions)
        if (is_series(e)) known.erase(e.variable.get_name());
    for (const auto& [name, value] : options_of::assignments(text)) {
        if (known.count(name) == 0) {
            std::string list;
            for (const std::string& one : known) list += (list.empty() ? "" : ", ") + one;
            throw DomainError("set", name, "no letter of this expansion; " + (list.empty() ? "it has none" : "it has " + list));
        }
        answer.exact_values.emplace_back(name, value);
        answer.values[name] = evaluate(value, {});
    }
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
                for (const std::string& option : entry.options) known += (known.empty() ? "--" : ", --") + option;
                throw DomainError(name, value, "--of " + question.of + " does not have it; it takes " + known);
            }
        if (question.order < 0 || question.order > 24) require_order(question.order);
        ExpansionAnswer answer = entry.answer(question);
        if (const auto set = options_of::text(question, "set")) put_in(answer, *set);
        return answer;
    }
    throw DomainError("of", question.of, "no expansion has this name" + did_you_mean(question.of, names) + " (lazyrisk expand --list)");
}

Values sample_values(const Expansion& expansion, const Values& given) {
    static const std::map<std::string, Digits> samples{
        {"k", 5}, {"p", Digits(5) / 2}, {"a", Digits(1) / 4}, {"c", Digits(9) / 100}, {"psi1", 2}, {"psi2", 3}, {"psi", Digits(3) / 2}, {"lambda", Digits(3) / 10},
        {"r", Digits(7) / 10}, {"F1^2", 1}, {"F*^2", Digits(1) / 10}, {"tau^2", Digits(1) / 2}, {"zeta", Digits(3) / 10}, {"G", Digits(9) / 20},
        {"Fl^2", Digits(7) / 10}, {"F_l^2", Digits(7) / 10}};
    Values values = given;
    for (const auto& [name, value] : expansion.sample) values.emplace(name, value);
    for (const auto& [name, value] : samples) values.emplace(name, value);
    if (given.count("psi") == 0 && given.count("psi2")) values["psi"] = given.at("psi2");
    // on the side of the peak that the expansion is about
    if (expansion.region.find("psi1 > psi2") != std::string::npos && given.count("psi1") == 0) values["psi1"] = 2 * values["psi2"];
    if (expansion.region.find("psi1 < psi2") != std::string::npos && given.count("psi2") == 0) values["psi2"] = 2 * values["psi1"];
    if (expansion.region.find("psi1 = psi2 = psi") != std::string::npos) (given.count("psi1") ? values["psi2"] = values["psi1"] : values["psi1"] = values["psi2"]);
    if (expansion.region.find("c = 0") != std::string::npos) {
        values["c"] = 0;
        for (const char* name : {"psi1", "psi2"})
            if (expansion.region.find(std::string(name) + " = 1") != std::string::npos) values[name] = 1;
    }
    if (given.count("sigma^2") == 0 && expansion.sample.count("sigma^2") == 0) values["sigma^2"] = values["F*^2"] + values["tau^2"];
    for (const auto& [symbol, meaning] : expansion.definitions)  // an abbreviation has its own value
        if (given.count(symbol.get_name()) == 0) values.erase(symbol.get_name());
    return values;
}

}  // namespace lazyrisk
