// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lazyrisk/table/rounded.hpp"

namespace lazyrisk::report {
namespace {

/// A hyphen is no minus sign.
std::string with_minus(std::string text) {
    if (text.starts_with("-")) text.replace(0, 1, "\u2212");
    return text;
}

std::string of_digits(double value, int digits, bool zeros) {
    if (std::isnan(value)) return "";
    if (value == 0) return "0";
    Rounded shown = significant(value, digits);
    if (!zeros && shown.digits.find('.') != std::string::npos) {
        while (shown.digits.ends_with('0')) shown.digits.pop_back();
        if (shown.digits.ends_with('.')) shown.digits.pop_back();
    }
    return plain_number(shown);
}

}  // namespace

std::string readable(double value, int digits) { return of_digits(value, digits, false); }

std::string to_digits(double value, int digits) { return of_digits(value, digits, true); }

std::string uncertain(double value, double error) {
    if (!std::isfinite(value) || !std::isfinite(error) || !(error > 0)) return readable(value);
    return plain_number(lazyrisk::uncertain(value, error));
}

std::string signed_score(double value) {
    if (!std::isfinite(value)) return readable(value);
    return with_minus(fmt::format("{:+.2f}", value));
}

std::string signed_percent(double ratio) {
    if (!std::isfinite(ratio)) return readable(ratio);
    const double percent = 100 * ratio;
    const int decimals = percent == 0 ? 1 : std::clamp(1 - int(std::floor(std::log10(std::abs(percent)))), 0, 6);
    return with_minus(fmt::format("{:+.{}f}", percent, decimals)) + "\u2009%";
}

}  // namespace lazyrisk::report
