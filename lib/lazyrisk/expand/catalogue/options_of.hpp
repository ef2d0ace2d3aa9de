// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Options of a question about expansions, read. Used by the .cpp files of the catalogue.
#pragma once

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "lazyrisk/expand/catalogue/catalogue.hpp"
#include "lazyrisk/expand/gauss/closed_form.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk::options_of {

inline std::optional<std::string> text(const ExpansionQuestion& q, const std::string& name) {
    const auto found = q.options.find(name);
    return found == q.options.end() ? std::nullopt : std::optional(found->second);
}

inline std::optional<GiNaC::numeric> number(const ExpansionQuestion& q, const std::string& name) {
    const auto given = text(q, name);
    return given ? std::optional(exact_number(name, *given)) : std::nullopt;
}

inline std::optional<int> whole(const ExpansionQuestion& q, const std::string& name, int least, int most) {
    const auto given = number(q, name);
    if (!given) return std::nullopt;
    if (!given->is_integer() || *given < least || *given > most)
        throw DomainError(name, *text(q, name),
                          "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return given->to_int();
}

/// "3" or "0:6".
inline std::optional<std::pair<int, int>> degrees(const ExpansionQuestion& q) {
    const auto given = text(q, "degrees");
    if (!given) return std::nullopt;
    const auto fail = [&]() -> std::pair<int, int> {
        throw DomainError("degrees", *given, "expected a degree or FIRST:LAST with 0 <= FIRST <= LAST <= 100");
    };
    const auto one = [&](const std::string& part) {
        if (part.empty() || part.size() > 3 || part.find_first_not_of("0123456789") != std::string::npos)
            return fail().first;
        return std::stoi(part);
    };
    const std::size_t colon = given->find(':');
    const int first = one(given->substr(0, colon)),
              last = colon == std::string::npos ? first : one(given->substr(colon + 1));
    if (first > last || last > 100) return fail();
    return std::pair(first, last);
}

inline std::shared_ptr<const HermiteForm> activation(const ExpansionQuestion& q) {
    const auto given = text(q, "activation");
    return given ? std::make_shared<const HermiteForm>(*given) : nullptr;
}

inline std::shared_ptr<const HermiteForm> required_activation(const ExpansionQuestion& q) {
    if (const auto f = activation(q)) return f;
    throw DomainError("`activation` is missing: " + q.of + " is of one activation");
}

/// Energies (or masses) by degree, -1 the rest.
inline std::optional<std::map<int, GiNaC::numeric>> energy(const ExpansionQuestion& q, const char* name = "energy") {
    const auto given = text(q, name);
    if (!given) return std::nullopt;
    std::map<int, GiNaC::numeric> out;
    std::string left = *given;
    while (!left.empty()) {
        const std::size_t comma = left.find(','), equals = left.find('=');
        const auto fail = [&] {
            throw DomainError(name, *given, "expected degree=value,... and rest=value, as in 1=1,rest=0.1");
        };
        if (equals == std::string::npos || (comma != std::string::npos && comma < equals)) fail();
        const std::string key = left.substr(0, equals);
        if (key != "rest" &&
            (key.empty() || key.size() > 2 || key.find_first_not_of("0123456789") != std::string::npos))
            fail();
        const GiNaC::numeric value =
            exact_number(name, left.substr(equals + 1, comma == std::string::npos ? comma : comma - equals - 1));
        if (value.is_negative()) throw DomainError(name, *given, "energies and masses are not negative");
        if (!out.emplace(key == "rest" ? -1 : std::stoi(key), value).second) fail();
        left = comma == std::string::npos ? "" : left.substr(comma + 1);
    }
    return out;
}

/// "a=2,c=1/2": names and what they are.
inline std::vector<std::pair<std::string, GiNaC::numeric>> assignments(const std::string& text) {
    std::vector<std::pair<std::string, GiNaC::numeric>> out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size()), equals = text.find('=', at);
        if (equals == std::string::npos || equals >= comma || equals == at)
            throw DomainError("set", text, "expected NAME=NUMBER,..., as in a=2,c=1/2");
        const std::string name = text.substr(at, equals - at);
        out.emplace_back(name, exact_number("set " + name, text.substr(equals + 1, comma - equals - 1)));
        at = comma + 1;
    }
    return out;
}

inline void not_negative(const char* name, const std::optional<GiNaC::numeric>& value) {
    if (value && value->is_negative()) throw DomainError(name, value->to_double(), "expected a number of at least 0");
}

}  // namespace lazyrisk::options_of
