// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/field_text.hpp"

#include <algorithm>
#include <cctype>

#include "lazyrisk/expand/symbolic/number_text.hpp"
#include "lazyrisk/expand/symbolic/print.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::numeric;

bool all_digits(const std::string& text) { return text.find_first_not_of("0123456789") == std::string::npos; }

std::string without_parentheses(const std::string& text) {
    return text.starts_with("(") && text.ends_with(")") ? text.substr(1, text.size() - 2) : text;
}

/// "1=1,rest=0.1" as pairs of texts; `expected` where it is no such list.
std::vector<std::pair<std::string, std::string>> pairs_in(const std::string& field, const std::string& text,
                                                          const char* expected) {
    std::vector<std::pair<std::string, std::string>> out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size()), equals = text.find('=', at);
        if (equals == std::string::npos || equals >= comma || equals == at) throw DomainError(field, text, expected);
        out.emplace_back(text.substr(at, equals - at), text.substr(equals + 1, comma - equals - 1));
        at = comma + 1;
    }
    return out;
}

}  // namespace

void read_field(const std::string&, const std::string& text, std::string& value) { value = text; }

void read_field(const std::string& field, const std::string& text, int& value) {
    const numeric given = exact_number(field, text);
    if (!given.is_integer() || GiNaC::abs(given) > 1000000) throw DomainError(field, text, "expected a whole number");
    value = given.to_int();
}

void read_field(const std::string& field, const std::string& text, numeric& value) {
    value = exact_number(field, text);
}

void read_field(const std::string& field, const std::string& text, GiNaC::ex& value) {
    const auto is = [](int (*kind)(int)) {
        return [kind](char c) { return kind(static_cast<unsigned char>(c)) != 0; };
    };
    const std::string inner = without_parentheses(text);
    if (inner.empty() || !is(std::isalpha)(inner[0])) {
        value = exact_number(field, inner);
        return;
    }
    if (!std::all_of(inner.begin(), inner.end(), is(std::isalnum)))
        throw DomainError(field, inner, "expected a number or a letter");
    value = letter(inner);
}

void read_field(const std::string&, const std::string& text, std::shared_ptr<const HermiteForm>& value) {
    value = std::make_shared<const HermiteForm>(text);
}

void read_field(const std::string& field, const std::string& text, DegreeRange& value) {
    const auto one = [&](const std::string& part) {
        if (part.empty() || part.size() > 3 || !all_digits(part)) throw DomainError(field, text, degrees_expected);
        return std::stoi(part);
    };
    const std::size_t colon = text.find(':');
    value.first = one(text.substr(0, colon));
    value.last = colon == std::string::npos ? value.first : one(text.substr(colon + 1));
}

void read_field(const std::string& field, const std::string& text, Exponent& value) {
    value = {};
    if (text == "inf") return;
    if (text == field) {
        value.range = Exponent::Range{letter(field), 0, std::nullopt, true};
        return;
    }
    if (const std::size_t colon = text.find(':'); colon != std::string::npos) {
        const std::string to = text.substr(colon + 1);
        value.range = Exponent::Range{letter(field), exact_number(field, text.substr(0, colon)),
                                      to == "inf" ? std::nullopt : std::optional(exact_number(field, to))};
        return;
    }
    try {
        value.value = exact_number(field, text);
    } catch (const DomainError&) {
        throw DomainError(
            field, text,
            "expected a number, inf, an interval FROM:TO, or the letter " + field + " itself with `level`");
    }
}

void read_field(const std::string& field, const std::string& text, PowerRidge& value) {
    value = {};
    const std::size_t at = text.find("d^");
    std::string before = text.substr(0, at);
    if (at != std::string::npos) {
        const std::string after = without_parentheses(text.substr(at + 2));
        if (!after.starts_with("-"))
            throw DomainError(field, text, "expected a power that does not grow with d, as in d^-0.5 or d^-gamma");
        read_field(field, after.substr(1), value.exponent.emplace());
        if (!before.empty() && before.back() == '*') before.pop_back();
        if (before.empty()) before = "1";
    }
    if (before != "lambda") value.factor = exact_number(field, before);
}

void read_field(const std::string& field, const std::string& text, ByDegree& value) {
    constexpr const char* expected = "expected degree=value,... and rest=value, as in 1=1,rest=0.1";
    value.clear();
    for (const auto& [key, number] : pairs_in(field, text, expected)) {
        if (key != "rest" && (key.size() > 2 || !all_digits(key))) throw DomainError(field, text, expected);
        if (!value.emplace(key == "rest" ? -1 : std::stoi(key), exact_number(field, number)).second)
            throw DomainError(field, text, expected);
    }
}

void read_field(const std::string& field, const std::string& text, Assignments& value) {
    value.clear();
    for (const auto& [name, number] : pairs_in(field, text, "expected NAME=NUMBER,..., as in a=2,c=1/2"))
        value.emplace_back(name, exact_number(field + " " + name, number));
}

void read_field(const std::string& field, const std::string& text, Smaller& value) {
    if (text != "width" && text != "samples")
        throw DomainError(field, text, "expected width (psi1 < psi2) or samples (psi1 > psi2)");
    value = text == "width" ? Smaller::width : Smaller::samples;
}

void read_field(const std::string& field, const std::string& text, Labels& value) { value = read_labels(field, text); }
void read_field(const std::string& field, const std::string& text, Loss& value) { value = read_loss(field, text); }

std::string field_text(const std::string& value) { return value; }
std::string field_text(int value) { return std::to_string(value); }
std::string field_text(const numeric& value) { return number_text(value); }
std::string field_text(const GiNaC::ex& value) {
    return GiNaC::is_a<numeric>(value) ? number_text(GiNaC::ex_to<numeric>(value)) : print(value, Notation::text);
}
std::string field_text(const std::shared_ptr<const HermiteForm>& value) { return value->name(); }

std::string field_text(const DegreeRange& value) {
    const std::string first = std::to_string(value.first);
    return value.first == value.last ? first : first + ":" + std::to_string(value.last);
}

std::string field_text(const Exponent& value) {
    if (value.value) return number_text(*value.value);
    if (!value.range) return "inf";
    if (value.range->of_level) return value.range->letter.get_name();
    return number_text(value.range->from) + ":" + (value.range->to ? number_text(*value.range->to) : "inf");
}

std::string field_text(const PowerRidge& value) {
    const std::string factor = value.factor ? number_text(*value.factor) : "lambda";
    return value.exponent ? factor + "*d^-" + field_text(*value.exponent) : factor;
}

std::string field_text(const ByDegree& value) {
    std::string text, rest;
    for (const auto& [degree, number] : value) {
        if (degree < 0) rest = "rest=" + number_text(number);
        if (degree >= 0) text += (text.empty() ? "" : ",") + std::to_string(degree) + "=" + number_text(number);
    }
    return text + (text.empty() || rest.empty() ? "" : ",") + rest;
}

std::string field_text(const Assignments& value) {
    std::string text;
    for (const auto& [name, number] : value) text += (text.empty() ? "" : ",") + name + "=" + number_text(number);
    return text;
}

std::string field_text(Smaller value) { return value == Smaller::width ? "width" : "samples"; }
std::string field_text(const Labels& value) { return to_text(value); }
std::string field_text(const Loss& value) { return to_text(value); }

}  // namespace lazyrisk
