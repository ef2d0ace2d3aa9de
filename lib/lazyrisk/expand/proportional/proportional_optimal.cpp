// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The optimal ridge: infinite width, and where it leaves 0.
#include "lazyrisk/expand/proportional/proportional_frame.hpp"
#include "lazyrisk/expand/proportional/risk_in_digits.hpp"
#include "lazyrisk/expand/symbolic/tidy.hpp"
#include "lazyrisk/risk/optimal_ridge_search.hpp"

namespace lazyrisk {

using namespace proportional;
using GiNaC::ex;
using GiNaC::symbol;
using S = Series<Symbolic>;

namespace {

struct Task {
    Spectrum<Digits> spectrum;
    AlignedTarget<Digits> target;
    Operation<Digits> op;
};

Task task(const Values& v, const Digits& psi1, const Digits& psi2, const Digits& noise) {
    Spectrum<Digits> spectrum;
    spectrum.levels.push_back({Mode(0), number(v, "a"), Digits(1), number(v, "a"), Digits(0)});
    spectrum.tail = number(v, "c");
    const Target<Digits> target{{{Mode(0), number(v, "F1^2")}}, Digits(0)};
    return {spectrum, AlignedTarget<Digits>(target, spectrum), {{psi2, psi1}, Digits(0), noise, 1}};
}

/// By scan and bisection of the risk's slope; no series.
Digits found_ridge(const Values& v, const Digits& psi1, const Digits& psi2, const Digits& noise) {
    const Task t = task(v, psi1, psi2, noise);
    return optimal_ridge(Degrees<Digits>(t.spectrum), t.target, t.op).ridge_over_samples;
}

Digits noise_of(const Values& v) {
    if (v.count("sigma^2") == 1) return v.at("sigma^2");
    return number(v, "F*^2") + number(v, "tau^2");
}

/// (a/k0)^-1 e^2 (a + k)^3/(k0^3 (k/k0)): what multiplies N in the condition H = 0.
S pressure(const Curve<Symbolic>& curve, const S& v, const Symbolic& unit) {
    const S e = curve.e(v), line = curve.linear(v);
    return e * e * line * line * line * S(unit) / (S(Symbolic(1)) + v);
}

}  // namespace

Expansion optimal_ridge_of_wide(int order) {
    const symbol &psi1 = letter("psi1"), &psi2 = letter("psi2"), &k0 = letter("k0"), &Q = letter("Q"), &U = letter("U");
    const symbol &a = letter("a"), &c = letter("c"), &E = letter("E"), &t = letter("t");
    const ex ratio = letter("sigma^2") / letter("F1^2"), b = psi2 - 1 - ratio;
    Frame f;
    f.name = "optimal ridge of wide networks";
    f.source = "(12.14)";
    f.validity = wide_optimum_region();
    f.variable = psi1;
    f.large = true;
    f.step = -1;
    f.unit = k0 / psi2;
    f.generic = true;
    f.definitions = {{letter("sigma^2"), letter("F*^2") + letter("tau^2")},
                     {k0, a * (GiNaC::sqrt(GiNaC::pow(b, 2) + 4 * psi2 * ratio) - b) / (2 * psi2)},
                     {Q, a / (a + k0)},
                     {t, c / k0},
                     {E, psi2 - GiNaC::pow(Q, 2)}};
    const ex unit = GiNaC::pow(1 - Q, 2) * Q;  // divides as a whole: a letter for it keeps q a polynomial
    f.tidy = [=](const ex& value) {
        return over_powers(value, {{U, unit}, {Q, Q}, {E, psi2 - GiNaC::pow(Q, 2)}}).subs(U == unit);
    };
    f.factors = [=](int end) -> Factors<Symbolic> {
        const auto [Qs, ts, Es, Us] = as_coefficients<4>({Q, t, E, U});
        const Symbolic one(1), qs = one - Qs, size = Es + Qs * Qs, g = size - Qs - ts, noise = qs * (size - Qs) / Qs;
        const Curve<Symbolic> curve(qs, Qs, ts);
        const Symbolic slope = Es, by_unit = one / Us;
        const auto w1 = [&](const S& v) { return S(one) - curve.T(v).shifted(1); };
        const S v = chord<Symbolic>(
            [&](const S& y) {
                const S w = w1(y), left = curve.left(y), by_width = curve.e(y).shifted(1);
                const S N = left * (left * w + by_width) + S(noise) * (w + by_width);
                return (S(one) + y) * w * (S(g) + y * curve.drop(y)) - S(g) * w * w -
                       (pressure(curve, y, by_unit) * N).shifted(1);
            },
            slope, Symbolic(0), end);
        return {S(one), S(one), (S(one) + v) * w1(v) * (S(g) + v * curve.drop(v))};
    };
    Expansion e = expand(f, Quantity::effective_ridge, order);
    e.quantity = "optimal_ridge";
    e.exact = [](const Values& v, const Digits& x) { return found_ridge(v, x, number(v, "psi2"), noise_of(v)); };
    return e;
}

namespace {

/// sigma^2/F1^2 at which k = k0 (1 + v) is optimal, as a quotient: the condition H = 0 is linear in sigma^2.
struct NoiseAt {
    S above, below;
};
using OnsetLetters = std::array<Symbolic, 4>;  // q, Q, e0, gap

NoiseAt noise_at(const OnsetLetters& l, const S& v) {
    const auto& [q, Q, e0, gap] = l;
    const Symbolic one(1), tail = e0 - q * Q, psi1 = gap + e0 + Q * Q;
    const Curve<Symbolic> curve(q, Q, tail);
    const S A = v * curve.drop(v), W1 = S(gap) + A, left = curve.left(v), e = curve.e(v);
    const S X = pressure(curve, v, one / (q * q * Q));
    return {(S(one) + v) * A * S(psi1) * W1 + S(tail) * W1 * W1 - X * left * (left * W1 + e),
            S(Q / q) * W1 * W1 + X * (W1 + e)};
}

const std::array<symbol, 4>& onset_symbols() {
    static const auto& list = *new std::array<symbol, 4>{letter("q"), letter("Q"), letter("e0"), letter("gap")};
    return list;
}

ex onset_tidy(const ex& value) {
    const symbol &q = letter("q"), &psi2 = letter("psi2");
    const std::vector<Divisor> divisors{{q, q},
                                        {letter("Q"), 1 - q},
                                        {letter("e0"), psi2 - GiNaC::pow(1 - q, 2)},
                                        {letter("gap"), letter("psi1") - psi2}};
    return over_powers(value, divisors).subs(GiNaC::lst{letter("Q") == 1 - q, letter("gap") == letter("psi1") - psi2});
}

}  // namespace

Expansion onset_noise() {
    const NoiseAt at = noise_at(as_coefficients<4>(onset_symbols()), S(Symbolic(0)));
    Expansion e;
    e.name = "onset of the optimal ridge";
    e.quantity = "sigma_c^2";
    e.variable = letter("lambda");
    e.hold_where(onset_region(false));
    e.source = "(12.15)";
    e.definitions = ridgeless_base(letter("psi2"));
    const ex above = onset_tidy(at.above[0].expression()), below = onset_tidy(at.below[0].expression());
    e.terms.push_back({0, letter("F1^2") * above / below});
    // where dR/dlambda at 0, linear in the noise, changes sign
    e.exact = [](const Values& v, const Digits&) {
        const Digits step("1e-48");
        const auto slope = [&](const Digits& noise) {
            Task t = task(v, number(v, "psi1"), number(v, "psi2"), noise);
            const Degrees<Digits> degrees(t.spectrum);
            const Digits at_0 = risk(degrees, t.target, t.op).test_error;
            t.op.ridge_over_samples = step;
            return Digits((risk(degrees, t.target, t.op).test_error - at_0) / step);
        };
        const Digits none = slope(Digits(0)), one = slope(Digits(1));
        return Digits(none / (none - one));
    };
    return e;
}

Expansion optimal_ridge_onset(int order) {
    if (order > 6) throw DomainError("order", double(order), "this series is made up to order 6");
    const symbol &psi1 = letter("psi1"), &psi2 = letter("psi2"), &k0 = letter("k0"), &F1 = letter("F1^2");
    const int end = order + 2;
    Frame f;
    f.name = "optimal ridge at its onset";
    f.source = "(12.15)";
    f.validity = onset_region(true);
    f.variable = letter("delta");
    f.unit = k0 / (psi1 * psi2);
    f.generic = true;
    f.scale = [=](int i) { return GiNaC::pow(F1, -i); };
    f.definitions = ridgeless_base(psi2);
    // noise and ridge as series in v = k/k0 - 1, coefficient by coefficient: every coefficient is polynomial, or a
    // quotient of those before it, and gets a letter of its own
    const std::array<Symbolic, 4> base = as_coefficients<4>(onset_symbols());
    const S v = S::variable(end);
    const NoiseAt at = noise_at(base, v);
    const S A = v * Curve<Symbolic>(base[0], base[1], base[2] - base[0] * base[1]).drop(v);
    const S ridge = (S(Symbolic(1)) + v) * A * (S(base[3]) + A);
    std::vector<symbol> letters;
    const auto define = [&](const char* name, int i, const ex& meaning) {
        const symbol& s = letter(name + std::to_string(i));
        f.definitions.emplace_back(s, meaning);
        return s;
    };
    std::vector<ex> below, noise;
    for (int i = 0; i < end; ++i) {
        below.push_back(define("D", i, onset_tidy(at.below[i].expression())));
        ex value = define("N", i, onset_tidy(at.above[i].expression()));
        for (int j = 1; j <= i; ++j) value -= below[std::size_t(j)] * noise[std::size_t(i - j)];
        const symbol s = define("S", i, value / below[0]);
        noise.push_back(s);
        if (i > 0) letters.push_back(s);
    }
    for (int i = 1; i < end; ++i) letters.push_back(define("L", i, onset_tidy(ridge[i].expression())));
    f.factors = [letters, end](int) -> Factors<Symbolic> {
        const auto shared = std::make_shared<const std::vector<symbol>>(letters);
        std::vector<Symbolic> delta, lambda;
        for (std::size_t i = 0; i + 1 < std::size_t(end); ++i) {
            delta.emplace_back(shared, i);
            lambda.emplace_back(shared, std::size_t(end) - 1 + i);
        }
        const S move = inverse_function(S::terms(1, end, delta)), one(Symbolic(1));
        S power = move, total = S::terms(0, end, {});
        for (const Symbolic& l : lambda) {
            total = total + S(l) * power;
            power = power * move;
        }
        return {one, one, total};
    };
    Expansion e = expand(f, Quantity::effective_ridge, order);
    e.quantity = "optimal_ridge";
    e.exact = [](const Values& values, const Digits& x) {
        return found_ridge(values, number(values, "psi1"), number(values, "psi2"),
                           coefficients(onset_noise(), values)[0] + x);
    };
    return e;
}

}  // namespace lazyrisk
