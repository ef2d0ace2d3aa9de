// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The coefficients of monomials on a plateau.
#include <algorithm>
#include <cmath>
#include <utility>

#include "lazyrisk/expand/dimension/large_dimension.hpp"
#include "lazyrisk/expand/plateau/plateau_parts.hpp"
#include "lazyrisk/expand/plateau/plateau_solution.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

using namespace plateau_parts;

namespace {

using GiNaC::ex;
using GiNaC::ex_to;
using GiNaC::numeric;

/// The weights of the monomials in ascending order, from `lead` on: that of the given order, and the next. Weights of 0
/// stand for variables that are not there.
std::pair<numeric, numeric> weights_of_order(const Weights& weights, int order, const numeric& lead) {
    std::vector<numeric> weight;
    for (const ex& w : weights)
        if (!w.is_zero()) weight.push_back(ex_to<numeric>(w));
    const numeric reach = lead + *std::min_element(weight.begin(), weight.end()) *
                                     (order + 1);  // that many powers of the largest variable alone
    std::vector<numeric> all{0};
    for (const numeric& w : weight) {
        const std::size_t count = all.size();
        for (std::size_t i = 0; i < count; ++i)
            for (numeric sum = all[i] + w; sum <= reach; sum = sum + w) all.push_back(sum);
        std::sort(all.begin(), all.end(), [](const numeric& a, const numeric& b) { return a < b; });
        all.erase(std::unique(all.begin(), all.end(), [](const numeric& a, const numeric& b) { return a == b; }),
                  all.end());
    }
    const auto first = std::find_if(all.begin(), all.end(), [&](const numeric& w) { return w >= lead; });
    return {*(first + order), *(first + order + 1)};
}

ex number_of(const Digits& c) { return long_float(c); }
ex number_of(const ex& c) { return c; }

ex energy_of(const Plateau& p, int k) {
    if (!p.energy) return k < 0 ? letter("F_rest^2") : letter("F_" + std::to_string(k) + "^2");
    const auto found = p.energy->find(k);
    return found == p.energy->end() ? ex(0) : ex(found->second);
}

template <class C>
std::map<Exponents, ex> terms_of(const Plateau& p, const PlateauSolution<C>& s, const std::string& quantity,
                                 const Truncation& box) {
    std::map<Exponents, ex> sum;
    const auto add = [&](const Monomials<C>& part, const ex& factor, const Exponents& shift, bool cut) {
        if (factor.is_zero()) return;
        for (const auto& [e, c] : part.terms()) {
            const Exponents at{e[0] + shift[0], e[1] + shift[1], e[2] + shift[2], e[3] + shift[3]};
            if (!cut || box.keeps(at)) sum[at] = (sum[at] + factor * number_of(c)).expand();
        }
    };
    const auto twice = [](const Exponents& e) { return Exponents{2 * e[0], 2 * e[1], 2 * e[2], 2 * e[3]}; };
    const auto learned = [&](int k, bool cut) {
        const auto& part = s.learned.at(k);
        add(part.with, energy_of(p, k), part.first, cut);
        add(part.squared, energy_of(p, k), twice(part.first), cut);
    };
    const auto bias = [&] {
        for (const auto& [k, part] : s.learned) learned(k, true);
        for (const auto& [k, part] : s.beyond) add(part, energy_of(p, k), {}, true);
        add(s.unlearned, energy_of(p, -1), {}, true);
        if (p.energy)
            for (const auto& [k, f] : *p.energy)
                if (k >= 0 && s.learned.count(k) + s.beyond.count(k) == 0) add(s.unlearned, f, {}, true);
    };
    const int only = degree_of(quantity);
    if (only >= 0) {
        if (s.learned.count(only))
            learned(only, false);
        else
            add(s.beyond.count(only) ? s.beyond.at(only) : s.unlearned, energy_of(p, only), {}, true);
    } else if (quantity == "h") {
        add(s.h, 1, {}, true);
    } else {
        if (quantity != "variance") bias();
        if (quantity != "bias")
            add(s.variance, quantity == "variance" ? ex(1) : p.noise ? ex(*p.noise) : ex(letter("sigma^2")), {}, true);
    }
    return sum;
}

/// How many levels above l, and how many orders in 1/d, reach into the box: 1/d is x y, so that degrees far above and
/// high orders leave it.
struct Reach {
    int levels_above = 1, dimension_order = 0;
    explicit Reach(const Truncation& box) {
        while (box.keeps({dimension_order + 1, dimension_order + 1, 0, 0})) ++dimension_order;
        while (box.keeps({levels_above, levels_above + 1, 0, 0})) ++levels_above;
    }
};

PlateauSeries compute(const Plateau& p, const std::string& quantity, const Truncation& box) {
    const Reach reach(box);
    const int top = p.l + reach.levels_above;
    const std::map<Exponents, ex> sum =
        p.valued() ? terms_of(p, solve_plateau(levels_of(p, reach.dimension_order, top), p, box), quantity, box)
                   : terms_of(p, solve_plateau(lettered_levels(p, top), p, box), quantity, box);
    PlateauSeries out{{}, 0, top};
    for (const auto& [e, c] : sum)
        if (!c.is_zero()) out.terms.push_back({e, c});
    std::stable_sort(out.terms.begin(), out.terms.end(), [&](const PlateauTerm& a, const PlateauTerm& b) {
        const double u = box.of(a.of), v = box.of(b.of);
        return std::abs(u - v) > 1e-9 ? u < v : a.of > b.of;
    });
    return out;
}

/// With letters in the exponents: every monomial of at most that total degree.
Truncation by_degree(const Plateau& p, int degree) {
    return {{1, 1, p.two_sizes() ? 1.0 : 0.0, p.ridge_exponent.is_zero() ? 0.0 : 1.0}, double(degree), degree};
}

}  // namespace

int plateau_parts::degree_of(const std::string& quantity) {
    if (quantity == "h" || quantity == "variance" || quantity == "bias" || quantity == "risk") return -1;
    if (quantity.starts_with("bias.") && quantity.size() > 5 && quantity.size() < 8 &&
        quantity.find_first_not_of("0123456789", 5) == std::string::npos)
        return std::stoi(quantity.substr(5));
    throw DomainError("quantity", quantity, "expected h, variance, bias, risk or bias.DEGREE");
}

void plateau_parts::require(const Plateau& p, int order, int highest) {
    if (p.l < 0 || p.l > 30) throw DomainError("level", p.l, "expected the highest learned degree, 0 to 30");
    require_order(order, highest);
    Values exponents;
    const auto [by, other, gamma, g] = p.weights();
    for (const auto& [name, e] : {std::pair{"delta", by}, std::pair{"gamma", gamma}, std::pair{"g", g}})
        if (GiNaC::is_a<numeric>(e) && (std::string(name) != "gamma" || p.two_sizes()))
            exponents[name] = evaluate(e, {});
    lazyrisk::require(plateau_region(p.kind), plateau_name(p.kind), exponents);
}

ex plateau_parts::weight_of(const Exponents& e, const Weights& w) {
    return (e[0] * w[0] + e[1] * w[1] + e[2] * w[2] + e[3] * w[3]).expand();
}

std::array<ex, 4> Plateau::weights() const {
    const ex by = delta ? *delta : ex(letter("delta"));
    return {by, (1 - by).expand(), !two_sizes() ? ex(0) : gamma ? *gamma : ex(letter("gamma")), ridge_exponent};
}

bool Plateau::numbers() const {
    const auto all = weights();
    return std::all_of(all.begin(), all.end(), [](const ex& w) { return GiNaC::is_a<numeric>(w); });
}

PlateauSeries expand_plateau_terms(const Plateau& p, const std::string& quantity, int order) {
    const int only = degree_of(quantity);
    if (!p.numbers()) {
        require(p, order, p.valued() ? 10 : 7);
        return compute(p, quantity, by_degree(p, order));
    }
    require(p, order, p.valued() ? 24 : 12);
    const Weights w = p.weights();
    // of a learned degree: first * with + first^2 * squared begins with first^2, or first * r
    const bool learned = only >= 0 && only <= p.l;
    const numeric first = learned ? ex_to<numeric>(weight_of({p.l - only + 1, p.l - only, 0, 0}, w)) : numeric(0);
    const numeric lead =
        learned && p.kind == PlateauKind::few_samples
            ? std::min(first, ex_to<numeric>(w[2]), [](const numeric& a, const numeric& b) { return a < b; })
            : numeric(0);
    Truncation box;
    for (std::size_t i = 0; i < 4; ++i) box.weight[i] = ex_to<numeric>(w[i]).to_double();
    const auto [most, next] = weights_of_order(w, order, lead);
    box.most = most.to_double();
    PlateauSeries out = compute(p, quantity, box);
    out.next = next + (p.kind == PlateauKind::kernel ? 2 : 1) * first;
    std::erase_if(out.terms, [&](const PlateauTerm& t) { return weight_of(t.of, w) >= out.next; });
    return out;
}

}  // namespace lazyrisk
