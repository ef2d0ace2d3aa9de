// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/tidy.hpp"

#include <set>

namespace lazyrisk {

using GiNaC::ex;
using GiNaC::symbol;

namespace {

constexpr std::size_t readable = 60;    // terms: beyond, factoring takes seconds and helps nobody
constexpr std::size_t few_letters = 4;  // beyond, GiNaC's evaluations at random points may never end

std::set<ex, GiNaC::ex_is_less> letters_of(const ex& expression) {
    std::set<ex, GiNaC::ex_is_less> letters;
    for (auto part = expression.preorder_begin(); part != expression.preorder_end(); ++part)
        if (GiNaC::is_a<symbol>(*part)) letters.insert(*part);
    return letters;
}

bool in_fractions(const ex& expression) { return expression.info(GiNaC::info_flags::rational_polynomial); }

/// The numerator as a product: powers of what divides and of single letters are found by division, the rest is
/// factored.
ex as_product(ex numerator, const std::vector<Divisor>& divisors) {
    if (numerator.is_zero() || !in_fractions(numerator)) return numerator;
    ex outside = 1, quotient;
    for (const auto& [letter, meaning] : divisors) {
        if (GiNaC::is_a<symbol>(meaning) || !in_fractions(meaning)) continue;
        while (GiNaC::divide(numerator, meaning, quotient)) {
            numerator = quotient.expand();
            outside *= meaning;
        }
    }
    const auto letters = letters_of(numerator);
    for (const ex& letter : letters) {
        const ex power = GiNaC::pow(letter, numerator.ldegree(letter));
        numerator = (numerator / power).expand();
        outside *= power;
    }
    if (numerator.nops() < readable && letters.size() <= few_letters) numerator = GiNaC::factor(numerator);
    return outside * numerator;
}

}  // namespace

ex over_powers(const ex& expression, const std::vector<Divisor>& divisors) {
    ex numerator = expression.expand(), outside = 1;
    GiNaC::exmap meanings;
    for (const auto& [letter, meaning] : divisors) {
        const ex power = GiNaC::pow(letter, numerator.ldegree(letter));
        numerator = (numerator / power).expand();
        outside *= power;
        meanings[letter] = meaning;
    }
    numerator = numerator.subs(meanings, GiNaC::subs_options::no_pattern).expand();
    return outside * as_product(numerator, divisors);
}

ex without_square(const ex& expression, const GiNaC::symbol& root, const ex& square,
                  const std::vector<GiNaC::symbol>& others) {
    ex numerator = expression.expand(), outside = 1;
    for (const GiNaC::symbol& letter : others) outside *= GiNaC::pow(letter, std::min(0, numerator.ldegree(letter)));
    numerator = (numerator / outside).expand();
    int half = (std::max(0, -numerator.ldegree(root)) + 1) / 2;
    numerator = (numerator * GiNaC::pow(root, 2 * half)).expand();
    ex even = 0, odd = 0;
    for (int i = 0; i <= numerator.degree(root); ++i)
        (i % 2 == 0 ? even : odd) += numerator.coeff(root, i) * GiNaC::pow(square, i / 2);
    even = even.expand();
    odd = odd.expand();
    for (ex first, second; half > 0 && GiNaC::divide(even, square, first) && GiNaC::divide(odd, square, second);
         --half) {
        even = first;
        odd = second;
    }
    return ((even + odd * root) * GiNaC::pow(root, -2 * half) * outside).expand();
}

}  // namespace lazyrisk
