// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A problem's text, field by field.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lazyrisk {

using FieldValue = std::variant<std::monostate, double, std::string>;  ///< monostate: null
using ProblemFields = std::vector<std::pair<std::string, FieldValue>>;

/// The fields of a problem in the order of its text. Those of an object in it are called "energy.1", those of a list
/// "x.0"; "inf" is a text, true and false are texts. Throws DomainError where the text is not a JSON object in one
/// line.
ProblemFields fields_of(std::string_view problem);

/// Does a field have this value as typed? Numbers are compared as numbers: 1e-3 is 0.001.
bool has_value(const FieldValue& field, const std::string& typed);

}  // namespace lazyrisk
