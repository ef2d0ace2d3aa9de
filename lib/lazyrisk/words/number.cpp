// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/number.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <system_error>

#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/trimmed.hpp"

namespace lazyrisk {

namespace {

/// What is wrong with a number.
enum class Fault { none, no_number, too_large };

/// 1, -0.5, 1e-3, inf.
Fault read(std::string_view text, double& value) {
    if (text == "inf" || text == "infinity" || text == "+inf" || text == "Inf") {
        value = std::numeric_limits<double>::infinity();
        return Fault::none;
    }
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range) return Fault::too_large;
    const bool number = error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
    return number ? Fault::none : Fault::no_number;
}

/// 10^-3, 10**-3.
Fault read_power(std::string_view text, double& value) {
    const std::size_t at = text.find_first_of("^*");
    if (at == std::string_view::npos) return read(text, value);
    const std::size_t sign = text[at] == '^' ? 1 : text.substr(at).starts_with("**") ? 2 : 0;
    double exponent = 0;
    if (sign == 0 || read(trimmed(text.substr(0, at)), value) != Fault::none ||
        read(trimmed(text.substr(at + sign)), exponent) != Fault::none || std::isinf(value) || std::isinf(exponent))
        return Fault::no_number;
    value = std::pow(value, exponent);
    return std::isnan(value) ? Fault::no_number : std::isinf(value) ? Fault::too_large : Fault::none;
}

/// Products and quotients of those: 1/2, 3*10^-2.
Fault read_product(std::string_view text, double& value) {
    std::size_t at = 0;
    const auto next = [&](std::size_t from) {  // the * or / of a product, not of a power
        for (std::size_t i = from; i < text.size(); ++i) {
            if (text[i] == '/') return i;
            if (text.substr(i).starts_with("**"))
                ++i;
            else if (text[i] == '*')
                return i;
        }
        return text.size();
    };
    at = next(0);
    Fault fault = read_power(trimmed(text.substr(0, at)), value);
    while (fault == Fault::none && at < text.size()) {
        const bool divides = text[at] == '/';
        const std::size_t end = next(at + 1);
        double factor = 0;
        fault = read_power(trimmed(text.substr(at + 1, end - at - 1)), factor);
        value = divides ? value / factor : value * factor;
        at = end;
    }
    if (fault == Fault::none && !std::isfinite(value) && next(0) < text.size()) return Fault::no_number;
    return fault;
}

}  // namespace

double parse_number(std::string_view field, std::string_view text) {
    double value = 0;
    switch (read_product(trimmed(text), value)) {
        case Fault::none:
            return value;
        case Fault::too_large:
            throw DomainError(std::string(field), std::string(text), "outside the range of a double");
        case Fault::no_number:
            break;
    }
    std::string sentence = "expected a number, or inf";
    if (text.find(',') != std::string_view::npos)
        sentence = "expected one number, with a decimal point (several: a sweep, FIELD=a,b,c)";
    else if (text.find("..") != std::string_view::npos)
        sentence = "expected a number, or inf; a range is written FROM:TO:COUNT";
    throw DomainError(std::string(field), "\"" + std::string(text) + "\"", sentence);
}

}  // namespace lazyrisk
