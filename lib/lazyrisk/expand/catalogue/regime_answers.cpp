// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/regime_answers.hpp"

#include <algorithm>

#include "lazyrisk/expand/catalogue/expansion_field.hpp"
#include "lazyrisk/expand/catalogue/field_text.hpp"
#include "lazyrisk/expand/catalogue/regime.hpp"
#include "lazyrisk/expand/catalogue/require_fields.hpp"
#include "lazyrisk/expand/critical/critical.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::numeric;

bool of_level(const std::optional<Exponent>& exponent) {
    return exponent && exponent->range && exponent->range->of_level;
}

/// As given; the letter itself lies in the interval of the level where one is named: above it alone for beta.
Exponent exponent(const char* name, const std::optional<Exponent>& given, const std::optional<int>& level) {
    if (!given)
        throw DomainError(std::string("--") + name +
                          " is missing: a regime is given by n = d^alpha and p = d^beta, each a number, inf, or an "
                          "interval such as 1:2 for the letter");
    Exponent out = *given;
    if (!level || !of_level(given)) return out;
    out.range->from = *level;
    if (out.range->letter.get_name() == "alpha") out.range->to = *level + 1;
    return out;
}

/// The ridge, its exponent a number or one of these letters.
PowerRidge ridge_of(const ExpansionProblem& q, const std::vector<std::string>& letters) {
    PowerRidge out = q.ridge.value_or(PowerRidge{});
    if (q.ridge_exponent && out.exponent)
        throw DomainError("ridge", field_text(*q.ridge), "its exponent is given twice, here and by `ridge-exponent`");
    if (q.ridge_exponent) out.exponent = q.ridge_exponent;
    const ex exponent = out.exponent.value_or(0);
    if (GiNaC::is_a<numeric>(exponent)) return out;
    std::string known;
    for (const std::string& one : letters) {
        if (exponent.is_equal(letter(one))) return out;
        known += (known.empty() ? "" : " or ") + one;
    }
    throw DomainError(q.ridge_exponent ? "ridge-exponent" : "ridge", field_text(exponent),
                      "expected a number or the letter " + known);
}

/// Fields that change nothing of this answer are refused.
void refuse_unused(const ExpansionProblem& q, const std::vector<std::string>& fields, const std::string& why) {
    for (const std::string& field : fields)
        if (const auto given = expansion_field(field).given(q)) throw DomainError(field, *given, why);
}

void refuse_unused_of(const ExpansionProblem& q, PlateauKind kind) {
    const std::string quantity = q.quantity.value_or("risk");
    if (quantity == "h" || quantity == "variance")
        refuse_unused(q, {"energy"}, "`quantity = " + quantity + "` does not depend on it; leave it out");
    if (quantity != "risk")
        refuse_unused(q, {"noise"}, "`quantity = " + quantity + "` does not depend on it; leave it out");
    if (kind == PlateauKind::approximation)
        refuse_unused(q, {"ridge", "ridge-exponent"}, "with infinitely many samples the ridge is gone; leave it out");
}

void fill(Plateau& p, const ExpansionProblem& q, const PowerRidge& ridge) {
    refuse_unused_of(q, p.kind);
    p.activation = q.activation;
    p.energy = q.energy;
    p.noise = q.noise;
    p.ridge = ridge.factor;
    p.ridge_exponent = ridge.exponent.value_or(0);
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

/// The table of limits and leading corrections, then the series of each quantity.
void add_plateau(ExpansionAnswer& answer, const Plateau& plateau, const Region& region, const ExpansionProblem& q) {
    std::vector<std::string> shown{"h", "variance", "risk"}, table{"h"};
    for (int k = 0; k <= plateau.l + 2; ++k) table.push_back("bias." + std::to_string(k));
    table.insert(table.end(), {"variance", "risk"});
    if (q.quantity) shown = {*q.quantity}, table = {};
    for (const std::string& each : table) add_leading(answer, plateau, region, each);
    for (const std::string& each : shown) {
        if (plateau.numbers())
            answer.expansions.push_back(expand_plateau(plateau, each, q.order));
        else
            for (RegionalExpansion& one : expand_plateau_by_region(plateau, region, each, q.order))
                answer.expansions.push_back(std::move(one.expansion));
    }
}

ExpansionAnswer regime_answer(const ExpansionProblem& q) {
    static_cast<void>(within("level", q.level, 0, 29, 0));
    const PowerRidge ridge = ridge_of(q, {"gamma"});
    const Exponent n = exponent("alpha", q.alpha, q.level), p = exponent("beta", q.beta, q.level);
    if (q.level && !of_level(q.alpha) && !of_level(q.beta))
        refuse_unused(q, {"level"}, "alpha and beta say the level; it is for `alpha = alpha` or `beta = beta`");
    ExpansionAnswer answer;
    for (const Regime& regime : regimes_of(n, p, ridge.exponent.value_or(0))) {
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
        add_plateau(answer, plateau, regime.region, q);
    }
    return answer;
}

template <PlateauKind kind>
ExpansionAnswer plateau_answer(const ExpansionProblem& q) {
    Plateau p;
    p.kind = kind;
    p.l = within("level", q.level, 0, 30, 1);
    if (q.delta) p.delta = *q.delta;
    if (q.gamma) p.gamma = *q.gamma;
    fill(p, q, ridge_of(q, p.two_sizes() ? std::vector<std::string>{"g"} : std::vector<std::string>{"g", "gamma"}));
    ExpansionAnswer answer;
    std::vector<std::string> quantities{"h", "variance", "risk"};
    if (q.quantity) quantities = {*q.quantity};
    for (const std::string& each : quantities) answer.expansions.push_back(expand_plateau(p, each, q.order));
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
