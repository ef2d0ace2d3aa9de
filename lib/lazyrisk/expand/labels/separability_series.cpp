// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The threshold of separability where labels are nearly random, and where they are nearly clean.
#include "lazyrisk/expand/labels/label_digits.hpp"
#include "lazyrisk/expand/labels/label_parts.hpp"
#include "lazyrisk/expand/proportional/proportional_frame.hpp"
#include "lazyrisk/expand/series/implicit.hpp"
#include "lazyrisk/expand/symbolic/tidy.hpp"

namespace lazyrisk {

using GiNaC::ex;
using label_parts::fraction;
using proportional::number;
using S = Series<Symbolic>;

namespace {

/// (1 + u)^(-1/2), u without a constant.
S inverse_root(const S& u, int end) {
    const S all = S(Symbolic(1)) + u;
    return chord<Symbolic>([&](const S& y) { return y * y * all - S(Symbolic(1)); }, Symbolic(2), Symbolic(1), end);
}

/// sum_j c_j x^j to O(t^end), x without a constant.
template <class Coefficient>
S power_series(const S& x, int end, const Coefficient& coefficient) {
    S sum(coefficient(0)), power(Symbolic(1));
    for (int j = 1; j < end; ++j) {
        power = power * x;
        sum = sum + S(coefficient(j)) * power;
    }
    return sum.truncated(end);
}

/// 2j/(2j+1) with alternating signs, from j = 1 on: pi/2 - atan z - z/(1+z^2) = sum of them times z^(-2j-1).
Symbolic clean_coefficient(int j) { return fraction((j % 2 == 0 ? 1 : -1) * 2 * (j + 1), 2 * j + 3); }

void shift_exponents(Expansion& e, const ex& by) {
    for (ExpansionTerm& t : e.terms) t.exponent += by;
    *e.remainder += by;
}

Digits threshold(const Digits& m, const Digits& D) { return 1 / misfit(threshold_ratio(m, D), m, D); }

/// What c = sqrt(t/W) k makes of (15.18), t = m^2, W = 1 + D.
struct WeakLabels {
    S gain;      ///< k alpha/c times (atan alpha + alpha/(1 + alpha^2))/alpha
    S one_c;     ///< 1 + c^2
    S gradient;  ///< of the bracket by c, over its leading term

    WeakLabels(const S& k, const Symbolic& W, int end) {
        const Symbolic one(1);
        const S c2 = (k * k / S(W)).shifted(1), r = inverse_root(S(one - one / W) * c2, end);
        const S alpha2 = c2 * r * r / S(W), all = S(one) + alpha2;
        one_c = S(one) + c2;
        gain = k * r / S(W) * power_series(alpha2, end, [](int j) {
                   return fraction((j % 2 == 0 ? 1 : -1) * (2 * j + 2), 2 * j + 1);
               });
        gradient = r * r * r / (all * all);
    }
};

}  // namespace

Expansion separability_of_weak_labels(int order) {
    Expansion e = label_parts::start("separability of weak labels", "n/p", "(12.40)", "separability-weak", letter("m"));
    const auto [W, pi] = as_coefficients<2>({letter("W"), letter("pi")});
    const int end = order + 4;
    const S one(Symbolic(1)), half(fraction(1, 2)), over_pi(Symbolic(1) / pi);
    const S k = chord<Symbolic>(
        [&, W = W](const S& guess) {
            const WeakLabels at(guess, W, guess.end());
            return guess * (one - (S(Symbolic(2)) * over_pi * at.gain).shifted(1)) -
                   S(Symbolic(2)) * over_pi * at.one_c * at.gradient;
        },
        Symbolic(1), Symbolic(2) / pi, end);
    const WeakLabels at(k, W, end);
    take_terms(e, one / (at.one_c * (half - (over_pi * at.gain).shifted(1))), order, 2, [](const ex& c) {
        const GiNaC::symbol &all = letter("W"), &circle = letter("pi");
        return over_powers(c, {{all, 1 + letter("D")}, {circle, circle}})
            .subs(GiNaC::lst{all == 1 + letter("D"), circle == GiNaC::Pi});
    });
    e.sample = {{"D", Digits(1) / 4}};
    e.exact = [](const Values& v, const Digits& m) { return threshold(m, number(v, "D")); };
    return e;
}

Expansion separability_of_probit_labels(int order) {
    Expansion e =
        label_parts::start("separability of clean probit labels", "n/p", "(12.41)", "separability-probit", letter("D"));
    const int end = order + 4;
    const S one(Symbolic(1)), three(Symbolic(3));
    // h = sqrt(3 D)/pi * 3 W^(3/2) Q(W), w = sqrt(3 W) = 1/(alpha sqrt(D))
    const auto parts = [&](const S& W) {
        const int to = W.end();
        const S D = S::variable(to + 1), x = three * D * W, below = three * W - one, rest = D + (one + D) / below;
        const S P = power_series(x, to, clean_coefficient);
        const S P_x = power_series(x, to, [](int j) { return Symbolic(j + 1) * clean_coefficient(j + 1); });
        return std::pair<S, S>(rest * P, rest * three * D * P_x - three * (one + D) / (below * below) * P);
    };
    const S W = chord<Symbolic>(
        [&](const S& guess) {
            const auto [Q, slope] = parts(guess);
            return S(fraction(3, 2)) * Q + guess * slope;
        },
        fraction(1, 4), Symbolic(1), end);
    const S root = W * inverse_root(W - one, end);
    take_terms(e, one / (three * W * root * parts(W).first), order, 1,
               [](const ex& c) { return GiNaC::Pi / GiNaC::sqrt(ex(3)) * c; });
    shift_exponents(e, ex(-1) / 2);
    e.exact = [](const Values&, const Digits& D) { return threshold(1, D); };
    return e;
}

Expansion separability_of_flipped_labels(int order) {
    Expansion e =
        label_parts::start("separability of few flips", "n/p", "(12.42)", "separability-flips", letter("epsilon"));
    const auto [K] = as_coefficients<1>({letter("K")});  // K^3 = 3 pi, c = 1/(K s v), s = epsilon^(1/3)
    const int end = order + 4;
    const S one(Symbolic(1)), two(Symbolic(2)), three(Symbolic(3)), K2(K * K);
    const auto parts = [&](const S& v) {
        const int to = v.end();
        const S m = one - two.shifted(3), x = (K2 * v * v).shifted(2), v3 = v * v * v;
        const S R = three * power_series(x, to, clean_coefficient);
        const S R_x = three * power_series(x, to, [](int j) { return Symbolic(j + 1) * clean_coefficient(j + 1); });
        const S outer = K2.shifted(2) + one / (v * v), inner = one + m * v3 * R;
        const S slope = outer * m * (three * v * v * R + v3 * R_x * two * (K2 * v).shifted(2)) - two / v3 * inner;
        return std::pair<S, S>(outer * inner, slope);
    };
    const S v = chord<Symbolic>([&](const S& guess) { return parts(guess).second; }, Symbolic(6), Symbolic(1), end);
    take_terms(e, K2 / parts(v).first, order, ex(1) / 3,
               [](const ex& c) { return c.subs(letter("K") == GiNaC::pow(3 * GiNaC::Pi, ex(1) / 3)); });
    shift_exponents(e, ex(-1) / 3);
    e.exact = [](const Values&, const Digits& epsilon) { return threshold(1 - 2 * epsilon, 0); };
    return e;
}

}  // namespace lazyrisk
