// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The margin of the linear model just below the threshold of separability.
#include "lazyrisk/expand/labels/label_digits.hpp"
#include "lazyrisk/expand/labels/label_parts.hpp"
#include "lazyrisk/expand/proportional/proportional_frame.hpp"
#include "lazyrisk/expand/series/implicit.hpp"
#include "lazyrisk/expand/symbolic/tidy.hpp"

namespace lazyrisk {

using GiNaC::atan;
using GiNaC::ex;
using GiNaC::pow;
using GiNaC::sqrt;
using label_parts::fraction;
using proportional::number;
using S = Series<Symbolic>;

Expansion margin_near_threshold(int order) {
    if (order < 0 || order > 1)
        throw DomainError("order", order, "the margin near the threshold is known to orders 0 and 1");
    Expansion e =
        label_parts::start("margin near the threshold", "margin", "(12.43)", "margin-threshold", letter("delta"));
    const ex c = letter("c"), D = letter("D"), alpha = letter("alpha"), A = letter("A"), m = letter("m"),
             h = letter("h");
    const ex alpha_c = letter("alpha_c"), A_c = letter("A_c"), g = letter("g"), k = letter("kappa_1");
    const ex all = 1 + D * (1 + c * c), one_c = 1 + c * c, one = 1 + alpha * alpha, w = sqrt(2 * GiNaC::Pi);
    const auto& name = [](const ex& symbol) { return GiNaC::ex_to<GiNaC::symbol>(symbol); };
    e.definitions = {{name(alpha), c / sqrt(all)},
                     {name(alpha_c), (1 + D) / pow(all, ex(3) / 2)},
                     {name(A), (atan(alpha) + alpha / one) / GiNaC::Pi},
                     {name(A_c), 2 * alpha_c / (GiNaC::Pi * one * one)},
                     {name(m), c / (2 * c * A + one_c * A_c)},
                     {name(h), one_c * (ex(1) / 2 - m * A)},
                     {name(g), 1 - m * alpha / sqrt(one)},
                     {name(k), w * h / (2 * one_c * g)}};
    e.terms = {{1, k}};
    e.remainder = order + 2;
    if (order == 1) {
        // G(c, kappa) = (1 + c^2) E(kappa - X)_+^2: by kappa, twice, by both, by c twice
        const ex first = 2 * one_c * g / w, second = one_c * (1 - 2 * m * atan(alpha) / GiNaC::Pi);
        const ex mixed = 2 / w * (2 * c * g - one_c * m * alpha_c / pow(one, ex(3) / 2));
        const ex A_cc = A_c * (-4 * alpha * alpha_c / one - 3 * D * c / all);
        const ex bend = 1 - 2 * m * A - 4 * c * m * A_c - one_c * m * A_cc;
        const GiNaC::symbol &p = letter("g_1"), &q = letter("g_2"), &r = letter("g_c"), &s = letter("h_c");
        for (const auto& [symbol, meaning] : {std::pair{p, first}, {q, second}, {r, mixed}, {s, bend}})
            e.definitions.emplace_back(symbol, meaning);
        e.terms.push_back({2, (h - (q - r * r / s) * k * k / 2) / p});
    }
    e.sample = {{"c", 1}, {"D", Digits(1) / 4}};
    e.exact = [definitions = e.definitions](const Values& v, const Digits& delta) -> Digits {
        const Digits ratio = number(v, "c"), D0 = number(v, "D"), m0 = evaluate(letter("m"), v, definitions);
        return isotropic_margin(misfit(ratio, m0, D0) / (1 - delta), m0, D0, ratio);
    };
    return e;
}

Expansion margin_of_random_labels(int order) {
    Expansion e =
        label_parts::start("margin of random labels", "margin", "(12.44)", "margin-random-labels", letter("delta"));
    const auto [w] = as_coefficients<1>({letter("w")});  // sqrt(2 pi)
    const int end = order + 4;
    const S one(Symbolic(1)), left = one - S::variable(end + 1);
    // E(kappa + xi)_+^2 = (1 + kappa^2) Phi + kappa phi by its Taylor series
    const auto twice_share = [&, w = w](const S& kappa) {
        S sum = one + kappa * kappa, power = kappa;
        Symbolic factor = Symbolic(4) / w;  // 4/w kappa, then (-1)^j over j! 2^j (2j+1)(2j-1)... as the terms ask
        for (int j = 0; j < end; ++j) {
            sum = sum + S(factor) * power;
            power = power * kappa * kappa;
            factor = factor * fraction(-(2 * j - 1), (2 * j + 2) * (2 * j + 3));
        }
        return sum;
    };
    const S kappa = chord<Symbolic>([&](const S& guess) { return left * twice_share(guess) - one; }, Symbolic(4) / w,
                                    Symbolic(0), end + 1);
    take_terms(e, kappa, order, 1, [](const ex& c) { return c.subs(letter("w") == sqrt(2 * GiNaC::Pi)).expand(); });
    e.exact = [](const Values&, const Digits& delta) -> Digits {
        return isotropic_margin(1 / (2 * (1 - delta)), 0, 0, 0);
    };
    return e;
}

}  // namespace lazyrisk
