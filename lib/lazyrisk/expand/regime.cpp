#include "lazyrisk/expand/regime.hpp"

#include <fmt/format.h>

#include "lazyrisk/expand/options_of.hpp"
#include "lazyrisk/expand/print.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::numeric;

std::string shown(const numeric& n) { return print(ex(n), Notation::text); }
std::string power(const numeric& n) { return n.is_integer() ? fmt::format("d^{}", shown(n)) : fmt::format("d^({})", shown(n)); }

Exponent exponent(const ExpansionQuestion& q, const char* name) {
    const auto given = options_of::text(q, name);
    if (!given) throw DomainError(std::string("--") + name + " is missing: a regime is given by n = d^alpha and p = d^beta, each a number or inf");
    if (*given == "inf") return {};
    return {exact_number(name, *given)};
}

void fill(Plateau& p, const ExpansionQuestion& q) {
    p.activation = options_of::activation(q);
    p.energy = options_of::energy(q);
    p.noise = options_of::number(q, "noise");
    options_of::not_negative("noise", p.noise);
    p.ridge = options_of::number(q, "ridge");
    options_of::not_negative("ridge", p.ridge);
    p.ridge_exponent = options_of::number(q, "ridge-exponent").value_or(0);
    if (p.activation && !p.ridge && p.kind != PlateauKind::approximation)
        throw DomainError("--ridge is missing: the levels of an activation are numbers, and the ridge beside them must be one");
}

ExpansionAnswer regime_answer(const ExpansionQuestion& q) {
    const numeric g = options_of::number(q, "ridge-exponent").value_or(0);
    const Regime regime = regime_of(exponent(q, "alpha"), exponent(q, "beta"), g);
    ExpansionAnswer answer;
    answer.sentences.push_back(regime.name);
    answer.sentences.insert(answer.sentences.end(), regime.sentences.begin(), regime.sentences.end());
    if (!regime.plateau) return answer;
    Plateau p = *regime.plateau;
    fill(p, q);
    const auto quantity = options_of::text(q, "quantity");
    if (quantity) {
        answer.expansions.push_back(expand_plateau(p, *quantity, q.order));
        return answer;
    }
    for (const char* each : {"h", "variance", "risk"}) answer.expansions.push_back(expand_plateau(p, each, q.order));
    for (int k = std::max(0, p.l - 1); k <= p.l + 1; ++k)
        answer.expansions.push_back(expand_plateau(p, "bias." + std::to_string(k), q.order));
    return answer;
}

template <PlateauKind kind>
ExpansionAnswer plateau_answer(const ExpansionQuestion& q) {
    Plateau p;
    p.kind = kind;
    p.l = options_of::whole(q, "level", 0, 30).value_or(1);
    p.delta = options_of::number(q, "delta");
    p.gamma = options_of::number(q, "gamma");
    fill(p, q);
    ExpansionAnswer answer;
    const auto quantity = options_of::text(q, "quantity");
    if (quantity) answer.expansions.push_back(expand_plateau(p, *quantity, q.order));
    else for (const char* each : {"h", "variance", "risk"}) answer.expansions.push_back(expand_plateau(p, each, q.order));
    return answer;
}

}  // namespace

Regime regime_of(const Exponent& n, const Exponent& p, const numeric& g) {
    if (!n.value && !p.value) throw DomainError("--alpha and --beta are both inf: then everything is learned");
    for (const auto& [name, e] : {std::pair{"alpha", &n}, std::pair{"beta", &p}})
        if (e->value && (*e->value <= 0 || *e->value > 30)) throw DomainError(name, e->value->to_double(), "expected an exponent above 0, at most 30, or inf");
    if (g.is_negative()) throw DomainError("ridge-exponent", g.to_double(), "a ridge that grows with d learns nothing; expected at least 0");
    const bool few_samples = n.value && (!p.value || *n.value <= *p.value);
    const numeric least = few_samples ? *n.value : *p.value;
    const int l = GiNaC::iquo(least.numer(), least.denom()).to_int();
    const numeric delta = least - l;
    const std::string small = few_samples ? "n" : "p", large = few_samples ? "p" : "n";
    const bool equal = n.value && p.value && *n.value == *p.value;
    Regime r;
    r.name = fmt::format("{} = {}, {} = {}: ", small, power(least), large,
                         few_samples ? (p.value ? power(*p.value) : std::string("inf")) : (n.value ? power(*n.value) : std::string("inf")));
    if (delta.is_zero()) {
        r.name += equal ? fmt::format("critical in both, of the order of level {}", l) : fmt::format("critical in {}, of the order of level {}", small, l);
        r.sentences.push_back(fmt::format("degrees 0 to {} are learned where mu_k is not 0, degree {} in part, none above", l - 1, l));
        if (!equal) {
            const std::string zeta = few_samples ? "(lambda + mu_>l^2)/a" : "mu_>l^2/a";
            r.sentences.push_back(fmt::format("{} = psi B_{}, a = mu_{}^2/{}!, zeta = {}: psi = zeta/u + 1/(1+u)", small, l, l, l, zeta));
            r.sentences.push_back(few_samples ? "risk + noise = [F_l^2 u^2/(1+u)^2 + F_>l^2 + noise] (1+u)(u + zeta(1+u))/(u^2 + zeta(1+u)^2)"
                                              : "risk = F_l^2 u/(1+u) + F_>l^2");
            if (few_samples)
                r.sentences.push_back(fmt::format("peak of the risk at n = B_<={0} + B_{0} zeta, height (F_>l^2 + noise)/(2 sqrt(zeta)), for small zeta", l));
        } else {
            r.sentences.push_back("both sizes count: the fixed point of one level of multiplicity B_l with n = psi2 B_l, p = psi1 B_l (psi1 and psi2 of the proportional limit)");
        }
        return r;
    }
    if (equal) {
        r.name += fmt::format("interpolation peak between levels {} and {}", l, l + 1);
        r.sentences.push_back(fmt::format("degrees 0 to {} are learned where mu_k is not 0", l));
        r.sentences.push_back("n/p is of order 1: the corrections are no powers of d, the risk has a peak at n = p; give exponents that differ");
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
    static const char* const limits[] = {"sample-limited plateau of the kernel", "sample-limited plateau", "width-limited plateau", "width-limited plateau, approximation error"};
    r.name += fmt::format("{} between levels {} and {}", limits[int(plateau.kind)], l, l + 1);
    r.sentences.push_back(fmt::format("degrees 0 to {} are learned where mu_k is not 0, none above: risk -> energy of degrees above {} (and of dead ones)", l, l));
    const numeric half(1, 2);
    const bool by_level = delta < half;
    numeric first = by_level ? delta : numeric(1 - delta);
    std::string what = by_level ? fmt::format("{} (fit of degree {})", power(-delta), l) : fmt::format("{} (first signs of degree {})", power(delta - 1), l + 1);
    if (delta == half) what = fmt::format("{} (fit of degree {} and first signs of degree {} alike)", power(-half), l, l + 1);
    if (!other_infinite && gap < first) first = gap, what = fmt::format("{} (the finite {})", power(-gap), large);
    else if (!other_infinite && gap == first) what += fmt::format(", and the finite {} alike", large);
    r.sentences.push_back("leading correction " + what);
    r.sentences.push_back(fmt::format("the two cross at {} = {}, where the plateau is sharpest", few_samples ? "alpha" : "beta", shown(l + half)));
    if (!other_infinite) {
        const numeric other = few_samples ? numeric(*n.value + (by_level ? delta : 1 - delta)) : numeric(*p.value + (by_level ? delta : 1 - delta));
        r.sentences.push_back(fmt::format("the finite {} dominates below {} = {}", large, few_samples ? "beta" : "alpha", shown(other)));
        if (few_samples)
            r.sentences.push_back(fmt::format("for a target of degrees up to {} alone it does below beta = {}", l, shown(*n.value + delta)));
    }
    if (!few_samples && !other_infinite) r.sentences.push_back("the ridge enters only beside p/n");
    r.plateau = plateau;
    return r;
}

void append_regimes(std::vector<CatalogueEntry>& list) {
    const std::vector<std::string> common{"activation", "energy", "noise", "ridge", "ridge-exponent", "quantity"};
    std::vector<std::string> regime = common, one = common, two = common;
    regime.insert(regime.end(), {"alpha", "beta"});
    one.insert(one.end(), {"level", "delta"});
    two.insert(two.end(), {"level", "delta", "gamma"});
    list.push_back({"regime", "name, learned degrees, crossovers, then effective ridge, variance, risk, biases", "n = d^alpha, p = d^beta", regime, regime_answer});
    list.push_back({"plateau-kernel", "effective ridge, variance, risk of kernel regression", "n = d^(l+delta)", one, plateau_answer<PlateauKind::kernel>});
    list.push_back({"plateau-samples", "the same for random features, few samples", "n = d^(l+delta), p = n d^gamma", two, plateau_answer<PlateauKind::few_samples>});
    list.push_back({"plateau-width", "the same for random features, few neurons", "p = d^(l+delta), n = p d^gamma", two, plateau_answer<PlateauKind::few_neurons>});
    list.push_back({"plateau-approximation", "the same for infinitely many samples", "p = d^(l+delta), n = inf", one, plateau_answer<PlateauKind::approximation>});
}

}  // namespace lazyrisk
