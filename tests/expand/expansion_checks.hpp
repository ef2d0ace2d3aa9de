// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the tests of expansions share: coefficients beside the table, slopes beside the claim.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "expand/golden.hpp"
#include "lazyrisk/expand/symbolic/expansion.hpp"

namespace lazyrisk::expand_tests {

/// "3/2", ".7", "-2.0" as a number with all digits.
inline Digits digits(const std::string& text) {
    const std::size_t bar = text.find('/');
    if (bar != std::string::npos) return digits(text.substr(0, bar)) / digits(text.substr(bar + 1));
    if (text.starts_with(".")) return Digits("0" + text);
    return Digits(text);
}

/// The exponent that the column "order" names: 2, psi^-3, lambda^(-1/2), (delta)^1.
inline GiNaC::ex exponent(const std::string& order) {
    std::string text = order.substr(order.rfind('^') == std::string::npos ? 0 : order.rfind('^') + 1);
    if (text.starts_with("(")) text = text.substr(1, text.size() - 2);
    const std::size_t bar = text.find('/');
    if (bar == std::string::npos) return std::stoi(text);
    return GiNaC::ex(std::stoi(text.substr(0, bar))) / std::stoi(text.substr(bar + 1));
}

/// The coefficient in the table, to 30 digits.
inline void matches(const Expansion& e, const Values& values, const golden::Row& row, const GiNaC::ex& shift = 0) {
    CAPTURE(row.name);
    CAPTURE(row.parameters);
    CAPTURE(row.order);
    const GiNaC::ex wanted = exponent(row.order) + shift;
    const std::vector<Digits> numbers = coefficients(e, values);
    const Digits expected(row.coefficient);
    for (std::size_t i = 0; i < e.terms.size(); ++i) {
        if (!e.terms[i].exponent.is_equal(wanted)) continue;
        const Digits scale = expected == 0 ? Digits(1) : Digits(abs(expected));
        CHECK(abs(Digits(numbers[i] - expected)) < scale * Digits("1e-30"));
        return;
    }
    FAIL("no term of that order");
}

/// The remainder shrinks as claimed.
inline void has_claimed_order(const Expansion& e, const Values& values, double first = 1e-5, int points = 3) {
    CAPTURE(e.name);
    CAPTURE(e.quantity);
    const OrderCheck seen = check(e, values, first, points);
    CAPTURE(seen.claimed);
    if (!seen.slope.empty()) CAPTURE(seen.slope.back());
    CHECK(seen.holds);
}

}  // namespace lazyrisk::expand_tests
