// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where an expansion holds, formula (12.39): conditions on its letters. What is read (lists, headings, refusals) and
// what is checked are one thing.
#pragma once

#include <ginac/ginac.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lazyrisk {

/// The digits in which expansions are checked.
using Digits = boost::multiprecision::cpp_bin_float_100;
/// Numbers for letters, by name: {"psi1", 2}.
using Values = std::map<std::string, Digits>;

/// A statement on letters that numbers decide.
struct Condition {
    std::string text;               ///< "c > 0 or psi1 < 1"
    std::set<std::string> letters;  ///< that it is about
    /// None where letters without a number could make it true as well as false. A letter alone stands for a positive
    /// number.
    std::function<std::optional<bool>(const Values&)> holds;
    std::string otherwise{};    ///< what there is outside: "`of = small-ridge` is the series there"
    bool obvious = false;       ///< not worth a word where it holds: sizes are positive
    bool of_exponents = false;  ///< its letters stand in exponents, and options give them numbers
};

Condition more(const GiNaC::ex& left, const GiNaC::ex& right, const std::string& otherwise = "");
Condition at_least(const GiNaC::ex& left, const GiNaC::ex& right, const std::string& otherwise = "");
Condition equal(const GiNaC::ex& left, const GiNaC::ex& right, const std::string& otherwise = "");
Condition any_of(const Condition& first, const Condition& second, const std::string& otherwise = "");
/// The letter is a size, or an energy.
Condition positive_letter(const std::string& name);
Condition not_negative_letter(const std::string& name);

/// All that has to be so, and what goes where.
struct Validity {
    std::vector<Condition> conditions;
    std::string limit;  ///< "lambda -> 0+"; "" of a closed form

    /// "psi1 > psi2, a > 0, c > 0 or psi2 < 1, lambda -> 0+"
    [[nodiscard]] std::string text() const;
    /// The first condition that the numbers contradict; none where all hold, or may hold.
    [[nodiscard]] const Condition* broken(const Values& values) const;
    /// That it is about, without those of obvious conditions and of exponents.
    [[nodiscard]] std::set<std::string> letters() const;
};

/// Throws DomainError naming the expansion, the condition, the numbers that break it and what there is instead.
void require(const Validity& validity, const std::string& name, const Values& values);

}  // namespace lazyrisk
