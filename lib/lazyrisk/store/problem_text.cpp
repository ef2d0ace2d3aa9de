// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/store/problem_text.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Json = nlohmann::ordered_json;

void append(ProblemFields& out, const std::string& name, const Json& value) {
    if (value.is_structured())
        for (const auto& [inner, part] : value.items()) append(out, name.empty() ? inner : name + "." + inner, part);
    else if (value.is_null())
        out.emplace_back(name, FieldValue{});
    else if (value.is_number())
        out.emplace_back(name, value.get<double>());
    else if (value.is_string())
        out.emplace_back(name, value.get<std::string>());
    else
        out.emplace_back(name, value.dump());
}

}  // namespace

ProblemFields fields_of(std::string_view problem) {
    const Json json = Json::parse(problem, nullptr, false);
    if (!json.is_object() || problem.find('\n') != std::string_view::npos)
        throw DomainError("problem", std::string(problem), "expected a JSON object in one line");
    ProblemFields out;
    append(out, "", json);
    return out;
}

bool has_value(const FieldValue& field, const std::string& typed) {
    if (const auto* text = std::get_if<std::string>(&field)) return *text == typed;
    const auto* number = std::get_if<double>(&field);
    if (!number) return typed.empty();
    char* end = nullptr;
    const double value = std::strtod(typed.c_str(), &end);
    return !typed.empty() && *end == '\0' && value == *number;
}

}  // namespace lazyrisk
