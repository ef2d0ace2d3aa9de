// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Regimes and plateaus in the catalogue.
#include <algorithm>
#include <cctype>

#include "lazyrisk/expand/catalogue/options_of.hpp"
#include "lazyrisk/expand/catalogue/regime.hpp"
#include "lazyrisk/expand/critical/critical.hpp"
#include "lazyrisk/expand/proportional/proportional.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::numeric;

/// A number, inf, FROM:TO (the letter of that name between them), or the letter itself.
Exponent exponent(const ExpansionQuestion& q, const char* name, const std::optional<int>& level) {
    const auto given = options_of::text(q, name);
    if (!given)
        throw DomainError(std::string("`") + name +
                          "` is missing: a regime is given by n = d^alpha and p = d^beta, each a number, inf, or an "
                          "interval such as 1:2 for the letter");
    if (*given == "inf") return {};
    const auto range = [&](const numeric& from, const std::optional<numeric>& to) {
        if (from.is_negative() || (to && !(*to > from)) || (to && *to > 30))
            throw DomainError(name, *given, "expected an interval FROM:TO with 0 <= FROM < TO <= 30");
        return Exponent{std::nullopt, Exponent::Range{letter(name), from, to}};
    };
    if (*given == name) {
        if (level)
            return range(*level, std::string(name) == "alpha" || !options_of::text(q, "alpha")
                                     ? std::optional<numeric>(*level + 1)
                                     : std::nullopt);
        return range(0, std::nullopt);
    }
    if (const std::size_t colon = given->find(':'); colon != std::string::npos) {
        const std::string to = given->substr(colon + 1);
        return range(exact_number(name, given->substr(0, colon)),
                     to == "inf" ? std::nullopt : std::optional(exact_number(name, to)));
    }
    try {
        return {exact_number(name, *given)};
    } catch (const DomainError&) {
        throw DomainError(
            name, *given,
            std::string("expected a number, inf, an interval FROM:TO, or the letter ") + name + " itself with `level`");
    }
}

/// lambda d^-g as it is typed: 0.3, d^-0.5, 0.3*d^-1/2, d^-gamma, lambda*d^-gamma; the exponent also by
/// ridge-exponent.
struct TypedRidge {
    std::optional<numeric> factor;  ///< none: the letter lambda
    ex exponent = 0;
};

ex ridge_exponent(const std::string& name, std::string text, const std::vector<std::string>& letters) {
    if (text.starts_with("(") && text.ends_with(")")) text = text.substr(1, text.size() - 2);
    for (const std::string& one : letters)
        if (text == one) return letter(one);
    if (!text.empty() && std::isalpha(static_cast<unsigned char>(text[0]))) {
        std::string known;
        for (const std::string& one : letters) known += (known.empty() ? "" : " or ") + one;
        throw DomainError(name, text, "expected a number or the letter " + known);
    }
    return exact_number(name, text);
}

TypedRidge typed_ridge(const ExpansionQuestion& q, const std::vector<std::string>& letters) {
    TypedRidge out;
    const auto given = options_of::text(q, "ridge"), separate = options_of::text(q, "ridge-exponent");
    if (separate) out.exponent = ridge_exponent("ridge-exponent", *separate, letters);
    if (!given) return out;
    const std::size_t at = given->find("d^");
    if (at == std::string::npos) {
        if (*given != "lambda") out.factor = exact_number("ridge", *given);
    } else {
        if (separate) throw DomainError("ridge", *given, "its exponent is given twice, here and by `ridge-exponent`");
        std::string before = given->substr(0, at), after = given->substr(at + 2);
        if (after.starts_with("(") && after.ends_with(")")) after = after.substr(1, after.size() - 2);
        if (!before.empty() && before.back() == '*') before.pop_back();
        if (before.empty())
            out.factor = 1;
        else if (before != "lambda")
            out.factor = exact_number("ridge", before);
        if (!after.starts_with("-"))
            throw DomainError("ridge", *given, "expected a power that does not grow with d, as in d^-0.5 or d^-gamma");
        out.exponent = ridge_exponent("ridge", after.substr(1), letters);
    }
    options_of::not_negative("ridge", out.factor);
    return out;
}

/// Options that change nothing of this answer are refused.
void refuse_unused(const ExpansionQuestion& q, const std::vector<std::string>& options, const std::string& why) {
    for (const std::string& option : options)
        if (const auto given = options_of::text(q, option)) throw DomainError(option, *given, why);
}

void refuse_unused_of(const ExpansionQuestion& q, PlateauKind kind) {
    const std::string quantity = options_of::text(q, "quantity").value_or("risk");
    if (quantity == "h" || quantity == "variance")
        refuse_unused(q, {"energy"}, "`quantity = " + quantity + "` does not depend on it; leave it out");
    if (quantity != "risk")
        refuse_unused(q, {"noise"}, "`quantity = " + quantity + "` does not depend on it; leave it out");
    if (kind == PlateauKind::approximation)
        refuse_unused(q, {"ridge", "ridge-exponent"}, "with infinitely many samples the ridge is gone; leave it out");
}

void fill(Plateau& p, const ExpansionQuestion& q, const TypedRidge& ridge) {
    refuse_unused_of(q, p.kind);
    p.activation = options_of::activation(q);
    p.energy = options_of::energy(q);
    p.noise = options_of::number(q, "noise");
    options_of::not_negative("noise", p.noise);
    p.ridge = ridge.factor;
    p.ridge_exponent = ridge.exponent;
    if (p.activation && !p.ridge && p.kind != PlateauKind::approximation)
        throw DomainError(
            "`ridge` is missing: the levels of an activation are numbers, and the ridge beside them must be one");
}

void add_leading(ExpansionAnswer& answer, const Plateau& p, const Region& region, const std::string& quantity) {
    const bool vanishes =
        quantity == "variance" || (quantity.starts_with("bias.") && std::stoi(quantity.substr(5)) <= p.l);
    for (const RegionalExpansion& one : expand_plateau_by_region(p, region, quantity, vanishes ? 0 : 1)) {
        const auto& terms = one.expansion.terms;
        LeadingTerm row{quantity, 0, {}, one.region.text()};
        if (one.has_limit) row.limit = terms.front().coefficient;
        for (const auto& [symbol, meaning] : one.expansion.definitions)  // a sum of energies as it is
            if (symbol.get_name() == "G") row.limit = row.limit.subs(symbol == meaning).expand();
        if (terms.size() > (one.has_limit ? 1U : 0U)) row.correction = terms.back();
        if (row.correction || one.has_limit) answer.leading.push_back(row);
    }
}

/// The closed forms on a level, and where n ~ p.
void add_critical(ExpansionAnswer& answer, const Regime& regime, int order) {
    const auto add = [&](const Expansion& e) { answer.expansions.push_back(e); };
    if (regime.place == Regime::Place::critical_samples) {
        add(critical_risk(Critical::effective_ridge));
        add(critical_risk(Critical::test_error));
        if (order > 0) add(critical_in_dimension(Critical::test_error, regime.l, std::min(order, 2)));
    } else if (regime.place == Regime::Place::critical_width) {
        add(critical_width(Critical::effective_ridge));
        add(critical_width(Critical::test_error));
    } else if (regime.place == Regime::Place::critical_both) {
        add(ridgeless_risk(Quantity::test_error, Smaller::width));
        add(ridgeless_risk(Quantity::test_error, Smaller::samples));
    } else if (regime.place == Regime::Place::peak) {
        add(interpolation_peak(Critical::effective_ridge));
        add(interpolation_peak(Critical::test_error));
    }
}

ExpansionAnswer regime_answer(const ExpansionQuestion& q) {
    const auto level = options_of::whole(q, "level", 0, 29);
    const TypedRidge ridge = typed_ridge(q, {"gamma"});
    const Exponent n = exponent(q, "alpha", level), p = exponent(q, "beta", level);
    const auto quantity = options_of::text(q, "quantity");
    const bool letters = options_of::text(q, "alpha") == "alpha" || options_of::text(q, "beta") == "beta";
    if (level && !letters)
        refuse_unused(q, {"level"}, "alpha and beta say the level; it is for `alpha = alpha` or `beta = beta`");
    ExpansionAnswer answer;
    for (const Regime& regime : regimes_of(n, p, ridge.exponent)) {
        answer.sentences.push_back(regime.name);
        answer.sentences.insert(answer.sentences.end(), regime.sentences.begin(), regime.sentences.end());
        if (!regime.plateau) {
            refuse_unused(q, {"activation", "energy", "noise", "ridge", "ridge-exponent", "quantity"},
                          "on a level and where n and p are of one order the answer is a closed form in letters, for "
                          "which `set` has numbers");
            add_critical(answer, regime, q.order);
            continue;
        }
        Plateau plateau = *regime.plateau;
        fill(plateau, q, ridge);
        std::vector<std::string> shown{"h", "variance", "risk"};
        if (quantity) shown = {*quantity};
        std::vector<std::string> table{"h"};
        for (int k = 0; k <= plateau.l + 2; ++k) table.push_back("bias." + std::to_string(k));
        table.insert(table.end(), {"variance", "risk"});
        if (quantity) table = {};
        for (const std::string& each : table) add_leading(answer, plateau, regime.region, each);
        for (const std::string& each : shown) {
            if (plateau.numbers())
                answer.expansions.push_back(expand_plateau(plateau, each, q.order));
            else
                for (RegionalExpansion& one : expand_plateau_by_region(plateau, regime.region, each, q.order))
                    answer.expansions.push_back(std::move(one.expansion));
        }
    }
    return answer;
}

template <PlateauKind kind>
ExpansionAnswer plateau_answer(const ExpansionQuestion& q) {
    Plateau p;
    p.kind = kind;
    p.l = options_of::whole(q, "level", 0, 30).value_or(1);
    if (const auto delta = options_of::number(q, "delta")) p.delta = *delta;
    if (const auto gamma = options_of::number(q, "gamma")) p.gamma = *gamma;
    fill(p, q, typed_ridge(q, p.two_sizes() ? std::vector<std::string>{"g"} : std::vector<std::string>{"g", "gamma"}));
    ExpansionAnswer answer;
    const auto quantity = options_of::text(q, "quantity");
    if (quantity)
        answer.expansions.push_back(expand_plateau(p, *quantity, q.order));
    else
        for (const char* each : {"h", "variance", "risk"})
            answer.expansions.push_back(expand_plateau(p, each, q.order));
    return answer;
}

}  // namespace

void append_regimes(std::vector<CatalogueEntry>& list) {
    const std::vector<std::string> common{"activation",     "energy",   "noise", "ridge",
                                          "ridge-exponent", "quantity", "level"};
    std::vector<std::string> regime = common, one = common, two = common;
    regime.insert(regime.end(), {"alpha", "beta"});
    one.insert(one.end(), {"delta"});
    two.insert(two.end(), {"delta", "gamma"});
    const Validity exponents{
        {}, "n = d^alpha, p = d^beta with alpha, beta > 0, ridge d^-gamma with gamma >= 0, d -> infinity"};
    list.push_back({"regime",
                    "name, learned degrees, crossovers, then effective ridge, variance, risk, biases",
                    {exponents},
                    regime,
                    regime_answer,
                    18});
    list.push_back({"plateau-kernel",
                    "effective ridge, variance, risk of kernel regression",
                    {plateau_region(PlateauKind::kernel)},
                    one,
                    plateau_answer<PlateauKind::kernel>,
                    18});
    list.push_back({"plateau-samples",
                    "the same for random features, few samples",
                    {plateau_region(PlateauKind::few_samples)},
                    two,
                    plateau_answer<PlateauKind::few_samples>,
                    18});
    list.push_back({"plateau-width",
                    "the same for random features, few neurons",
                    {plateau_region(PlateauKind::few_neurons)},
                    two,
                    plateau_answer<PlateauKind::few_neurons>,
                    18});
    std::erase_if(one, [](const std::string& option) {
        return option.starts_with("ridge");
    });  // no ridge counts beside infinitely many samples
    list.push_back({"plateau-approximation",
                    "the same for infinitely many samples",
                    {plateau_region(PlateauKind::approximation)},
                    one,
                    plateau_answer<PlateauKind::approximation>,
                    18});
}

}  // namespace lazyrisk
