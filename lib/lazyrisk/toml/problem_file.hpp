// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <toml++/toml.h>
#include <functional>
#include <map>
#include <string>

namespace lazyrisk {

/// Fields of a problem in TOML, as text. Throws DomainError with file, line and column.
std::map<std::string, std::string> read_problem_file(const std::string& path);

/// A parsed TOML file, or a DomainError with file, line and column.
toml::table read_toml(const std::string& path);
/// Throws DomainError for a field that does not exist, or a value that it does not take.
using FieldCheck = std::function<void(const std::string& name, const std::string& text)>;
/// Of a problem of theory.
void check_problem_field(const std::string& name, const std::string& text);
/// The fields in a table; `energy = {1 = 1, rest = 0.1}` and "1=1,rest=0.1" are the same.
std::map<std::string, std::string> fields_of(const toml::table& table, const std::string& path,
                                             const FieldCheck& check = check_problem_field);
/// "file:line:column" of a node.
std::string place(const toml::node& node, const std::string& path);
/// A value as text: strings as they are, numbers so that they read back the same. Throws DomainError for anything else,
/// and for a text that is not one line.
std::string value_text(const toml::node& node, const std::string& path);

}  // namespace lazyrisk
