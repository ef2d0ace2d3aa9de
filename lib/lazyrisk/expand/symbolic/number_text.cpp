// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/number_text.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <sstream>

#include "lazyrisk/expand/symbolic/print.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

std::string digits_of(const Digits& number, int digits) {
    if (number == 0) return "0";
    const Digits size = abs(number);
    std::ostringstream text;
    text.precision(digits);
    if (size >= Digits("1e-5") && size < 1e15) {
        int before = 0;
        for (Digits power = 1; power <= size; power *= 10) ++before;
        if (before >= digits)
            return std::to_string(round(number).convert_to<long long>());  // to a stream precision 0 means all digits
        int zeros = 0;
        for (Digits power("0.1"); size < power && before == 0; power /= 10) ++zeros;
        text.precision(digits - before + zeros);
        text << std::fixed << number;
        return text.str();
    }
    text.precision(digits - 1);
    text << std::scientific << number;
    return text.str();
}

GiNaC::ex long_float(const Digits& number) {
    if (number == 0) return 0;
    static const bool set = [] {
        GiNaC::Digits = 100;  // of floats that are made from text; GiNaC has one setting for all
        return true;
    }();
    static_cast<void>(set);
    return GiNaC::numeric(number.str(95, std::ios_base::scientific).c_str());
}

GiNaC::numeric exact_number(const std::string& field, const std::string& text) {
    const auto fail = [&]() -> GiNaC::numeric {
        throw DomainError(field, text, "expected a number, as in 0.3, 3/10 or 1e-3");
    };
    std::size_t at = 0;
    const bool negative = text.starts_with("-");
    if (negative || text.starts_with("+")) ++at;
    std::string digits;
    int exponent = 0;
    bool point = false, any = false;
    for (; at < text.size() && (std::isdigit(static_cast<unsigned char>(text[at])) || (text[at] == '.' && !point));
         ++at) {
        if (text[at] == '.')
            point = true;
        else
            digits += text[at], exponent -= point, any = true;
    }
    if (!any || digits.size() > 60) return fail();
    GiNaC::numeric value(digits.c_str());
    const std::string rest = text.substr(at);
    if (rest.starts_with("/")) {
        if (point || rest.size() < 2 || rest.size() > 60 ||
            rest.find_first_not_of("0123456789", 1) != std::string::npos)
            return fail();
        const GiNaC::numeric below(rest.substr(1).c_str());
        if (below.is_zero()) return fail();
        value = value / below;
    } else if (rest.starts_with("e") || rest.starts_with("E")) {
        const std::size_t sign = rest.size() > 1 && (rest[1] == '-' || rest[1] == '+') ? 2 : 1;
        if (rest.size() <= sign || rest.size() > sign + 3 ||
            rest.find_first_not_of("0123456789", sign) != std::string::npos)
            return fail();
        exponent += std::stoi(rest.substr(1 + (rest[1] == '+')));
    } else if (!rest.empty()) {
        return fail();
    }
    value = value * GiNaC::pow(GiNaC::numeric(10), GiNaC::numeric(exponent));
    return negative ? -value : value;
}

GiNaC::numeric exact_number(double number) { return exact_number("a number", to_text(number)); }

std::string number_text(const GiNaC::numeric& number) {
    const double near = number.to_double();
    if (!std::isfinite(near) || (number.is_rational() && exact_number(near) != number))
        return print(number, Notation::text);
    return to_text(near);
}

}  // namespace lazyrisk
