// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A truncated series in one small (or large) argument, with all that is needed to read and to check it.
#pragma once

#include <ginac/ginac.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lazyrisk/expand/symbolic/condition.hpp"
#include "lazyrisk/expand/symbolic/letters.hpp"

namespace lazyrisk {

struct ExpansionTerm {
    GiNaC::ex exponent;  ///< rational
    GiNaC::ex coefficient;
};

struct Expansion {
    std::string name;                    ///< as in the list of the program, e.g. "ridge at the threshold"
    std::string quantity;                ///< what is expanded: "test_error", "effective_ridge", "g_k", ...
    GiNaC::symbol variable;              ///< the small argument, or the large one
    std::vector<ExpansionTerm> terms;    ///< the largest first: exponents rise, or fall where the variable is large
    std::optional<GiNaC::ex> remainder;  ///< exponent of the first term left out; none where the series ends (exact)
    std::string region;                  ///< where it holds: "psi1 = psi2, lambda -> 0+"
    std::string source;                  ///< number of the formula in docs/theory.md, "(12.5)"
    /// Abbreviations in the coefficients and what they stand for; one may use those before it.
    std::vector<std::pair<GiNaC::symbol, GiNaC::ex>> definitions;
    bool large = false;     ///< the variable grows
    bool negative = false;  ///< it comes from below 0
    /// The expanded quantity at x by an independent solve, given numbers for the letters. Empty where there is none.
    std::function<Digits(const Values& values, const Digits& x)> exact;

    /// Where it holds, for numbers to be checked against; `region` is its text, and may say more.
    Validity validity{};
    /// Numbers for letters that nobody has given a number: where it is checked.
    Values sample{};
    /// More remainders, where letters in the exponents decide which of all is the largest.
    std::vector<GiNaC::ex> further_remainders{};

    /// Takes the region and its text.
    void hold_where(Validity where) {
        region = where.text();
        validity = std::move(where);
    }
    /// The sum with an order term, Order(variable^remainder), or several. An exact series has none.
    [[nodiscard]] GiNaC::ex expression() const;
};

/// A number for an expression in letters, +, -, *, /, powers, Pi, exp, log, sqrt, sin, cos, atan, asin, tgamma, lgamma.
/// Letters that `definitions` explains need no value. Throws DomainError for a letter without a value, NotCovered for
/// another function.
Digits evaluate(const GiNaC::ex& expression, const Values& values,
                const std::vector<std::pair<GiNaC::symbol, GiNaC::ex>>& definitions = {});
/// The coefficients, in the order of the terms. Throws DomainError outside the region.
std::vector<Digits> coefficients(const Expansion& expansion, const Values& values);
/// The truncated sum at x.
Digits sum(const Expansion& expansion, const Values& values, const Digits& x);
/// The same series with numbers (of `digits` significant ones) for coefficients: shorter to read.
Expansion with_numbers(const Expansion& expansion, const Values& values, int digits = 40);

/// The order of the remainder, seen and claimed.
struct OrderCheck {
    std::vector<double> argument, slope;  ///< slope[i]: of log |exact - sum| between argument[i] and argument[i+1]
    double claimed = 0;                   ///< infinite for an exact series
    bool holds = false;  ///< the last slope is within 0.1 of the claim; exact: no difference beyond rounding
};
/// Evaluates series and exact quantity at shrinking arguments (growing ones where the variable is large), a factor 10
/// apart. Throws DomainError where `exact` is empty or a letter has no value.
OrderCheck check(const Expansion& expansion, const Values& values, double first = 1e-4, int points = 4);

}  // namespace lazyrisk
