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

int floor_of(const numeric& n) { return GiNaC::iquo(n.numer(), n.denom()).to_int(); }

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

/// The smaller of n and p between the levels, and the other beside it.
struct SmallerSize {
    bool few_samples;               ///< n is the smaller, or both are alike
    numeric exponent;               ///< l + delta
    std::optional<numeric> larger;  ///< exponent of the other; none: it is infinite
    int l;
    numeric delta;

    SmallerSize(const Exponent& n, const Exponent& p)
        : few_samples(n.value && (!p.value || *n.value <= *p.value)),
          exponent(few_samples ? *n.value : *p.value),
          larger(few_samples ? p.value : n.value),
          l(floor_of(exponent)),
          delta(exponent - l) {}

    [[nodiscard]] bool equal() const { return larger && *larger == exponent; }
    [[nodiscard]] const char* name() const { return few_samples ? "n" : "p"; }
    [[nodiscard]] const char* name_of_larger() const { return few_samples ? "p" : "n"; }
    [[nodiscard]] std::string text() const {
        return fmt::format("{} = {}, {} = {}: ", name(), power(exponent), name_of_larger(),
                           larger ? power(*larger) : std::string("inf"));
    }
    /// Of 1/d in the leading correction of the smaller size alone: the fit of degree l or first signs of the next.
    [[nodiscard]] numeric own_correction() const { return delta < numeric(1, 2) ? delta : numeric(1 - delta); }
};

void require_exponents(const Exponent& n, const Exponent& p) {
    if (n.range || p.range) throw DomainError("a letter among the exponents has more than one regime");
    if (!n.value && !p.value) throw DomainError("--alpha and --beta are both inf: then everything is learned");
    for (const auto& [name, e] : {std::pair{"alpha", &n}, std::pair{"beta", &p}})
        if (e->value && (*e->value <= 0 || *e->value > 30))
            throw DomainError(name, e->value->to_double(), "expected an exponent above 0, at most 30, or inf");
}

/// On a level: the closed form of (12.17), or with both sizes on it that of one level.
void tell_critical(Regime& r, const SmallerSize& s) {
    const int l = s.l;
    r.place = s.equal()       ? Regime::Place::critical_both
              : s.few_samples ? Regime::Place::critical_samples
                              : Regime::Place::critical_width;
    r.name += fmt::format("critical in {}, of the order of level {}", s.equal() ? "both" : s.name(), l);
    r.sentences.push_back(fmt::format(
        "degrees 0 to {} are learned where mu_k is not 0 (else later, or never), degree {} in part, none above", l - 1,
        l));
    if (s.equal()) {
        r.sentences.push_back(
            "both sizes count: the fixed point of one level of multiplicity B_l with n = psi2 B_l, p = psi1 B_l "
            "(psi1 and psi2 of the proportional limit)");
        return;
    }
    r.sentences.push_back(fmt::format("{} = psi B_{}, a = mu_{}^2/{}!, zeta = {}: psi = zeta/u + 1/(1+u)", s.name(), l,
                                      l, l, s.few_samples ? "(lambda + mu_>l^2)/a" : "mu_>l^2/a"));
    if (!s.few_samples) {
        r.sentences.push_back("risk = F_l^2 u/(1+u) + F_>l^2");
        return;
    }
    r.sentences.push_back(
        "risk + noise = [F_l^2 u^2/(1+u)^2 + F_>l^2 + noise] (1+u)(u + zeta(1+u))/(u^2 + zeta(1+u)^2)");
    r.sentences.push_back(fmt::format(
        "peak of the risk at n = B_<={0} + B_{0} zeta, height (F_>l^2 + noise)/(2 sqrt(zeta)), for small zeta", l));
}

/// Between two levels with n and p of one order, (12.38).
void tell_peak(Regime& r, const SmallerSize& s) {
    r.place = Regime::Place::peak;
    r.name += fmt::format("interpolation peak between levels {} and {}", s.l, s.l + 1);
    r.sentences.push_back(fmt::format("degrees 0 to {} are learned where mu_k is not 0 (else later, or never)", s.l));
    r.sentences.push_back(
        "n/p is of order 1: what is not learned is tail, and the limit is a closed form in n/p with a peak at n = p");
}

PlateauKind kind_of(bool few_samples, bool other_infinite) {
    if (few_samples) return other_infinite ? PlateauKind::kernel : PlateauKind::few_samples;
    return other_infinite ? PlateauKind::approximation : PlateauKind::few_neurons;
}

/// Which of x, y, r of (12.30) is the largest.
std::string leading_sentence(const SmallerSize& s) {
    const numeric own = s.own_correction(), half(1, 2);
    if (s.larger && *s.larger - s.exponent < own)
        return fmt::format("leading correction {} (the finite {})", power(s.exponent - *s.larger), s.name_of_larger());
    std::string what = fmt::format("leading correction {} ", power(-own));
    if (s.delta == half)
        what += fmt::format("(fit of degree {} and first signs of degree {} alike)", s.l, s.l + 1);
    else if (s.delta < half)
        what += fmt::format("(fit of degree {})", s.l);
    else
        what += fmt::format("(first signs of degree {})", s.l + 1);
    if (s.larger && *s.larger - s.exponent == own) what += fmt::format(", and the finite {} alike", s.name_of_larger());
    return what;
}

/// Between two levels: what dominates, and where others take over.  Formula (12.34).
void tell_plateau(Regime& r, const SmallerSize& s, const ex& g) {
    Plateau plateau;
    plateau.kind = kind_of(s.few_samples, !s.larger);
    plateau.l = s.l;
    plateau.delta = s.delta;
    if (s.larger) plateau.gamma = *s.larger - s.exponent;
    plateau.ridge_exponent = g;
    const char *own = s.few_samples ? "alpha" : "beta", *other = s.few_samples ? "beta" : "alpha";
    r.name += fmt::format("{} between levels {} and {}", kind_name(plateau.kind), s.l, s.l + 1);
    r.sentences.push_back(learned_sentence(s.l));
    r.sentences.push_back(leading_sentence(s));
    r.sentences.push_back(
        fmt::format("the two cross at {} = {}, where the plateau is sharpest", own, shown(s.l + numeric(1, 2))));
    if (s.larger)
        r.sentences.push_back(fmt::format("the finite {} dominates below {} = {}", s.name_of_larger(), other,
                                          shown(s.exponent + s.own_correction())));
    if (s.larger && s.few_samples)
        r.sentences.push_back(fmt::format("for a target of degrees up to {} alone it does below beta = {}", s.l,
                                          shown(s.exponent + s.delta)));
    if (s.larger && !s.few_samples) r.sentences.emplace_back("the ridge enters only beside p/n");
    r.plateau = plateau;
}

}  // namespace

Regime regime_of(const Exponent& n, const Exponent& p, const ex& g) {
    require_exponents(n, p);
    require_ridge(g);
    const SmallerSize smaller(n, p);
    Regime r;
    r.l = smaller.l;
    r.name = smaller.text();
    if (smaller.delta.is_zero())
        tell_critical(r, smaller);
    else if (smaller.equal())
        tell_peak(r, smaller);
    else
        tell_plateau(r, smaller, g);
    return r;
}

namespace {

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
        plateau.kind = kind_of(few_samples, large.infinite());
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
