// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/toml/problem_file.hpp"

#include <algorithm>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/toml/limits.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/names.hpp"
#include "lazyrisk/words/read_text.hpp"

namespace lazyrisk {

toml::table read_toml(const std::string& path) {
    const std::string text = read_text(path, "a TOML file");
    require_limits(text, path);
    try {
        return toml::parse(text, path);
    } catch (const toml::parse_error& error) {
        const toml::source_position at = error.source().begin;
        throw DomainError(path + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " +
                          std::string(error.description()));
    }
}

std::string place(const toml::node& node, const std::string& path) {
    const toml::source_position at = node.source().begin;
    return path + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string value_text(const toml::node& node, const std::string& path) {
    if (const auto text = node.value_exact<std::string>()) {
        if (const std::string wrong = wrong_with_text(*text); !wrong.empty())
            throw DomainError(place(node, path) + ": " + wrong);
        return *text;
    }
    if (const auto whole = node.value_exact<std::int64_t>()) return std::to_string(*whole);
    if (const auto number = node.value_exact<double>()) return to_text(*number);
    throw DomainError(place(node, path) + ": expected a number or a text in quotes");
}

void check_problem_field(const std::string& name, const std::string& text) {
    Question scratch;
    set_field(scratch, name, text);
}

std::map<std::string, std::string> fields_of(const toml::table& table, const std::string& path,
                                             const FieldCheck& check) {
    std::map<std::string, std::string> fields;
    for (const auto& [key, node] : table) {
        const std::string name(key.str());
        std::string text;
        if (const toml::table* parts = node.as_table())
            for (const auto& [part, value] : *parts)
                text += (text.empty() ? "" : ",") + std::string(part.str()) + "=" + value_text(value, path);
        else
            text = value_text(node, path);
        try {
            check(name, text);
        } catch (const DomainError& error) {
            throw DomainError(place(node, path) + ": " + error.what());
        }
        std::string canonical = name;
        std::replace(canonical.begin(), canonical.end(), '_', '-');
        if (!fields.emplace(canonical, text).second)
            throw DomainError(place(node, path) + ": " + canonical + " is given twice, with _ and with -");
    }
    return fields;
}

std::map<std::string, std::string> read_problem_file(const std::string& path) {
    return fields_of(read_toml(path), path);
}

}  // namespace lazyrisk
