// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Plateaus with letters in the exponents: which monomial dominates where.
#include <algorithm>
#include <map>

#include "lazyrisk/expand/plateau/plateau_parts.hpp"
#include "lazyrisk/expand/symbolic/print.hpp"

namespace lazyrisk {

using namespace plateau_parts;
using GiNaC::ex;

namespace {

struct Candidate {
    ex weight, coefficient;  ///< coefficient 0: not computed
    Exponents of;            ///< one of the monomials with this weight
};

bool divides(const Exponents& e, const Exponents& f) {
    return e[0] <= f[0] && e[1] <= f[1] && e[2] <= f[2] && e[3] <= f[3];
}

/// Those that are the largest somewhere in the region: no other one is larger everywhere.
std::vector<std::size_t> largest_somewhere(const std::vector<Candidate>& list, const Region& region) {
    std::vector<std::size_t> found, hopeful;
    for (std::size_t i = 0; i < list.size(); ++i)  // a multiple is smaller everywhere
        if (std::none_of(list.begin(), list.end(),
                         [&](const Candidate& c) { return &c != &list[i] && divides(c.of, list[i].of); }))
            hopeful.push_back(i);
    for (const std::size_t i : hopeful) {
        bool beaten = false;
        for (const std::size_t j : hopeful)
            beaten = beaten || (i != j && region.with(list[j].weight - list[i].weight).empty() &&
                                (!region.with(list[i].weight - list[j].weight).empty() || j < i));
        if (!beaten) found.push_back(i);
    }
    return found;
}

struct Cell {
    Region region;
    std::vector<Candidate> picked, left;  ///< left: one of them is the remainder
};

/// Splits the region by which candidate is the largest, `count` times.
void split(const Region& region, const std::vector<Candidate>& list, std::vector<Candidate> picked, int count,
           std::vector<Cell>& cells) {
    const std::vector<std::size_t> largest = largest_somewhere(list, region);
    if (count == 0 || largest.empty()) {
        Cell cell{region, std::move(picked), {}};
        for (const std::size_t i : largest) cell.left.push_back(list[i]);
        cells.push_back(cell);
        return;
    }
    for (const std::size_t i : largest) {
        Region part = region;
        for (const std::size_t j : largest)
            if (j != i) part = part.with(list[j].weight - list[i].weight);
        if (part.empty()) continue;
        if (list[i].coefficient.is_zero()) {  // beyond what was computed: the series stops before it
            Cell cell{part.reduced(), picked, {list[i]}};
            cells.push_back(cell);
            continue;
        }
        std::vector<Candidate> rest = list, more = picked;
        rest.erase(rest.begin() + std::ptrdiff_t(i));
        more.push_back(list[i]);
        split(part.reduced(), rest, more, count - 1, cells);
    }
}

std::string size_text(const std::string& name, const ex& exponent) {
    const std::string text = print_exponent(exponent, Notation::text);
    const bool simple = text.find_first_of("+-*/ ") == std::string::npos;
    return name + " = d^" + (simple ? text : "(" + text + ")");
}

}  // namespace

std::string plateau_parts::sizes(const Plateau& p) {
    const auto [x, y, r, u] = p.weights();
    const ex small = (p.l + x).expand(), large = (small + r).expand();
    const std::string names[] = {p.narrow() ? "p" : "n", p.narrow() ? "n" : "p"};
    const std::string ridge = u.is_zero() ? "" : ", ridge of order d^(-" + print(u, Notation::text) + ")";
    return size_text(names[0], small) + ", " + (p.two_sizes() ? size_text(names[1], large) : names[1] + " = inf") +
           ridge;
}

namespace {

/// The monomials of a quantity by their weights: those that vanish with d, and the limit, of weight 0.
struct Candidates {
    std::vector<Candidate> vanishing, limit;
    std::vector<ex> beyond;  ///< weights of the first powers of each variable that were not computed
};

/// Of total degree at most `degree`.
Candidates candidates_of(const Plateau& p, const PlateauSeries& series, const std::string& quantity, int degree) {
    const Weights w = p.weights();
    std::map<ex, Candidate, GiNaC::ex_is_less> by_weight;
    for (const PlateauTerm& term : series.terms) {
        Candidate& c = by_weight.emplace(weight_of(term.of, w), Candidate{0, 0, term.of}).first->second;
        c.coefficient += term.coefficient;
    }
    Candidates out;
    for (const auto& [weight, c] : by_weight)
        if (const ex coefficient = c.coefficient.expand(); !coefficient.is_zero())
            (weight.is_zero() ? out.limit : out.vanishing).push_back({weight, coefficient, c.of});
    const Exponents common = common_factor(p, quantity);
    for (std::size_t i = 0; i < 4; ++i) {
        Exponents far = common;
        far[i] += degree + 1;
        const ex weight = weight_of(far, w);
        if (!w[i].is_zero()) out.beyond.push_back(weight);
        // the powers of one variable alone go on, where there are any
        if (goes_alone(series, common, i, degree - 1)) out.vanishing.push_back({weight, 0, far});
    }
    // GiNaC's order changes from run to run
    std::sort(out.vanishing.begin(), out.vanishing.end(),
              [](const Candidate& a, const Candidate& b) { return a.of > b.of; });
    return out;
}

/// The series of one cell; where nothing computed is left its remainder is a bound, and nothing checks it.
Expansion in_cell(const Cell& cell, const Plateau& p, const std::string& quantity, const std::vector<ex>& beyond,
                  int top) {
    Expansion e = start(p, quantity);
    const std::string where = cell.region.text();
    e.region = plateau_parts::sizes(p) + (where.empty() ? "" : ", " + where) + ", d -> infinity";
    for (const Candidate& one : cell.picked) add_term(e, (-one.weight).expand(), one.coefficient);
    const bool only_a_bound = cell.left.empty();
    for (const Candidate& one : cell.left) e.further_remainders.push_back((-one.weight).expand());
    if (only_a_bound)
        for (const ex& weight : beyond) e.further_remainders.push_back((-weight).expand());
    if (!e.further_remainders.empty()) {
        e.remainder = e.further_remainders.front();
        e.further_remainders.erase(e.further_remainders.begin());
    }
    const auto inside = cell.region.point();
    for (const auto& [symbol, value] : *inside)
        e.sample[GiNaC::ex_to<GiNaC::symbol>(symbol).get_name()] = evaluate(value, {});
    complete(e, p, quantity, top);
    if (only_a_bound) e.exact = nullptr;  // the remainder is smaller than the claim
    return e;
}

/// By where they hold.
bool holds_before(const RegionalExpansion& a, const RegionalExpansion& b) {
    for (const auto& [name, value] : a.expansion.sample)
        if (const auto other = b.expansion.sample.find(name);
            other != b.expansion.sample.end() && other->second != value)
            return value < other->second;
    return false;
}

}  // namespace

std::vector<RegionalExpansion> expand_plateau_by_region(const Plateau& p, const Region& region,
                                                        const std::string& quantity, int order) {
    require(p, order, region.letters.size() > 1 ? 2 : 4);
    const int degree = order + 2;
    const PlateauSeries series = expand_plateau_terms(p, quantity, degree);
    const auto [vanishing, limit, beyond] = candidates_of(p, series, quantity, degree);
    std::vector<Cell> cells;
    split(region, vanishing, limit, order + (limit.empty() ? 1 : 0), cells);
    std::vector<RegionalExpansion> all;
    for (const Cell& cell : cells)
        all.push_back({in_cell(cell, p, quantity, beyond, series.top), cell.region, !limit.empty()});
    std::sort(all.begin(), all.end(), holds_before);
    return all;
}

}  // namespace lazyrisk
