// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Numbers of many digits as text, and text as exact numbers.
#pragma once

#include <ginac/ginac.h>

#include <string>

#include "lazyrisk/expand/symbolic/expansion.hpp"

namespace lazyrisk {

/// The first `digits` significant digits, with an exponent where the number is very large or small.
std::string digits_of(const Digits& number, int digits = 40);

/// The number for use in expressions, kept to 95 digits.
GiNaC::ex long_float(const Digits& number);

/// The text as an exact fraction: 0.3 is 3/10, also 3/10 and 1e-3. Throws DomainError naming `field`.
GiNaC::numeric exact_number(const std::string& field, const std::string& text);
/// The shortest decimal that reads as this double, as an exact fraction: of 0.1 it is 1/10. Throws DomainError where it
/// is not finite.
GiNaC::numeric exact_number(double number);
/// As `exact_number` reads it: a short decimal, or a fraction.
std::string number_text(const GiNaC::numeric& number);

}  // namespace lazyrisk
