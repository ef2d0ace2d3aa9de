// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/number.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <system_error>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

double parse_number(std::string_view field, std::string_view text) {
    if (text == "inf" || text == "infinity" || text == "+inf" || text == "Inf")
        return std::numeric_limits<double>::infinity();
    std::string_view digits = text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc::result_out_of_range)
        throw DomainError(std::string(field), std::string(text), "outside the range of a double");
    if (error != std::errc{} || end != digits.data() + digits.size() || std::isnan(value) || std::isinf(value))
        throw DomainError(std::string(field), "\"" + std::string(text) + "\"",
                          text.find(',') == std::string_view::npos
                              ? "expected a number, or inf"
                              : "expected one number, with a decimal point (several: a sweep, FIELD=a,b,c)");
    return value;
}

}  // namespace lazyrisk
