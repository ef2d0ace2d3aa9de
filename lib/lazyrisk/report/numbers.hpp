// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Numbers for a reader's eye.
#pragma once

#include <string>

namespace lazyrisk::report {

/// At most `digits` significant digits: "0.9672", "12400", "1.2 × 10⁻⁵"; "∞". An empty text for no number.
std::string readable(double value, int digits = 4);
/// The same with zeros at the end: a column of one precision.
std::string to_digits(double value, int digits);

/// Value and standard error by two digits of the error: "0.853(11)", "8700(4900)", "1.23(45) × 10⁻⁵". Without an error
/// that is a positive number: as `readable`.
std::string uncertain(double value, double error);

/// With its sign and two decimals: "+1.87", "−0.40".
std::string signed_score(double value);

/// A ratio in percent with its sign, two digits: "+3.4 %".
std::string signed_percent(double ratio);

}  // namespace lazyrisk::report
