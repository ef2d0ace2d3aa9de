// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/rounded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// The exponent of the leading digit.
int leading_place(double value) { return int(std::floor(std::log10(std::abs(value)))); }

/// `value` and `error` (0: none) to the place; nothing is written below it.
Rounded at(double value, double error, int place) {
    if (std::isnan(value))
        throw NotConverged("a number that is none was to be written: the range of double precision was left");
    if (std::isinf(value)) return {value > 0 ? "inf" : "-inf"};
    if (error > 0)
        place = std::max(
            place, leading_place(error) - 14);  // digits below mean nothing, and the error is a whole number of units
    const long double unit = std::pow(10.0L, place);  // a double has none below 1e-323
    const long long parts = error > 0 ? std::max(1LL, std::llround(error / unit)) : 0;
    const double largest = std::max(std::abs(value), error);
    const int lead = largest > 0 ? leading_place(largest) : place;
    const std::string uncertainty = parts > 0 ? std::to_string(parts) : "";
    Rounded out;
    if (lead >= 6 || lead < -4) {
        const int decimals = std::max(0, lead - place);
        out = {fmt::format("{:.{}f}", double(value / std::pow(10.0L, lead)), decimals), uncertainty, lead};
        if (const std::size_t ten = out.digits.find("10"); ten == 0 || (ten == 1 && out.digits.front() == '-')) {
            // 9.97 x 10^6 to one decimal is 1.00 x 10^7
            std::erase(out.digits, '.');
            out.digits.insert(ten + 1, ".");
            out.exponent = lead + 1;
        }
    } else if (place >= 0) {
        out = {fmt::format("{:.0f}", double(std::round(value / unit) * unit)),
               parts > 0 ? fmt::format("{:.0f}", double((long double)parts * unit)) : "",
               {}};
    } else {
        out = {fmt::format("{:.{}f}", value, -place), uncertainty, {}};
    }
    if (std::strtod(out.digits.c_str(), nullptr) == 0 && out.digits.starts_with('-'))
        out.digits.erase(0, 1);  // -0 is 0
    return out;
}

}  // namespace

std::optional<int> last_place(double standard_error) {
    if (!(standard_error > 0) || std::isinf(standard_error)) return {};
    const int place = leading_place(standard_error) - 1;
    return std::round(standard_error / std::pow(10.0, place)) >= 100 ? place + 1 : place;  // 0.0996 is 0.10
}

Rounded uncertain(double value, double standard_error, std::optional<int> digits) {
    const std::optional<int> place = last_place(standard_error);
    if (!place || std::isinf(value)) return significant(value, digits.value_or(4));
    if (!digits || value == 0) return at(value, standard_error, *place);
    return at(value, standard_error, leading_place(value) - *digits + 1);
}

Rounded significant(double value, int digits, double error_bound) {
    if (std::isinf(value)) return {value > 0 ? "inf" : "-inf"};
    if (std::isnan(value)) return at(value, 0, 0);
    if (value == 0) return {"0"};
    int place = leading_place(value) - digits + 1;
    if (error_bound > 0 && !std::isinf(error_bound)) place = std::max(place, int(std::ceil(std::log10(error_bound))));
    return at(value, 0, std::min(place, leading_place(value)));
}

Rounded to_place(double value, int place) { return value == 0 ? Rounded{"0"} : at(value, 0, place); }

Rounded as_given(double value) {
    if (std::isinf(value) || value == 0) return significant(value, 1);
    if (value == std::floor(value) && std::abs(value) < 1e9) return {fmt::format("{:.0f}", value)};
    for (int digits = 1; digits <= 6; ++digits) {
        const double written = std::strtod(fmt::format("{:.{}e}", value, digits - 1).c_str(), nullptr);
        if (std::abs(written - value) <= 1e-14 * std::abs(value)) return significant(value, digits);
    }
    return significant(value, 4);
}

Rounded scientific(const Rounded& n) {
    const std::size_t first = n.digits.find_first_of("123456789");
    if (n.exponent || n.infinite() || first == std::string::npos) return n;
    const std::size_t point = std::min(n.digits.find('.'), n.digits.size());
    std::string digits = n.digits.substr(first);
    std::erase(digits, '.');
    Rounded out = n;
    if (point == n.digits.size() && n.uncertainty.empty())
        digits.erase(std::max<std::size_t>(1, digits.find_last_not_of('0') + 1));  // 8700 is 8.7 x 10^3
    if (digits.size() > 1) digits.insert(1, ".");
    out.digits = (n.digits.starts_with('-') ? "-" : "") + digits;
    out.exponent = point > first ? int(point - first) - 1 : -int(first - point);
    return out;
}

std::string siunitx_input(const Rounded& n) {
    return n.digits + (n.uncertainty.empty() ? "" : "(" + n.uncertainty + ")") +
           (n.exponent ? fmt::format("e{}", *n.exponent) : "");
}

std::string superscript(int n) {
    static const char* const above[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string out = n < 0 ? "⁻" : "";
    for (const char c : std::to_string(std::abs(n))) out += above[c - '0'];
    return out;
}

std::string plain_number(const Rounded& n) {
    if (n.infinite()) return n.digits == "inf" ? "∞" : "−∞";
    std::string out = n.digits + (n.uncertainty.empty() ? "" : "(" + n.uncertainty + ")");
    if (out.starts_with('-')) out.replace(0, 1, "−");
    if (!n.exponent) return out;
    return (n.digits == "1" && n.uncertainty.empty() ? "" : out + " × ") + "10" + superscript(*n.exponent);
}

}  // namespace lazyrisk
