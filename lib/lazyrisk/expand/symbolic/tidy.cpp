// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/tidy.hpp"

namespace lazyrisk {

using GiNaC::ex;

namespace {

constexpr std::size_t readable = 60;  // terms: beyond, factoring takes seconds and helps nobody

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
    if (numerator.nops() < readable) numerator = GiNaC::factor(numerator);
    return outside * numerator;
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
