// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <toml++/toml.h>
#include <map>
#include <string>

namespace lazyrisk {

/// Fields of a problem in TOML, as text. Throws DomainError with file, line and column.
std::map<std::string, std::string> read_problem_file(const std::string& path);

/// A parsed TOML file, or a DomainError with file, line and column.
toml::table read_toml(const std::string& path);
/// The fields in a table; `energy = {1 = 1, rest = 0.1}` and "1=1,rest=0.1" are the same.
std::map<std::string, std::string> fields_of(const toml::table& table, const std::string& path);
/// "file:line:column" of a node.
std::string place(const toml::node& node, const std::string& path);
/// A value as text: strings as they are, numbers so that they read back the same. Throws DomainError for anything else,
/// and for a text that is not one line.
std::string value_text(const toml::node& node, const std::string& path);

}  // namespace lazyrisk
