// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/regime.hpp"

#include <fmt/format.h>

#include "lazyrisk/expand/plateau/plateau_parts.hpp"
#include "lazyrisk/expand/symbolic/print.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::numeric;

std::string shown(const numeric& n) { return print(ex(n), Notation::text); }
std::string power(const numeric& n) {
    return n.is_integer() ? fmt::format("d^{}", shown(n)) : fmt::format("d^({})", shown(n));
}

const char* kind_name(PlateauKind kind) {
    static const char* const names[] = {"sample-limited plateau of the kernel", "sample-limited plateau",
                                        "width-limited plateau", "width-limited plateau, approximation error"};
    return names[int(kind)];
}

std::string learned_sentence(int l) {
    return fmt::format(
        "degrees 0 to {} are learned where mu_k is not 0 (else later, or never), none above: risk -> energy of degrees "
        "above {} and of those not learned",
        l, l);
}

void require_ridge(const ex& g) {
    if (GiNaC::is_a<numeric>(g) && GiNaC::ex_to<numeric>(g).is_negative())
        throw DomainError(
            "ridge-exponent", GiNaC::ex_to<numeric>(g).to_double(),
            "there is no series for a ridge that grows with d, it undoes the learning of levels; expected at least 0");
}

}  // namespace

Regime regime_of(const Exponent& n, const Exponent& p, const ex& g) {
    if (n.range || p.range) throw DomainError("a letter among the exponents has more than one regime");
    if (!n.value && !p.value) throw DomainError("`alpha` and `beta` are both inf: then everything is learned");
    for (const auto& [name, e] : {std::pair{"alpha", &n}, std::pair{"beta", &p}})
        if (e->value && (*e->value <= 0 || *e->value > 30))
            throw DomainError(name, e->value->to_double(), "expected an exponent above 0, at most 30, or inf");
    require_ridge(g);
    const bool few_samples = n.value && (!p.value || *n.value <= *p.value);
    const numeric least = few_samples ? *n.value : *p.value;
    const int l = GiNaC::iquo(least.numer(), least.denom()).to_int();
    const numeric delta = least - l;
    const std::string small = few_samples ? "n" : "p", large = few_samples ? "p" : "n";
    const bool equal = n.value && p.value && *n.value == *p.value;
    Regime r;
    r.l = l;
    r.name = fmt::format("{} = {}, {} = {}: ", small, power(least), large,
                         few_samples ? (p.value ? power(*p.value) : std::string("inf"))
                                     : (n.value ? power(*n.value) : std::string("inf")));
    if (delta.is_zero()) {
        r.place = equal         ? Regime::Place::critical_both
                  : few_samples ? Regime::Place::critical_samples
                                : Regime::Place::critical_width;
        r.name += equal ? fmt::format("critical in both, of the order of level {}", l)
                        : fmt::format("critical in {}, of the order of level {}", small, l);
        r.sentences.push_back(fmt::format(
            "degrees 0 to {} are learned where mu_k is not 0 (else later, or never), degree {} in part, none above",
            l - 1, l));
        if (!equal) {
            const std::string zeta = few_samples ? "(lambda + mu_>l^2)/a" : "mu_>l^2/a";
            r.sentences.push_back(
                fmt::format("{} = psi B_{}, a = mu_{}^2/{}!, zeta = {}: psi = zeta/u + 1/(1+u)", small, l, l, l, zeta));
            r.sentences.push_back(
                few_samples
                    ? "risk + noise = [F_l^2 u^2/(1+u)^2 + F_>l^2 + noise] (1+u)(u + zeta(1+u))/(u^2 + zeta(1+u)^2)"
                    : "risk = F_l^2 u/(1+u) + F_>l^2");
            if (few_samples)
                r.sentences.push_back(
                    fmt::format("peak of the risk at n = B_<={0} + B_{0} zeta, height (F_>l^2 + noise)/(2 sqrt(zeta)), "
                                "for small zeta",
                                l));
        } else {
            r.sentences.push_back(
                "both sizes count: the fixed point of one level of multiplicity B_l with n = psi2 B_l, p = psi1 B_l "
                "(psi1 and psi2 of the proportional limit)");
        }
        return r;
    }
    if (equal) {
        r.place = Regime::Place::peak;
        r.name += fmt::format("interpolation peak between levels {} and {}", l, l + 1);
        r.sentences.push_back(fmt::format("degrees 0 to {} are learned where mu_k is not 0 (else later, or never)", l));
        r.sentences.push_back(
            "n/p is of order 1: what is not learned is tail, and the limit is a closed form in n/p with a peak at n = "
            "p");
        return r;
    }
    const bool other_infinite = few_samples ? !p.value : !n.value;
    Plateau plateau;
    plateau.kind = few_samples ? (other_infinite ? PlateauKind::kernel : PlateauKind::few_samples)
                               : (other_infinite ? PlateauKind::approximation : PlateauKind::few_neurons);
    plateau.l = l;
    plateau.delta = delta;
    plateau.ridge_exponent = g;
    const numeric gap = other_infinite ? numeric(0) : numeric(few_samples ? *p.value - *n.value : *n.value - *p.value);
    if (!other_infinite) plateau.gamma = gap;
    r.name += fmt::format("{} between levels {} and {}", kind_name(plateau.kind), l, l + 1);
    r.sentences.push_back(learned_sentence(l));
    const numeric half(1, 2);
    const bool by_level = delta < half;
    numeric first = by_level ? delta : numeric(1 - delta);
    std::string what = by_level ? fmt::format("{} (fit of degree {})", power(-delta), l)
                                : fmt::format("{} (first signs of degree {})", power(delta - 1), l + 1);
    if (delta == half)
        what = fmt::format("{} (fit of degree {} and first signs of degree {} alike)", power(-half), l, l + 1);
    if (!other_infinite && gap < first)
        first = gap, what = fmt::format("{} (the finite {})", power(-gap), large);
    else if (!other_infinite && gap == first)
        what += fmt::format(", and the finite {} alike", large);
    r.sentences.push_back("leading correction " + what);
    r.sentences.push_back(fmt::format("the two cross at {} = {}, where the plateau is sharpest",
                                      few_samples ? "alpha" : "beta", shown(l + half)));
    if (!other_infinite) {
        const numeric other = few_samples ? numeric(*n.value + (by_level ? delta : 1 - delta))
                                          : numeric(*p.value + (by_level ? delta : 1 - delta));
        r.sentences.push_back(
            fmt::format("the finite {} dominates below {} = {}", large, few_samples ? "beta" : "alpha", shown(other)));
        if (few_samples)
            r.sentences.push_back(fmt::format("for a target of degrees up to {} alone it does below beta = {}", l,
                                              shown(*n.value + delta)));
    }
    if (!few_samples && !other_infinite) r.sentences.push_back("the ridge enters only beside p/n");
    r.plateau = plateau;
    return r;
}

namespace {

int floor_of(const numeric& n) { return GiNaC::iquo(n.numer(), n.denom()).to_int(); }

void add_letter(Region& region, const Exponent& e) {
    if (!e.range) return;
    region.letters.push_back(e.range->letter);
    region.positive.push_back(e.range->letter - e.range->from);
    if (e.range->to) region.positive.push_back(*e.range->to - e.range->letter);
}

/// The regimes where `small` is the smaller exponent.
void append_side(std::vector<Regime>& all, const Exponent& n, const Exponent& p, const ex& g, bool few_samples) {
    const Exponent &small = few_samples ? n : p, &large = few_samples ? p : n;
    if (small.infinite()) return;
    Region region;
    add_letter(region, n);
    add_letter(region, p);
    if (GiNaC::is_a<GiNaC::symbol>(g)) {
        region.letters.push_back(GiNaC::ex_to<GiNaC::symbol>(g));
        region.positive.push_back(g);
    }
    const ex s = small.expression();
    if (!large.infinite()) region = region.with(large.expression() - s);
    for (const ex& e : region.positive)
        if (GiNaC::is_a<numeric>(e) && !GiNaC::ex_to<numeric>(e).is_positive()) return;
    if (region.empty()) return;
    const numeric from = small.value ? *small.value : small.range->from;
    // a smaller size without a bound of its own is below the larger one
    const std::optional<numeric> to = small.value       ? small.value
                                      : small.range->to ? small.range->to
                                      : large.value     ? large.value
                                      : large.range     ? large.range->to
                                                        : std::nullopt;
    if (!to)
        throw DomainError(few_samples ? "alpha" : "beta", few_samples ? "alpha" : "beta",
                          "an interval is needed for the exponent of the smaller size, as in 1:2");
    if (small.value && small.value->is_integer()) {
        Regime r = regime_of(few_samples ? small : Exponent{}, few_samples ? Exponent{} : small);
        r.name = fmt::format("{} = d^{}, {}: critical in {}, of the order of level {}", few_samples ? "n" : "p",
                             shown(*small.value), region.text(), few_samples ? "n" : "p", r.l);
        all.push_back(r);
        return;
    }
    for (int l = floor_of(from); numeric(l) < *to || (small.value && numeric(l) <= *to); ++l) {
        const Region here = region.with(s - l).with(l + 1 - s);
        if (here.empty()) continue;
        Regime r;
        Plateau plateau;
        plateau.kind = few_samples ? (large.infinite() ? PlateauKind::kernel : PlateauKind::few_samples)
                                   : (large.infinite() ? PlateauKind::approximation : PlateauKind::few_neurons);
        plateau.l = r.l = l;
        plateau.delta = (s - l).expand();
        if (!large.infinite()) plateau.gamma = (large.expression() - s).expand();
        plateau.ridge_exponent = g;
        r.region = here.reduced();
        r.name = fmt::format("{}, {}: {} between levels {} and {}", plateau_parts::sizes(plateau), r.region.text(),
                             kind_name(plateau.kind), l, l + 1);
        r.sentences.push_back(learned_sentence(l));
        if (plateau.kind == PlateauKind::few_neurons) r.sentences.emplace_back("the ridge enters only beside p/n");
        r.plateau = plateau;
        all.push_back(r);
    }
}

}  // namespace

std::vector<Regime> regimes_of(const Exponent& n, const Exponent& p, const ex& g) {
    require_ridge(g);
    if (!n.range && !p.range && GiNaC::is_a<numeric>(g)) return {regime_of(n, p, g)};
    if (n.infinite() && p.infinite()) return {regime_of(n, p, 0)};  // it throws
    if (!n.range && !p.range) {                                     // the ridge alone is a letter
        Regime r = regime_of(n, p, 0);
        if (r.plateau) {
            r.plateau->ridge_exponent = g;
            r.region = {{GiNaC::ex_to<GiNaC::symbol>(g)}, {g}};
        }
        return {r};
    }
    std::vector<Regime> all;
    append_side(all, n, p, g, true);
    append_side(all, n, p, g, false);
    // the points between: levels, and n ~ p
    const Exponent& letter = n.range ? n : p;
    if (!(n.range && p.range) && letter.range->to) {
        const Exponent& other = n.range ? p : n;
        std::vector<numeric> between;
        for (int l = floor_of(letter.range->from) + 1; numeric(l) < *letter.range->to; ++l)
            if (other.infinite() || numeric(l) < *other.value) between.emplace_back(l);
        if (other.value && *other.value > letter.range->from && *other.value < *letter.range->to)
            between.push_back(*other.value);
        for (const numeric& at : between) {
            const Regime r = regime_of(n.range ? Exponent{at} : n, n.range ? p : Exponent{at});
            if (!all.empty())
                all.front().sentences.push_back(
                    fmt::format("at {} = {} it is another: {}", n.range ? "alpha" : "beta", shown(at), r.name));
        }
    }
    return all;
}

}  // namespace lazyrisk
