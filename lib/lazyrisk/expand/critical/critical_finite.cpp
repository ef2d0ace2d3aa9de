// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Critical scaling at finite dimension: the other levels as a series in 1/d.
#include <algorithm>
#include <memory>

#include "lazyrisk/expand/critical/critical.hpp"
#include "lazyrisk/expand/proportional/proportional_frame.hpp"
#include "lazyrisk/expand/proportional/risk_in_digits.hpp"
#include "lazyrisk/expand/series/implicit.hpp"
#include "lazyrisk/expand/symbolic/symbolic.hpp"
#include "lazyrisk/expand/symbolic/tidy.hpp"

namespace lazyrisk {

using GiNaC::ex;
using GiNaC::symbol;
using proportional::number;
using S = Series<Symbolic>;

namespace {

std::string indexed(const char* name, int i) { return std::string(name) + "_" + std::to_string(i); }
std::string energy_name(int above) {
    return above == 0  ? "Fl^2"
           : above > 0 ? "F_{l+" + std::to_string(above) + "}^2"
                       : "F_{l-" + std::to_string(-above) + "}^2";
}

/// A level i above or below, its letters as series with their power of 1/d.
struct Neighbour {
    S first, second;  ///< above: m_i, rho_i d^-i; below: beta_i d^-i, omega_i d^-i
};

struct Neighbours {
    std::vector<Neighbour> above, below;
};

void require_level(int l, int order) {
    if (l < 1 || l > 30) throw DomainError("level", l, "expected the level that n = psi B_l + B_{<l} sits on, 1 to 30");
    const int most = l > 2 ? 3 : 4;
    if (order < 0 || order > most)
        throw DomainError(
            "order", order,
            "expected a whole number from 0 to " + std::to_string(most) + " at level " + std::to_string(l));
}

/// u, v, D and the letters of the neighbours that are seen to O(x^end).
class Letters {
public:
    Letters(int l, int end) {
        std::vector<symbol> names{letter("u"), letter("v"), letter("D")};
        const auto reaches = [&](int i, int power) { return i * power < end; };
        for (int i = 1; i < end; ++i) {
            names.insert(names.end(), {letter(indexed("m", i)), letter(indexed("rho", i))});
            if (i <= l) names.push_back(letter(indexed("beta", i)));
            if (i <= l && reaches(i, 2)) names.push_back(letter(indexed("omega", i)));
        }
        names_ = std::make_shared<const std::vector<symbol>>(std::move(names));
    }

    /// The letter as a coefficient; 0 where it is not seen.
    [[nodiscard]] Symbolic operator()(const std::string& name) const {
        const auto found =
            std::find_if(names_->begin(), names_->end(), [&](const symbol& s) { return s.get_name() == name; });
        return found == names_->end() ? Symbolic(0) : Symbolic(names_, std::size_t(found - names_->begin()));
    }

private:
    std::shared_ptr<const std::vector<symbol>> names_;
};

Neighbours neighbours_of(const Letters& letters, int l, int end) {
    Neighbours out;
    const auto at = [&](const char* name, int i) {
        return S::terms(0, end, {}) + S(letters(indexed(name, i))).shifted(i);
    };
    for (int i = 1; i < end; ++i) {
        out.above.push_back({S(letters(indexed("m", i))), at("rho", i)});
        if (i <= l) out.below.push_back({at("beta", i), at("omega", i)});
    }
    return out;
}

/// Letters u, v = 1 + u, D = u^2 + zeta v^2 alone divide.  Formula (12.36).
struct AtLevel {
    S u, all, over;  ///< u, 1 + u, and n over B_l (1 - Upsilon)
};

AtLevel at_level(const Symbolic& u0, const Symbolic& v0, const Symbolic& D, const Neighbours& n, int end) {
    const Symbolic one(1), zeta = (D - u0 * u0) / (v0 * v0), psi = zeta / u0 + one / v0;
    const auto plus_one = [&](const S& u) { return S(v0) + (u - S(u0)); };
    const S unit(one);
    const S u = chord<Symbolic>(
        [&](const S& y) {
            S sum = S(zeta) / y + unit / plus_one(y) - S(psi);
            for (const Neighbour& level : n.above) sum = sum - level.first * level.second / (y * (y + level.second));
            for (const Neighbour& level : n.below) {
                const S left = y * level.second;
                sum = sum - level.first * left / (unit + left);
            }
            return sum;
        },
        Symbolic(0) - D / (u0 * u0 * v0 * v0), u0, end);
    const S all = plus_one(u);
    S samples(psi), spread = S(psi) - unit / (all * all);  // n/B_l, and that less sum B (1-q)^2/B_l
    for (const Neighbour& level : n.above) {
        const S beside = u + level.second;
        spread = spread - level.first * level.second / (beside * beside);
    }
    for (const Neighbour& level : n.below) {
        const S kept = unit / (unit + u * level.second);
        samples = samples + level.first;
        spread = spread + level.first * (unit - kept * kept);
    }
    // its leading coefficient is D/(u v^2), written so: one product
    spread = S(D / (u0 * v0 * v0)) + (spread - S(spread[0]));
    return {u, all, samples / spread};
}

/// The same point in numbers, by the solver.
Risk<Digits> solved(const Values& v, int l, int levels, const Digits& d) {
    Spectrum<Digits> spectrum;
    Target<Digits> target;
    Digits samples = number(v, "psi"), rest = number(v, "G"), power = 1, fit = number(v, "zeta");
    const auto add = [&](int above, const Digits& eigenvalue, const Digits& multiplicity) {
        spectrum.levels.push_back({Mode(l + above), eigenvalue, multiplicity, eigenvalue * multiplicity, Digits(0)});
        target.energy.emplace_back(Mode(l + above), number(v, energy_name(above)));
    };
    add(0, 1, 1);
    for (int i = 1; i <= levels; ++i) {
        power *= d;
        const Digits eigenvalue = number(v, indexed("rho", i)) / power, mass = number(v, indexed("m", i));
        add(i, eigenvalue, mass / eigenvalue);
        rest -= number(v, energy_name(i));
        fit -= mass;
        if (i > l) continue;
        const Digits multiplicity = number(v, indexed("beta", i)) / power;
        add(-i, power / number(v, indexed("omega", i)), multiplicity);
        samples += multiplicity;
    }
    const Operation<Digits> op{{samples, infinite<Digits>}, fit / samples, rest, 1};
    return risk(Degrees<Digits>(spectrum), AlignedTarget<Digits>(target, spectrum), op);
}

/// A series and the letter that it is the factor of.
struct Part {
    S series;
    ex factor;
};

/// sum F_k^2 q_k^2 + s2 over its divisor, by energies; those above level l are in G as well.  Formula (12.36).
std::vector<Part> risk_parts(const AtLevel& point, const Neighbours& neighbours, int order) {
    const S unit(Symbolic(1)), learned = point.u / point.all;
    std::vector<Part> parts{{learned * learned * point.over, letter("Fl^2")}, {point.over, letter("G")}};
    for (std::size_t i = 0; i < neighbours.above.size() && int(i) < order; ++i) {
        const S q = point.u / (point.u + neighbours.above[i].second);
        parts.push_back({(q * q - unit) * point.over, letter(energy_name(int(i) + 1))});
    }
    for (std::size_t i = 0; i < neighbours.below.size() && 2 * int(i) + 2 <= order; ++i) {
        const S v_below = point.u * neighbours.below[i].second, q = v_below / (unit + v_below);
        parts.push_back({q * q * point.over, letter(energy_name(-int(i) - 1))});
    }
    return parts;
}

/// D = u^2 + zeta (1 + u)^2.
ex meaning_of_D() { return GiNaC::pow(letter("u"), 2) + letter("zeta") * GiNaC::pow(1 + letter("u"), 2); }

/// The coefficients of x^0 ... x^order, over powers of u, 1 + u and D.
std::vector<ex> coefficients_of(const std::vector<Part>& parts, int order) {
    const symbol &u = letter("u"), &v = letter("v"), &D = letter("D");
    std::vector<ex> sum(std::size_t(order) + 1, ex(0));
    for (const Part& part : parts)
        for (int i = 0; i <= order; ++i) {
            const ex tidied =
                over_powers(part.series[i].expression(), {{v, 1 + u}, {D, meaning_of_D()}, {u, u}}).subs(v == 1 + u);
            sum[std::size_t(i)] += part.factor * tidied;
        }
    return sum;
}

/// Where it is checked.
Values sample(int levels) {
    Values v{{"psi", Digits(7) / 10}};
    for (int i = 1; i <= levels; ++i) {
        v[indexed("m", i)] = Digits(1) / (10 * i * i);
        v[indexed("rho", i)] = Digits(2) / (i + 2);
        v[indexed("beta", i)] = Digits(3) / (i + 1);
        v[indexed("omega", i)] = Digits(1) / (i + 1);
        v[energy_name(i)] = Digits(1) / (10 * i * i);
        v[energy_name(-i)] = Digits(1) / (i + 3);
    }
    return v;
}

}  // namespace

Expansion critical_in_dimension(Critical quantity, int l, int order) {
    require_level(l, order);
    const int end = order + 1, levels = order + 1;
    const Letters letters(l, end);
    const Neighbours neighbours = neighbours_of(letters, l, end);
    const AtLevel point = at_level(letters("u"), letters("v"), letters("D"), neighbours, end);

    Expansion e;
    e.name = "critical scaling at finite dimension";
    e.quantity = quantity == Critical::test_error ? "test_error" : "effective_ridge";
    e.source = "(12.36)";
    e.hold_where(critical_region("critical-finite", l, order));
    e.variable = letter("d");
    e.large = true;
    const ex zeta = letter("zeta"), psi = letter("psi"), b = 1 + zeta - psi;
    e.definitions = {{letter("u"), (b + GiNaC::sqrt(GiNaC::pow(b, 2) + 4 * psi * zeta)) / (2 * psi)},
                     {letter("D"), meaning_of_D()}};
    const std::vector<ex> coefficients = coefficients_of(
        quantity == Critical::effective_ridge ? std::vector<Part>{{point.u, 1}} : risk_parts(point, neighbours, order),
        order);
    for (int i = 0; i <= order; ++i) e.terms.push_back({-i, coefficients[std::size_t(i)]});
    e.remainder = -(order + 1);
    e.sample = sample(levels);
    e.exact = [quantity, l, levels](const Values& values, const Digits& d) {
        const Risk<Digits> risk = solved(values, l, levels, d);
        return quantity == Critical::test_error ? risk.test_error : risk.effective_ridge;
    };
    return e;
}

}  // namespace lazyrisk
