// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/plateau/plateau.hpp"

#include <algorithm>
#include <utility>

#include "lazyrisk/expand/dimension/large_dimension.hpp"
#include "lazyrisk/expand/plateau/plateau_levels.hpp"
#include "lazyrisk/expand/plateau/plateau_parts.hpp"

namespace lazyrisk {

using namespace plateau_parts;
using GiNaC::ex;
using GiNaC::numeric;

namespace {

struct Kind {
    const char *name, *sizes;
};

Kind kind_of(PlateauKind kind) {
    static const std::map<PlateauKind, Kind> all{
        {PlateauKind::kernel, {"plateau-kernel", "n = d^(l+delta), p = inf"}},
        {PlateauKind::few_samples, {"plateau-samples", "n = d^(l+delta), p = n d^gamma"}},
        {PlateauKind::few_neurons, {"plateau-width", "p = d^(l+delta), n = p d^gamma"}},
        {PlateauKind::approximation, {"plateau-approximation", "p = d^(l+delta), n = inf"}}};
    return all.at(kind);
}

}  // namespace

std::string plateau_parts::plateau_name(PlateauKind kind) { return kind_of(kind).name; }

Validity plateau_region(PlateauKind kind, std::optional<int> level) {
    const ex delta = letter("delta"), gamma = letter("gamma"), ridge = letter("g");
    Condition between =
        more(delta * (1 - delta), 0, "on a level the scaling is critical, `of = regime` has the closed form there");
    between.text = "0 < delta < 1";
    Validity region{{between}, "d -> infinity"};
    if (kind == PlateauKind::few_samples || kind == PlateauKind::few_neurons)
        region.conditions.push_back(more(
            gamma, 0, "with n and p of one order the risk has a peak, `of = interpolation-peak` is the closed form"));
    if (kind != PlateauKind::approximation) {
        Condition falling = at_least(ridge, 0, "a ridge that grows with d undoes the learning of levels");
        falling.text = "ridge of order d^-g, g >= 0";
        region.conditions.push_back(falling);
    }
    for (Condition& c : region.conditions) c.of_exponents = true;
    Condition sizes = at_least(1, 0);
    sizes.text = kind_of(kind).sizes + (level ? ", l = " + std::to_string(*level) : std::string());
    region.conditions.insert(region.conditions.begin(), sizes);
    if (!level) {  // the levels of an activation are looked through one by one
        sizes.text = "no degree with mu_k = 0 but dead ones";
        region.conditions.push_back(sizes);
    }
    return region;
}

Expansion plateau_parts::start(const Plateau& p, const std::string& quantity) {
    Expansion e;
    e.name = plateau_name(p.kind);
    e.quantity = quantity;
    e.variable = letter("d");
    e.source = "(12.32)";
    e.large = true;
    e.hold_where(plateau_region(p.kind, p.l));
    return e;
}

void plateau_parts::add_term(Expansion& e, const ex& exponent, const ex& coefficient) {
    if (!e.terms.empty() && e.terms.back().exponent.is_equal(exponent))
        e.terms.back().coefficient = (e.terms.back().coefficient + coefficient).expand();
    else
        e.terms.push_back({exponent, coefficient});
}

void plateau_parts::complete(Expansion& e, const Plateau& p, const std::string& quantity, int top) {
    if (!p.valued() && !p.energy && !p.noise && quantity == "risk") {  // all that is not learned, under one letter
        ex above = letter("F_rest^2") + letter("sigma^2");
        for (int k = p.l + 1; k <= top; ++k)
            if (std::any_of(e.terms.begin(), e.terms.end(), [&](const ExpansionTerm& t) {
                    return t.coefficient.has(letter("F_" + std::to_string(k) + "^2"));
                }))
                above += letter("F_" + std::to_string(k) + "^2");
        for (ExpansionTerm& t : e.terms)
            t.coefficient =
                t.coefficient.subs(letter("F_rest^2") == letter("G") - (above - letter("F_rest^2"))).expand();
        e.definitions.emplace_back(letter("G"), above);
    }
    if (!p.valued() && !p.narrow() && p.ridge_exponent.is_zero())
        e.definitions.emplace_back(letter("L"), (p.ridge ? ex(*p.ridge) : ex(letter("lambda"))) + letter("T"));
    if (!p.valued()) {  // T is the trace above degree l, of which the levels there are a part
        ex part = 0;
        for (int k = p.l + 1; k <= top; ++k)
            part += letter("a_" + std::to_string(k)) * letter("b_" + std::to_string(k));
        Condition tail = more(letter("T"), part);
        tail.obvious = true;
        e.validity.conditions.push_back(tail);
    }
    const Values sample = plateau_sample();
    for (const auto& [name, value] : sample) e.sample.emplace(name, value);
    const auto levels =
        std::make_shared<std::optional<PlateauLevels<Digits>>>();  // of the activation, computed when it is asked for
    e.exact = [p, quantity, levels, top, sample](const Values& given, const Digits& d) {
        Values values = given;
        for (const auto& [name, value] : sample) values.emplace(name, value);
        if (!p.valued()) return exact_plateau(p, valued_levels(p, values, top), quantity, top, values, d);
        if (!*levels) *levels = levels_of(p, 6, std::max(top, p.l + 4));
        return exact_plateau(p, **levels, quantity, top, values, d);
    };
}

Exponents plateau_parts::common_factor(const Plateau& p, const std::string& quantity) {
    const int only = degree_of(quantity), times = p.kind == PlateauKind::kernel ? 2 : 1;
    if (only < 0 || only > p.l) return {};
    return {times * (p.l - only + 1), times * (p.l - only), 0, 0};
}

bool plateau_parts::goes_alone(const PlateauSeries& series, const Exponents& common, std::size_t variable, int least) {
    return std::any_of(series.terms.begin(), series.terms.end(), [&](const PlateauTerm& t) {
        Exponents rest = t.of;
        for (std::size_t j = 0; j < 4; ++j) rest[j] -= common[j];
        const int power = rest[variable];
        rest[variable] = 0;
        return power >= least && rest == Exponents{};
    });
}

namespace {

/// Monomials that no other one divides: one of them is the largest, whatever the weights.
std::vector<Exponents> undivided(const std::vector<Exponents>& all) {
    std::vector<Exponents> least;
    for (const Exponents& e : all)
        if (std::none_of(all.begin(), all.end(), [&](const Exponents& f) {
                return f != e && f[0] <= e[0] && f[1] <= e[1] && f[2] <= e[2] && f[3] <= e[3];
            }))
            least.push_back(e);
    return least;
}

/// delta and gamma without a meaning: 2/5 and 7/10.
Values exponent_sample(const Plateau& p) {
    Values v;
    if (!p.delta) v["delta"] = Digits(2) / 5;
    if (p.two_sizes() && !p.gamma) v["gamma"] = Digits(7) / 10;
    return v;
}

}  // namespace

namespace {

/// Is it 0 to all orders: no energy, no noise, or no variance beside infinitely many samples?
bool is_nothing(const Plateau& p, const std::string& quantity) {
    const int only = degree_of(quantity);
    const bool no_noise = p.kind == PlateauKind::approximation || (p.noise && p.noise->is_zero());
    const bool no_energy = p.energy && std::all_of(p.energy->begin(), p.energy->end(), [&](const auto& one) {
                               return one.second.is_zero() || (only >= 0 && one.first != only);
                           });
    if (quantity == "variance") return p.kind == PlateauKind::approximation;
    if (quantity == "h") return false;
    return no_energy && (quantity != "risk" || no_noise);
}

Expansion nothing(const Plateau& p, const std::string& quantity) {
    Expansion e = start(p, quantity);
    e.sample = exponent_sample(p);
    complete(e, p, quantity, p.l);
    return e;
}

/// How far the letters are computed for a first term that is not 0.
int furthest(const Plateau& p) { return p.numbers() ? (p.valued() ? 24 : 12) : (p.valued() ? 10 : 7); }

/// Approximation errors of energy that is never learned: the series is that energy.
bool is_constant(const Plateau& p, const std::string& quantity) {
    return p.kind == PlateauKind::approximation && p.energy && (quantity == "bias" || quantity == "risk") &&
           std::all_of(p.energy->begin(), p.energy->end(),
                       [](const auto& one) { return one.first < 0 || one.second.is_zero(); });
}

Expansion with_letters_in_exponents(const Plateau& p, const std::string& quantity, int order) {
    Expansion e = start(p, quantity);
    const Weights w = p.weights();
    const Exponents common = common_factor(p, quantity);
    const int degree = common[0] + common[1];
    const auto beyond = [&](const PlateauTerm& term) {
        return term.of[0] + term.of[1] + term.of[2] + term.of[3] - degree > order;
    };
    int reach = order + 2;  // of the second order beyond one sees which powers go on
    PlateauSeries series = expand_plateau_terms(p, quantity, reach);
    while (!is_constant(p, quantity) && reach < furthest(p) &&
           std::none_of(series.terms.begin(), series.terms.end(), beyond))
        series = expand_plateau_terms(p, quantity, ++reach);
    std::vector<Exponents> left;
    for (const PlateauTerm& term : series.terms) {
        if (beyond(term))
            left.push_back(term.of);
        else
            add_term(e, (-weight_of(term.of, w)).expand(), term.coefficient);
    }
    const bool only_a_bound = left.empty() && !is_constant(p, quantity);
    for (std::size_t i = 0; i < 4; ++i)  // beyond what was computed those alone that were there to the end
        if (Exponents far = common; !w[i].is_zero() && (only_a_bound || goes_alone(series, common, i, reach - 1)))
            far[i] += reach + 1, left.push_back(far);
    for (const Exponents& far : undivided(left)) e.further_remainders.push_back((-weight_of(far, w)).expand());
    if (!e.further_remainders.empty()) {
        e.remainder = e.further_remainders.front();
        e.further_remainders.erase(e.further_remainders.begin());
    }
    e.sample = exponent_sample(p);
    complete(e, p, quantity, series.top);
    if (only_a_bound) e.exact = nullptr;  // it may be smaller than the bound
    return e;
}

}  // namespace

Expansion expand_plateau(const Plateau& p, const std::string& quantity, int order) {
    require(p, order, p.numbers() ? (p.valued() ? 18 : 5) : p.valued() ? 8 : 5);
    if (is_nothing(p, quantity)) return nothing(p, quantity);
    if (!p.numbers()) return with_letters_in_exponents(p, quantity, order);
    Expansion e = start(p, quantity);
    const Weights w = p.weights();
    // the leading term is the first that is not 0
    int first_order = 0;
    while (first_order < furthest(p) && expand_plateau_terms(p, quantity, first_order).terms.empty()) ++first_order;
    const int last = std::min(order + first_order, furthest(p) - 1);
    const PlateauSeries asked = expand_plateau_terms(p, quantity, last);
    // further than asked: the first exponent beyond whose coefficient is not 0 is the remainder
    int far = std::min(last + (p.valued() ? 6 : 1), furthest(p));  // letters fill pages
    PlateauSeries series = expand_plateau_terms(p, quantity, far);
    const auto goes_on = [&] {
        return std::any_of(series.terms.begin(), series.terms.end(),
                           [&](const PlateauTerm& t) { return weight_of(t.of, w) >= asked.next; });
    };
    while (!goes_on() && far < (p.valued() ? furthest(p) : std::min(last + 8, furthest(p)))) {
        far = p.valued() ? furthest(p) : far + 1;
        series = expand_plateau_terms(p, quantity, far);
    }
    for (const PlateauTerm& term : series.terms) add_term(e, (-weight_of(term.of, w)).expand(), term.coefficient);
    std::erase_if(e.terms, [](const ExpansionTerm& t) { return t.coefficient.is_zero(); });
    complete(e, p, quantity, series.top);
    const auto first = std::find_if(e.terms.begin(), e.terms.end(),
                                    [&](const ExpansionTerm& t) { return ex(t.exponent + asked.next) <= 0; });
    const bool only_a_bound = e.terms.empty();
    e.remainder = first == e.terms.end() ? ex(-series.next) : first->exponent;
    e.terms.erase(first, e.terms.end());
    if (only_a_bound) e.exact = nullptr;  // it may be smaller than the bound
    return e;
}

}  // namespace lazyrisk
