// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/critical/critical.hpp"

#include <boost/math/tools/toms748_solve.hpp>

#include "lazyrisk/expand/proportional/proportional_frame.hpp"
#include "lazyrisk/expand/proportional/risk_in_digits.hpp"
#include "lazyrisk/expand/series/implicit.hpp"
#include "lazyrisk/expand/symbolic/symbolic.hpp"
#include "lazyrisk/expand/symbolic/take_terms.hpp"
#include "lazyrisk/expand/symbolic/tidy.hpp"
#include "lazyrisk/numerics/jet.hpp"

namespace lazyrisk {

using GiNaC::ex;
using GiNaC::symbol;
using proportional::number;
using proportional::positive;
using S = Series<Symbolic>;

namespace {

/// The risk at u, in any field.  Formula (12.17).
template <Field F>
F risk_at(const F& u, const F& zeta, const F& energy, const F& G) {
    const F one(1), all = one + u;
    return (energy * (u * u / (all * all)) + G) * all * (u + zeta * all) / (u * u + zeta * all * all);
}

/// KRR with one degree and a tail, by the solver: in units of the degree's mass, ridge + tail = zeta; `beta` harmonics
/// besides that are learned from the first.
Risk<Digits> solved(const Values& v, const Digits& zeta, const Digits& psi, const Digits& beta = 0) {
    Spectrum<Digits> spectrum;
    const Digits learned("1e105");
    if (beta > 0) spectrum.levels.push_back({Mode(1), learned, beta, learned * beta, Digits(0)});
    spectrum.levels.push_back({Mode(0), Digits(1), Digits(1), Digits(1), Digits(0)});
    const Target<Digits> target{{{Mode(0), number(v, "Fl^2")}}, Digits(0)};
    const Digits samples = psi + beta;
    // the ridge per sample over the mass, plus the tail over psi, make k (1 - T/psi): all of zeta may be ridge
    const Operation<Digits> op{{samples, infinite<Digits>}, zeta / samples, number(v, "G"), 1};
    return risk(Degrees<Digits>(spectrum), AlignedTarget<Digits>(target, spectrum), op);
}

/// The same for features in infinite number of samples: zeta is the tail.
Risk<Digits> approximation(const Values& v, const Digits& zeta, const Digits& psi) {
    Spectrum<Digits> spectrum;
    spectrum.levels.push_back({Mode(0), Digits(1), Digits(1), Digits(1), Digits(0)});
    spectrum.tail = zeta;
    const Target<Digits> target{{{Mode(0), number(v, "Fl^2")}}, number(v, "F_above^2")};
    const Operation<Digits> op{{infinite<Digits>, psi}, Digits(0), Digits(0), 1};
    return risk(Degrees<Digits>(spectrum), AlignedTarget<Digits>(target, spectrum), op);
}

Expansion start(const char* name, const char* quantity, const char* source, Validity region, const symbol& variable) {
    Expansion e;
    e.name = name;
    e.quantity = quantity;
    e.source = source;
    e.hold_where(std::move(region));
    e.variable = variable;
    return e;
}

const char* word(Critical quantity) { return quantity == Critical::test_error ? "test_error" : "effective_ridge"; }

std::function<Digits(const Values&, const Digits&)> exact_at_psi(Critical quantity) {
    return [quantity](const Values& v, const Digits& psi) {
        Values all = v;
        all.try_emplace("Fl^2", 0);
        all.try_emplace("G", 0);
        const Risk<Digits> risk = solved(all, positive(v, "zeta"), psi);
        return quantity == Critical::test_error ? risk.test_error : risk.effective_ridge;
    };
}

/// u = psi... as a series; x the small argument.
S many_samples(const Symbolic& zeta,
               int end) {  // x = 1/psi: x u = ... of u = x (zeta + u/(1+u)) : u (1 - x/(1+u)) = x zeta
    const S x = S::variable(end), one(Symbolic(1));
    return chord<Symbolic>([&](const S& u) { return u - x * (S(zeta) + u / (one + u)); }, Symbolic(1), Symbolic(0),
                           end);
}
S few_samples(const Symbolic& zeta, const Symbolic& h,
              int end) {  // w = psi u: w = zeta + w/(psi + w), at psi = 0: 1 + zeta = h
    const S psi = S::variable(end);
    return chord<Symbolic>([&](const S& w) { return w - S(zeta) - w / (psi + w); }, Symbolic(1), h, end);
}

}  // namespace

Validity critical_region(const std::string& name, int l, int order) {
    static const std::map<std::string, std::string> limits{
        {"critical", "n = psi B_l, d -> infinity"},
        {"critical-width", "p = psi B_l, n = inf, d -> infinity"},
        {"interpolation-peak", "n = rho p, between two levels, d -> infinity"},
        {"critical-many-samples", "n = psi B_l, psi -> infinity"},
        {"critical-few-samples", "n = psi B_l, psi -> 0+"},
        {"descents", "zeta -> 0+, n at the maximum of the test error near B_{<=l}"},
        {"critical-peak", "zeta -> 0+, psi at the maximum of the test error"},
        {"critical-finite", "n = psi B_l + B_{<l}, d -> infinity"}};
    Validity region{{}, limits.at(name)};
    const bool peak = name == "descents" || name == "critical-peak";
    if (peak)
        region.conditions.push_back(
            more(letter("G"), 0, "with nothing above degree l to disturb the fit there is no peak"));
    else
        region.conditions.push_back(
            more(letter("zeta"), 0, "without ridge and mass above degree l the kernel has that one level alone"));
    if (name == "critical-finite") {  // zeta and G are sums of which m_i and the energies above l are a part
        ex mass = 0, energy = 0;
        for (int i = 1; i <= order + 1; ++i)
            mass += letter("m_" + std::to_string(i)), energy += letter("F_{l+" + std::to_string(i) + "}^2");
        region.conditions.push_back(
            at_least(letter("zeta"), mass, "zeta is all ridge and mass above degree l, m_i among it"));
        region.conditions.push_back(at_least(letter("G"), energy, "G is all energy above degree l and the noise"));
        for (int i = 1; i <= order + 1; ++i)
            for (const std::string each : {"m_", "rho_", "beta_", "omega_"})
                if (i <= l || each == "m_" || each == "rho_")
                    region.conditions.push_back(positive_letter(each + std::to_string(i)));
        region.limit = "l = " + std::to_string(l) + ", " + region.limit;
    }
    for (const char* size : {"psi", "rho"}) region.conditions.push_back(positive_letter(size));
    for (const char* energy : {"Fl^2", "F_l^2", "G", "F_above^2", "beta"})
        region.conditions.push_back(not_negative_letter(energy));
    return region;
}

Expansion critical_risk(Critical quantity) {
    const symbol &psi = letter("psi"), &zeta = letter("zeta"), &u = letter("u");
    Expansion e = start("critical scaling", word(quantity), "(12.17)", critical_region("critical"), psi);
    const ex b = 1 + zeta - psi;
    e.definitions = {{u, (b + GiNaC::sqrt(GiNaC::pow(b, 2) + 4 * psi * zeta)) / (2 * psi)}};
    e.terms.push_back(
        {0, quantity == Critical::effective_ridge ? ex(u) : risk_at<ex>(u, zeta, letter("Fl^2"), letter("G"))});
    e.exact = [quantity](const Values& v, const Digits&) { return exact_at_psi(quantity)(v, positive(v, "psi")); };
    return e;
}

Expansion critical_width(Critical quantity) {
    Expansion e = critical_risk(quantity);
    e.name = "critical scaling of the width";
    e.hold_where(critical_region("critical-width"));
    if (quantity == Critical::test_error) {
        const symbol& u = letter("u");
        e.quantity = "risk";
        e.terms = {{0, letter("Fl^2") * u / (1 + u) + letter("F_above^2")}};
    }
    e.sample = {{"F_above^2", Digits(9) / 20}};
    e.exact = [quantity](const Values& v, const Digits&) -> Digits {
        const Risk<Digits> risk = approximation(v, positive(v, "zeta"), positive(v, "psi"));
        return quantity == Critical::test_error ? risk.excess_risk : risk.effective_ridge;
    };
    return e;
}

Expansion interpolation_peak(Critical quantity) {
    Expansion e = start("interpolation peak between levels", word(quantity), "(12.38)",
                        critical_region("interpolation-peak"), letter("rho"));
    const symbol &h = letter("h"), &rho = letter("rho"), &zeta = letter("zeta"), &G = letter("G");
    const ex b = 1 + rho + zeta;
    e.definitions = {{h, (b + GiNaC::sqrt(GiNaC::pow(b, 2) - 4 * rho)) / 2}};
    e.terms = {{0, quantity == Critical::effective_ridge ? ex(h) : G * GiNaC::pow(h, 2) / (GiNaC::pow(h, 2) - rho)}};
    e.sample = {{"rho", Digits(3) / 2}};
    e.exact = [quantity](const Values& v, const Digits&) -> Digits {
        Spectrum<Digits> tail;
        tail.tail = 1;
        const Operation<Digits> op{{Digits(1), Digits(1 / positive(v, "rho"))}, positive(v, "zeta"), Digits(0), 1};
        const Risk<Digits> r =
            risk(Degrees<Digits>(tail),
                 AlignedTarget<Digits>(
                     Target<Digits>{{}, quantity == Critical::test_error ? number(v, "G") : Digits(1)}, tail),
                 op);
        return quantity == Critical::test_error ? r.test_error : r.effective_ridge;
    };
    return e;
}

Expansion critical_many_samples(Critical quantity, int order) {
    Expansion e = start("critical scaling, many samples", word(quantity), "(12.18)",
                        critical_region("critical-many-samples"), letter("psi"));
    e.large = true;
    const auto [zeta, energy, G] = as_coefficients<3>({letter("zeta"), letter("Fl^2"), letter("G")});
    const S u = many_samples(zeta, order + 4), one(Symbolic(1));
    // all powers of u in the quotient are O(x): u^2 + zeta (1+u)^2 begins with zeta
    take_terms(e, quantity == Critical::effective_ridge ? u : risk_at(u, S(zeta), S(energy), S(G)), order, -1,
               [](const ex& c) { return GiNaC::factor(c.expand()); });
    e.exact = exact_at_psi(quantity);
    return e;
}

Expansion critical_few_samples(Critical quantity, int order) {
    Expansion e = start("critical scaling, few samples", word(quantity), "(12.18)",
                        critical_region("critical-few-samples"), letter("psi"));
    const symbol& zeta = letter("zeta");
    const auto [h, energy, G] = as_coefficients<3>({letter("h"), letter("Fl^2"), letter("G")});
    const Symbolic z = h - Symbolic(1);
    const S w = few_samples(z, h, order + 4), psi = S::variable(order + 5);
    const auto tidy = [=](const ex& c) {
        return over_powers(c, {{letter("h"), 1 + zeta}}).subs(letter("h") == 1 + zeta);
    };
    if (quantity == Critical::effective_ridge) {
        take_terms(e, w.shifted(-1), order, 1, tidy);
    } else {  // numerator and denominator times psi^2: the denominator begins with h^2 + zeta h^2 = h^3
        const S all = psi + w, learned = w / all;
        take_terms(e, (S(energy) * learned * learned + S(G)) * all * (w + S(z) * all) / (w * w + S(z) * all * all),
                   order, 1, tidy);
    }
    e.exact = exact_at_psi(quantity);
    return e;
}

namespace {

struct Peak {
    S height, position;  ///< in epsilon = sqrt(zeta)
};

/// n R/B_l beside `beta` learned harmonics, psi + beta times the rest, at u = epsilon t; over any field, and over dual
/// numbers of series, which are not made from whole numbers: `one` is given.
template <class F>
F peak_height(const F& one, const F& t, const F& u, const F& epsilon, const F& beta, const F& energy, const F& G) {
    const F all = one + u, learned = u / all;
    return (epsilon / t + one / all + beta) * (energy * learned * learned + G) * t * all * all / (all * all + t * t);
}

/// dR/dt = 0.  Formulas (12.19), (12.35). w = 1 + beta.
Peak peak(const Symbolic& energy, const Symbolic& G, const Symbolic& w, int end) {
    const S one(Symbolic(1)), zeta = one.shifted(2), beta(w - Symbolic(1));
    // at epsilon = 0 it is w G t/(1 + t^2), d^2/dt^2 at t = 1 is -1/2
    const auto height = [&](const Jet<S>& t) {
        return peak_height(Jet<S>(one), t, Jet<S>(t.value.shifted(1), t.derivative.shifted(1)), Jet<S>(one.shifted(1)),
                           Jet<S>(beta), Jet<S>(S(energy)), Jet<S>(S(G)));
    };
    const S t = chord<Symbolic>([&](const S& guess) { return height(Jet<S>(guess, one)).derivative; },
                                G * w * (Symbolic(-1) / Symbolic(2)), Symbolic(1), end);
    const S u = t.shifted(1);
    return {height(Jet<S>(t)).value.shifted(-1), (zeta / t).shifted(-1) + one / (one + u) + beta};
}

Expansion peak_expansion(bool height, bool beside, int order) {
    const char* const names[] = {"critical scaling, position of the peak", "critical scaling, height of the peak",
                                 "peaks of the descents, position", "peaks of the descents, height"};
    Expansion e =
        start(names[2 * int(beside) + int(height)],
              height   ? "test_error"
              : beside ? "n/B_l"
                       : "psi",
              beside ? "(12.35)" : "(12.19)", critical_region(beside ? "descents" : "critical-peak"), letter("zeta"));
    const auto [energy, G, w] = as_coefficients<3>({letter("Fl^2"), letter("G"), letter("w")});
    const Peak at = peak(energy, G, beside ? w : Symbolic(1), order + 4);
    const ex one_more = 1 + letter("beta");
    take_terms(e, height ? at.height : at.position, order, ex(1) / 2, [=](const ex& c) {
        return over_powers(c, {{letter("G"), letter("G")}, {letter("w"), one_more}}).subs(letter("w") == one_more);
    });
    if (beside) e.sample = {{"beta", Digits(1) / 5}};
    e.exact = [height, beside](const Values& v, const Digits& zeta) -> Digits {
        using D = Jet<Digits>;
        const Digits root = sqrt(zeta), beta = beside ? number(v, "beta") : Digits(0);
        const auto slope = [&](const Digits& t) {
            return peak_height(D(Digits(1)), D(t, Digits(1)), D(root * t, root), D(root), D(beta), D(number(v, "Fl^2")),
                               D(number(v, "G")))
                .derivative;
        };
        std::uintmax_t steps = 400;
        const auto bracket = boost::math::tools::toms748_solve(slope, Digits(0.25), Digits(4),
                                                               boost::math::tools::eps_tolerance<Digits>(), steps);
        const Digits u = root * (bracket.first + bracket.second) / 2, psi = zeta / u + 1 / (1 + u);
        return height ? solved(v, zeta, psi, beta).test_error : Digits(psi + beta);
    };
    return e;
}

}  // namespace

Expansion critical_peak_height(int order) { return peak_expansion(true, false, order); }
Expansion critical_peak_position(int order) { return peak_expansion(false, false, order); }
Expansion descent_height(int order) { return peak_expansion(true, true, order); }
Expansion descent_position(int order) { return peak_expansion(false, true, order); }

}  // namespace lazyrisk
